"""The item master: every conflict is told at once, and what changes a level is pushed."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from ledger.barcodes import barcode_skus
from ledger.database import Writing
from ledger.errors import Rejected
from ledger.items import create_missing_items, list_items, save_items
from ledger.recipes import RecipeRecord, save_recipe
from ledger.said import Assembly, ItemChange, ItemRecord
from tests.ledger.books import Book, book_of, receipt
from tests.ledger.databases import ask, database_of
from tests.ledger.stories import hours


def recipe(sku: str, parts: Mapping[str, int], *, at: float = 0) -> RecipeRecord:
    return RecipeRecord(sku=sku, holds_from=hours(at), parts=dict(parts))


def save(book: Book, *records: ItemRecord) -> None:
    with book.database.writing() as tx:
        save_items(tx, records)


def kept(book: Book) -> dict[str, ItemRecord]:
    with book.database.reading() as tx:
        return {record.sku: record for record in list_items(tx)}


def refused(book: Book, doing: Callable[[Writing], object]) -> list[str]:
    """The problems; nothing is changed."""
    before = kept(book)
    with pytest.raises(Rejected) as refusal, book.database.writing() as tx:
        doing(tx)
    assert kept(book) == before
    return list(refusal.value.problems)


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"sku": ""}, "is empty"),
        ({"sku": " A"}, "spaces at an end"),
        ({"sku": "A\nB"}, "control character"),
        ({"sku": "x" * 256}, "at most 255"),
        ({"name": "x" * 1_001}, "at most 1000"),
        ({"category": "a\0"}, "control character"),
        ({"pack_size": 0}, "pack size 0"),
        ({"unit_cost": -1}, "unit cost -1"),
        ({"barcodes": ("x" * 129,)}, "at most 128"),
        ({"barcodes": ("1", "")}, "barcode '' is empty"),
    ],
)
def test_a_wrong_item_cannot_be_said(wrong: dict[str, Any], problem: str) -> None:
    """With what is wrong of it."""
    with pytest.raises(ValueError, match=problem):
        ItemRecord(**{"sku": "A", **wrong})


def test_every_problem_of_an_item_is_told() -> None:
    """Not only the first."""
    with pytest.raises(ValueError, match=r"SKU.*; pack size.*; unit cost"):
        ItemRecord(sku="", pack_size=0, unit_cost=-1)


def test_an_item_comes_back_as_it_was_said(database_url: str) -> None:
    """Leading zeros, quotes, emoji and all, in the order of SKUs."""
    full = ItemRecord(
        sku='00,1"🧦',
        name="Sock; 50%",
        category="Socks",
        pack_size=6,
        unit_cost=1_500_000,
        stocked=False,
        assembly=Assembly.KEPT,
        barcodes=("001", "1"),
    )
    with book_of(database_url) as book:
        save(book, ItemRecord(sku="B"), full)

        assert list(kept(book).values()) == [full, ItemRecord(sku="B")]
        with book.database.reading() as tx:
            assert barcode_skus(tx, ["001", "1", "2"]) == {"001": full.sku, "1": full.sku}


def test_saving_again_replaces_all_but_barcodes(database_url: str) -> None:
    """Those are added; an item is known by each code it ever had."""
    with book_of(database_url) as book:
        save(book, ItemRecord(sku="A", name="old", pack_size=6, barcodes=("1",)))
        created = ask(book.database.engine, "SELECT created_at, id FROM item")
        book.now = hours(2_000)
        save(book, ItemRecord(sku="A", name="new", barcodes=("2", "1")))

        assert kept(book)["A"] == ItemRecord(sku="A", name="new", barcodes=("1", "2"))
        assert ask(book.database.engine, "SELECT created_at, id FROM item") == created


def test_every_conflict_is_told_and_nothing_is_saved(database_url: str) -> None:
    """SKUs given twice, barcodes given twice, and barcodes of other items."""
    with book_of(database_url) as book:
        save(book, ItemRecord(sku="A", barcodes=("1",)))
        wrong = [
            ItemRecord(sku="B", barcodes=("1", "2")),
            ItemRecord(sku="C", barcodes=("2",)),
            ItemRecord(sku="D"),
            ItemRecord(sku="D"),
        ]

        assert refused(book, lambda tx: save_items(tx, wrong)) == [
            "barcode '1' of B belongs to A already",
            "barcode '2' of C is given to B as well",
            "SKU 'D' comes again; say all of it at once",
        ]


def test_what_nobody_says_of_an_item_is_left_as_it_is(database_url: str) -> None:
    """A new one gets the defaults; which fields changed is answered."""
    full = ItemRecord(
        sku="A", name="Sock", category="Socks", pack_size=6, unit_cost=5, stocked=False,
        assembly=Assembly.KEPT, barcodes=("1",),
    )  # fmt: skip
    with book_of(database_url) as book:
        save(book, full)
        with book.database.writing() as tx:
            saved = save_items(
                tx,
                [
                    ItemChange(sku="A"),
                    ItemChange(sku="B", pack_size=2),
                ],
            )
            assert (saved.created, saved.changed) == ({"B"}, {})
            saved = save_items(tx, [ItemChange(sku="A", unit_cost=7, name="", barcodes=("1", "2"))])
            assert saved.changed == {"A": ["name", "unit_cost", "barcodes"]}

        assert kept(book) == {
            "A": replace(full, unit_cost=7, name="", barcodes=("1", "2")),
            "B": ItemRecord(sku="B", pack_size=2),
        }


def test_nothing_said_at_all_is_nothing(database_url: str) -> None:
    """An empty list is saved, too."""
    with book_of(database_url) as book:
        save(book)

        assert kept(book) == {}


def test_missing_items_are_created_once(database_url: str) -> None:
    """Known ones are left as they are."""
    with book_of(database_url) as book:
        save(book, ItemRecord(sku="A", name="kept"))
        with book.database.writing() as tx:
            assert create_missing_items(tx, ["B", "A", "C", "B"]) == 2
            assert create_missing_items(tx, ["B"]) == 0

        assert [(one.sku, one.name) for one in kept(book).values()] == [
            ("A", "kept"),
            ("B", ""),
            ("C", ""),
        ]


def due_after(book: Book, doing: Callable[[Writing], object]) -> set[str]:
    """Stock keys that became due, each with a number newer than all before."""
    engine = book.database.engine
    ((last,),) = ask(engine, "SELECT sequence FROM counter")
    with book.database.writing() as tx:
        doing(tx)
    marks = dict(ask(engine, "SELECT inventory_id, due FROM stock_key"))
    return {key for key, due in marks.items() if due > last}


def test_what_changes_a_level_makes_it_due(database_url: str) -> None:
    """A recipe, or how a kit comes to be; not a name or a price."""
    with book_of(database_url, "cup", "set", "tea") as book:
        book.post(receipt("k1", "cup"))
        kit = ItemRecord(sku="set", assembly=Assembly.ON_DEMAND)

        assert due_after(book, lambda tx: save_items(tx, [kit, ItemRecord(sku="tea")])) == {"set"}
        assert due_after(book, lambda tx: save_recipe(tx, recipe("set", {"cup": 2}))) == {"set"}
        named = ItemRecord(sku="set", assembly=Assembly.ON_DEMAND, name="Set", unit_cost=5)
        assert due_after(book, lambda tx: save_items(tx, [named])) == set()
        idle = ItemRecord(sku="tea", stocked=False)
        assert due_after(book, lambda tx: save_items(tx, [idle, named])) == {"tea"}
        assert due_after(book, lambda tx: save_items(tx, [ItemRecord(sku="new")])) == set()


def test_a_long_list_is_told_one_by_one(database_url: str) -> None:
    """Each item once, with all of its barcodes."""
    records = [ItemRecord(sku=f"{n:05}", barcodes=(f"{n}a", f"{n}b")) for n in range(3_000)]
    with database_of(database_url) as database:
        with database.writing() as tx:
            save_items(tx, records)
        with database.reading() as tx:
            assert list(list_items(tx)) == records
