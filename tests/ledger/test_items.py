"""The item master: every conflict is told at once, and what changes a level is pushed."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from ledger.database import Writing
from ledger.errors import Rejected
from ledger.items import (
    Assembly,
    ItemRecord,
    RecipeRecord,
    barcode_skus,
    create_missing_items,
    list_items,
    list_recipes,
    save_items,
    save_recipe,
)
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


@pytest.mark.parametrize(
    ("parts", "problem"),
    [
        ({}, "1 to 200 parts"),
        ({f"p{number}": 1 for number in range(201)}, "1 to 200 parts"),
        ({"set": 1}, "cannot contain itself"),
        ({"cup": 0}, "at least 1"),
    ],
)
def test_a_wrong_recipe_cannot_be_said(parts: dict[str, int], problem: str) -> None:
    """Empty, endless, circular, or of nothing."""
    with pytest.raises(ValueError, match=problem):
        recipe("set", parts)


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
            "SKU 'D' is given 2 times",
            "barcode '2' is given to 2 items",
            "barcode '1' of B belongs to A already",
        ]


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


def test_a_recipe_is_kept_with_its_instant(database_url: str) -> None:
    """A newer one does not replace it."""
    first, second = recipe("set", {"cup": 2}, at=1), recipe("set", {"cup": 3, "tea": 1}, at=2)
    with book_of(database_url, "cup", "set", "tea") as book:
        with book.database.writing() as tx:
            save_recipe(tx, second)
            save_recipe(tx, first)

        with book.database.reading() as tx:
            assert list_recipes(tx) == [first, second]


def test_a_recipe_of_unknown_items_or_kits_is_refused(database_url: str) -> None:
    """Each is named."""
    with book_of(database_url, "cup", "set", "hamper") as book:
        save(book, ItemRecord(sku="set", assembly=Assembly.COMPONENTS))

        wrong = recipe("none", {"cup": 1, "set": 1, "x": 1})
        assert refused(book, lambda tx: save_recipe(tx, wrong)) == [
            "SKU 'none' is unknown",
            "SKU 'x' is unknown",
            "set is a kit itself; list its components instead",
        ]


def test_a_second_recipe_from_one_instant_is_refused(database_url: str) -> None:
    """Nobody could tell which holds."""
    with book_of(database_url, "cup", "set") as book:
        with book.database.writing() as tx:
            save_recipe(tx, recipe("set", {"cup": 2}))

        (problem,) = refused(book, lambda tx: save_recipe(tx, recipe("set", {"cup": 3})))
        assert "set has a recipe from 2026-03-02T08:00:00+00:00 on already" in problem


def test_a_component_cannot_become_a_kit_without_stock(database_url: str) -> None:
    """The kits that contain it would take goods that are never there."""
    with book_of(database_url, "cup", "set") as book:
        with book.database.writing() as tx:
            save_recipe(tx, recipe("set", {"cup": 2}))

        kit = ItemRecord(sku="cup", assembly=Assembly.COMPONENTS)
        assert refused(book, lambda tx: save_items(tx, [kit])) == [
            "cup is a component of set, so it cannot be a kit that is never stocked itself"
        ]
        save(book, ItemRecord(sku="cup", assembly=Assembly.KEPT))


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
