"""Reading what is known around a count."""

from pathlib import Path

import pytest
from msgspec import structs

from ledger.errors import Rejected
from reconcile.causes.read import LINES_MAX, read_evidence
from tests.ledger.books import book_of
from tests.reconcile.causes.lines import count, line


def test_a_count_that_differs_as_a_whole_is_not_explained_line_by_line(
    tmp_path: Path, sqlite_template: bytes
) -> None:
    """It is the wrong sheet, and looking would take minutes."""
    (tmp_path / "stockbook.db").write_bytes(sqlite_template)
    one = line("A", 5, 4).variance
    many = [structs.replace(one, item=number) for number in range(LINES_MAX + 1)]

    with (
        book_of(f"sqlite:///{tmp_path / 'stockbook.db'}", "A") as book,
        book.database.reading() as tx,
        pytest.raises(Rejected, match=r"100001 lines of count 7 differ.* is it the sheet of main"),
    ):
        read_evidence(tx, count(), many, lines_of=lambda _: [])
