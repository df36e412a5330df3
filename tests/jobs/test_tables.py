"""Tables for people."""

from pathlib import Path

import pytest

from jobs.tables import print_table
from tests.jobs.shop_desk import Desk


def test_no_cell_speaks_to_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """What others wrote neither breaks a line nor colours it."""
    print_table(("file", "lines"), [["a\x1b[31mb\nc.csv", 3], [Path("d.csv"), 10]])

    out = capsys.readouterr().out
    assert [line.split() for line in out.splitlines()] == [
        ["file", "lines"],
        ["a\ufffd[31mb\ufffdc.csv", "3"],
        ["d.csv", "10"],
    ]


def test_the_list_of_counts_has_a_line_for_each(desk: Desk) -> None:
    """Whatever the file was called."""
    desk.opened()
    sheet = desk.write("a\nb.csv", "SKU,Qty\nA-1,10\n")
    desk.run("count", "upload", sheet, "--location", "main", "--counted-at", "2026-11-12T12:00")

    heading, line = desk.run("count", "list").out.splitlines()
    assert "a\ufffdb.csv" in line
    assert line.index("a\ufffdb.csv") == heading.index("file")
