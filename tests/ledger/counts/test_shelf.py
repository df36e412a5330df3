"""What the book says of a shelf: alike of some items and of all between two of them."""

from collections.abc import Iterable

import pytest

from ledger.counts.countable import BARCODES, SKUS, Lines, every_name, every_pack
from ledger.counts.shelf import (
    packed_levels,
    shelf_changes,
    shelf_levels,
    shelf_parts,
    shelf_places,
)
from ledger.database import Reading
from ledger.instants import to_micros
from ledger.items import save_items
from ledger.joined import Items
from ledger.said import ItemRecord
from ledger.values import SUPPLIER, Movement, Place, State, place
from tests.ledger.books import ANNEX, MAIN, book_of
from tests.ledger.stories import hours

DAMAGED = place("main", State.DAMAGED)


def moved(sku: str, quantity: int, source: Place, destination: Place, *, at: float) -> Movement:
    return Movement(
        key=f"{sku}/{at}", occurred_at=hours(at), sku=sku, quantity=quantity, source=source,
        destination=destination,
    )  # fmt: skip


HISTORY = (
    moved("A", 7, SUPPLIER, MAIN, at=-5),
    moved("B", 4, SUPPLIER, ANNEX, at=-4),
    moved("A", 2, MAIN, DAMAGED, at=-3),
    moved("C", 5, SUPPLIER, MAIN, at=-2),
    moved("C", 5, MAIN, ANNEX, at=-1),
)


def levels(tx: Reading, location_id: int, items: Items) -> set[tuple[int, str, int]]:
    """(item, state, units)."""
    places = shelf_places(tx, location_id)
    found = shelf_levels(tx, places, items)
    ids = map(int, found.items.split()) if isinstance(found.items, str) else found.items
    available = zip(ids, map(int, found.available.split()), strict=True)
    others = found.others.split()
    lines = zip(others[::2], others[1::2], strict=True)
    told = [(*shelf_parts(int(shelf), places), int(units)) for shelf, units in lines]
    return {(item, "available", units) for item, units in available} | {
        (item, places[where], units) for item, where, units in told if where in places
    }


@pytest.mark.parametrize("whole", [True, False])
def test_levels_and_changes_are_told_as_columns(database_url: str, whole: bool) -> None:
    """Only of the location, and nothing of what is zero."""
    with book_of(database_url, "A", "B", "C") as book:
        book.now = hours(1)
        book.post(*HISTORY)
        with book.database.reading() as tx:
            ids = tx.mapping("SELECT sku, id FROM item WHERE sku IN (?*)", "ABC")
            ((main,),) = tx.rows("SELECT id FROM location WHERE code = 'main'")
            items: Items = range(1, 2**63) if whole else list(ids.values())
            found = levels(tx, main, items)
            changes = set(shelf_changes(tx, main, items, since=to_micros(hours(-3))))
            packed = packed_levels(tx, main, items)

    assert found == {
        (ids["A"], "available", 5),
        (ids["A"], "damaged", 2),
        (ids["C"], "available", 0),
    }
    assert changes == {
        (ids["C"], to_micros(hours(-2)), "available", 5),
        (ids["C"], to_micros(hours(-1)), "available", -5),
    }
    assert packed == ("", "")


def test_every_name_that_can_be_counted_is_told_with_its_item(database_url: str) -> None:
    """Barcodes as well as SKUs; not what is never stocked."""
    records = [
        ItemRecord(
            sku="Blue mug", barcodes=("4006381333931", "96385074"), barcode_units={"96385074": 6}
        ),
        ItemRecord(sku="Gift card", stocked=False, barcodes=("12345670",)),
    ]
    with book_of(database_url) as book:
        with book.database.writing() as tx:
            save_items(tx, records)
        with book.database.reading() as tx:
            ((mug,),) = tx.rows("SELECT id FROM item WHERE sku = 'Blue mug'")
            skus, codes = told(every_name(tx, SKUS)), told(every_name(tx, BARCODES))
            packs = told(every_pack(tx))

    assert skus == {"Blue mug": mug}
    assert codes == {"4006381333931": mug, "96385074": mug}
    assert packs == {"96385074": 6}


@pytest.mark.parametrize("missing", [False, True])
def test_names_keep_their_items_where_ids_are_missing(database_url: str, *, missing: bool) -> None:
    """As they are between two items of a database in which an attempt was undone."""
    with book_of(database_url) as book:
        with book.database.writing() as tx:
            save_items(tx, [ItemRecord(sku=sku, stocked=sku != "C") for sku in "ABCD"])
            if missing:
                tx.session.flush()
                tx.run("UPDATE item SET id = id + 5 WHERE sku = 'D'")
        with book.database.reading() as tx:
            ids: dict[str, int] = dict(tx.rows("SELECT sku, id FROM item WHERE sku <> 'C'"))
            assert told(every_name(tx, SKUS)) == ids


@pytest.mark.parametrize("backwards", [False, True])
def test_names_keep_their_items_however_a_table_is_read(
    database_url: str, *, backwards: bool
) -> None:
    """SQLite promises no order to who asks for none."""
    with book_of(database_url) as book:
        with book.database.writing() as tx:
            save_items(tx, [ItemRecord(sku=sku) for sku in "ABCD"])
        with book.database.reading() as tx:
            if tx.sqlite:
                tx.rows(f"PRAGMA reverse_unordered_selects = {int(backwards)}")
            assert told(every_name(tx, SKUS)) == dict(tx.rows("SELECT sku, id FROM item"))
            if tx.sqlite:
                tx.rows("PRAGMA reverse_unordered_selects = 0")


def told(names: Iterable[Lines]) -> dict[str, int]:
    """Without the spaces that stand for what cannot be counted."""
    found: dict[str, int] = {}
    for texts, numbers in names:
        each = map(int, numbers.split("\n")) if isinstance(numbers, str) else numbers
        found.update(zip(texts.split("\n"), each, strict=True))
    found.pop(" ", None)
    return found


def test_an_empty_book_names_nothing(database_url: str) -> None:
    """Not even an empty text."""
    with book_of(database_url) as book, book.database.reading() as tx:
        assert list(every_name(tx, SKUS)) == list(every_pack(tx)) == []


def test_levels_of_neighbours_are_told_without_their_ids(database_url: str) -> None:
    """Each has something available, or had."""
    with book_of(database_url, "A", "B", "C") as book:
        book.post(moved("C", 5, SUPPLIER, MAIN, at=-3), moved("A", 7, SUPPLIER, MAIN, at=-2))
        with book.database.reading() as tx:
            ((main,),) = tx.rows("SELECT id FROM location WHERE code = 'main'")
            places = shelf_places(tx, main)
            with_a_gap = shelf_levels(tx, places, range(1, 4))
        book.post(moved("B", 4, SUPPLIER, MAIN, at=-1))
        with book.database.reading() as tx:
            in_a_row = shelf_levels(tx, places, range(1, 4))

    assert (with_a_gap.items, with_a_gap.available) == ("1\n3", "7\n5")
    assert (in_a_row.items, in_a_row.available) == (range(1, 4), "7\n4\n5")
