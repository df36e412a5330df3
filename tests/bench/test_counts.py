"""A count of several slices of lines: what is planted is found, and nothing else."""

from pathlib import Path

import pytest

from bench.counts import COUNTED_AT, ours, planted, prepared, sku_of
from jobs.counts.desk import Desk, site_of_count
from jobs.counts.uploading import upload_count
from ledger.database import Database, open_engine
from reconcile.decide import Rules, Tolerance
from reconcile.reading.lines import SLICE_LINES
from reconcile.reading.sheet import Declared

LINES = SLICE_LINES + 11_000


@pytest.mark.slow
def test_a_count_of_several_slices_finds_and_posts_what_was_planted(tmp_path: Path) -> None:
    """The bench proves its own work: the variances, and the sum of the book after them."""
    book, sheet = prepared(tmp_path, LINES)

    assert ours(book, sheet, LINES)["seconds"] > 0


@pytest.mark.slow
def test_what_a_complete_sheet_does_not_name_is_missed_in_every_slice(tmp_path: Path) -> None:
    """The first item, the last one, and those where one slice ends and the next begins."""
    book, sheet = prepared(tmp_path, LINES)
    gone = {sku_of(n) for n in (0, SLICE_LINES - 1, SLICE_LINES, SLICE_LINES + 1, LINES - 1)}
    rows = sheet.read_text(encoding="utf-8").splitlines(keepends=True)
    sheet.write_text("".join(row for row in rows if row.split(",")[0] not in gone), "utf-8")
    database = Database(open_engine(f"sqlite:///{book}"), clock=lambda: COUNTED_AT)
    desk = Desk(database=database, rules=Rules(tolerance=Tolerance(units=5)), actor="test")
    site = site_of_count(database, "main")

    declared = Declared(site=site, counted_at=COUNTED_AT, complete=True)
    answer = upload_count(desk, sheet, declared)

    assert {one.sku for one in answer.variances if one.row is None} == gone
    assert {one.sku for one in answer.variances} == gone | {
        sku_of(n) for n in range(LINES) if planted(n)
    }
