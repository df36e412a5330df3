"""What people said of their headings: kept for a location, and the newest word holds."""

from collections.abc import Iterator

import pytest

from ledger.counts.mappings import (
    HeadingMapping,
    forget_mappings,
    remembered_mappings,
    save_mapping,
)
from tests.ledger.books import book_of, receipt
from tests.ledger.count_book import CountBook

HEADINGS = frozenset({"artikel", "größe", "ist"})


@pytest.fixture
def desk(database_url: str) -> Iterator[CountBook]:
    with book_of(database_url, "A") as book:
        book.post(receipt("a", "A", 10, at=1))
        yield CountBook(book)


def remembered(desk: CountBook, location: str = "main") -> dict[frozenset[str], dict[str, str]]:
    with desk.book.database.reading() as tx:
        found = [one.mapping for one in remembered_mappings(tx, location)]
        return {one.headings: dict(one.columns) for one in found}


def forget(desk: CountBook, location: str = "main") -> None:
    with desk.book.database.writing() as tx:
        forget_mappings(tx, location, [HEADINGS], actor="bob")


def save(desk: CountBook, *, told: bool = True, **columns: str) -> None:
    count_id = desk.upload({"A": 8}, at=9)
    mapping = HeadingMapping(headings=HEADINGS, columns=columns, told=told)
    with desk.book.database.writing() as tx:
        save_mapping(tx, count_id, mapping, actor="ann")


def test_what_was_said_is_remembered_where_it_was_said(desk: CountBook) -> None:
    """At another location the same headings may mean other columns."""
    assert remembered(desk) == {}
    save(desk, sku="artikel", quantity="ist")

    assert remembered(desk) == {HEADINGS: {"sku": "artikel", "quantity": "ist"}}
    assert remembered(desk, "annex") == {}


def test_the_newest_word_holds(desk: CountBook) -> None:
    """Whoever says it anew has found the last one wrong."""
    save(desk, sku="artikel", quantity="ist")
    save(desk, sku="größe", quantity="ist")

    assert remembered(desk) == {HEADINGS: {"sku": "größe", "quantity": "ist"}}


def test_every_use_is_on_record(desk: CountBook) -> None:
    """By whom, when and for which count, said or only used again."""
    save(desk, sku="artikel", quantity="ist")
    save(desk, sku="artikel", quantity="ist", told=False)

    with desk.book.database.reading() as tx:
        rows = tx.rows("SELECT count_id, told, actor FROM count_mapping ORDER BY sequence")
        instants = tx.rows("SELECT DISTINCT at FROM count_mapping WHERE at > 0")
    assert [tuple(row) for row in rows] == [(1, 1, "ann"), (2, 0, "ann")]
    assert len(instants) >= 1


def test_what_is_taken_back_holds_no_more(desk: CountBook) -> None:
    """Until somebody says it anew; another location is not concerned."""
    save(desk, sku="artikel", quantity="ist")
    forget(desk, "annex")
    assert HEADINGS in remembered(desk)
    forget(desk)
    assert remembered(desk) == {}

    save(desk, sku="größe", quantity="ist")
    assert remembered(desk) == {HEADINGS: {"sku": "größe", "quantity": "ist"}}


def test_how_numbers_and_dates_are_written_is_kept_beside(desk: CountBook) -> None:
    """And by whom it was said, for which count."""
    count_id = desk.upload({"A": 8}, at=9)
    mapping = HeadingMapping(
        headings=HEADINGS, columns={}, told=True, decimal_mark="comma", date_order="day-first"
    )
    with desk.book.database.writing() as tx:
        save_mapping(tx, count_id, mapping, actor="ann")

    with desk.book.database.reading() as tx:
        (found,) = remembered_mappings(tx, "main")
    assert (found.mapping, found.count, found.actor) == (mapping, count_id, "ann")
