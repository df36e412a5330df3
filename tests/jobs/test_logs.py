"""The log: in its file, and before who watches."""

import logging
from datetime import datetime
from pathlib import Path

import pytest

from jobs.logs import close_log, show_log, write_log_to


def test_who_watches_goes_on_seeing_the_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also when the configuration is read once more, which begins the file anew."""
    path = tmp_path / "stockbook.log"
    write_log_to(path)
    show_log()
    write_log_to(path)
    try:
        logging.getLogger("stockbook.pull").info("shop pulled 1 order")
    finally:
        close_log()

    assert capsys.readouterr().err.endswith(" shop pulled 1 order\n")
    (line,) = path.read_text().splitlines()
    at, rest = line.split(" ", 1)
    assert rest == "INFO shop pulled 1 order"
    assert datetime.fromisoformat(at).utcoffset() is not None
    assert logging.getLogger("stockbook").handlers == []
