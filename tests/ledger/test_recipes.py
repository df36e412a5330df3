"""Recipes: what makes an item a kit, and which kits cannot be."""

from collections.abc import Callable, Mapping

import pytest

from ledger.database import Writing
from ledger.errors import Rejected
from ledger.items import list_items, save_items
from ledger.recipes import RecipeRecord, list_recipes, save_recipe
from ledger.said import Assembly, ItemChange, ItemRecord
from tests.ledger.books import Book, book_of, receipt
from tests.ledger.databases import ask
from tests.ledger.stories import hours, line, order


def recipe(sku: str, parts: Mapping[str, int], *, at: float = 0) -> RecipeRecord:
    return RecipeRecord(sku=sku, holds_from=hours(at), parts=dict(parts))


def save(book: Book, *records: ItemRecord | ItemChange) -> None:
    with book.database.writing() as tx:
        save_items(tx, records)


def say(book: Book, sku: str, *, assembly: Assembly | None = None, **parts: int) -> Assembly:
    with book.database.writing() as tx:
        return save_recipe(tx, recipe(sku, parts), assembly=assembly)


def kinds(book: Book) -> dict[str, Assembly]:
    with book.database.reading() as tx:
        return {record.sku: record.assembly for record in list_items(tx)}


def refused(book: Book, doing: Callable[[Writing], object]) -> list[str]:
    """The problems; nothing is changed."""
    before = kinds(book)
    with pytest.raises(Rejected) as refusal, book.database.writing() as tx:
        doing(tx)
    assert kinds(book) == before
    return list(refusal.value.problems)


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
            "SKU 'none' is unknown; create it with `stockbook items create`",
            "SKU 'x' is unknown; create it with `stockbook items create`",
            "set is a kit itself; list its components instead",
        ]


def test_a_second_recipe_from_one_instant_is_refused(database_url: str) -> None:
    """Nobody could tell which holds."""
    with book_of(database_url, "cup", "set") as book:
        with book.database.writing() as tx:
            save_recipe(tx, recipe("set", {"cup": 2}))

        (problem,) = refused(book, lambda tx: save_recipe(tx, recipe("set", {"cup": 3})))
        assert "set has another recipe from 2026-03-02T08:00:00+00:00 on already" in problem


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


def test_a_recipe_makes_a_kit_whose_components_are_committed(database_url: str) -> None:
    """However the item was created: an order never takes from a stock that cannot be."""
    with book_of(database_url, "KIT", "MUG", "TEA") as book:
        book.post(receipt("k1", "MUG", 6), receipt("k2", "TEA", 4))

        assert say(book, "KIT", MUG=2, TEA=1) is Assembly.COMPONENTS
        book.book(order(line(1, listing_id="KIT")))

        assert book.levels("KIT") == {}
        assert book.levels("MUG") == {"available": 4, "committed": 2}
        assert book.levels("TEA") == {"available": 3, "committed": 1}


@pytest.mark.parametrize("assembly", [Assembly.KEPT, Assembly.ON_DEMAND])
def test_a_kit_that_is_assembled_stays_as_it_is(database_url: str, assembly: Assembly) -> None:
    """A new recipe alone does not take its stock from sale."""
    with book_of(database_url, "KIT", "MUG") as book:
        save(book, ItemChange(sku="KIT", assembly=assembly))
        book.post(receipt("k1", "KIT"))

        assert say(book, "KIT", MUG=2) is assembly


def test_goods_of_its_own_want_a_word_what_becomes_of_them(database_url: str) -> None:
    """A kit of components has no stock, so what lies there would be forgotten."""
    with book_of(database_url, "KIT", "MUG") as book:
        book.post(receipt("k1", "KIT"))

        (problem,) = refused(book, lambda tx: save_recipe(tx, recipe("KIT", {"MUG": 2})))
        assert "KIT has goods of its own in the book" in problem
        assert say(book, "KIT", assembly=Assembly.KEPT, MUG=2) is Assembly.KEPT


def test_kits_in_kits_are_refused_in_every_order(database_url: str) -> None:
    """The recipe of the outer one first, of the inner one first, or the kind said afterwards."""
    with book_of(database_url, "BOX", "KIT", "MUG") as book:
        say(book, "BOX", KIT=1)

        inner = [
            lambda tx: save_recipe(tx, recipe("KIT", {"MUG": 2})),
            lambda tx: save_recipe(tx, recipe("KIT", {"MUG": 2}), assembly=Assembly.COMPONENTS),
            lambda tx: save_items(tx, [ItemChange(sku="KIT", assembly=Assembly.COMPONENTS)]),
        ]
        for doing in inner:
            assert refused(book, doing) == [
                "KIT is a component of BOX, so it cannot be a kit that is never stocked itself"
            ]
        say(book, "MUG", assembly=Assembly.KEPT, KIT=1)
        assert refused(book, lambda tx: save_recipe(tx, recipe("MUG", {"BOX": 1}, at=1))) == [
            "BOX is a kit itself; list its components instead"
        ]


def test_no_kit_contains_itself_however_far_inside(database_url: str) -> None:
    """Kits that are kept assembled may be parts, but never in a circle."""
    kept = Assembly.KEPT
    with book_of(database_url, "A", "B", "C") as book:
        say(book, "A", assembly=kept, B=1)
        say(book, "B", assembly=kept, C=1)

        assert refused(
            book, lambda tx: save_recipe(tx, recipe("C", {"A": 1, "B": 1}), assembly=kept)
        ) == [
            "A contains C, so it cannot be a part of it",
            "B contains C, so it cannot be a part of it",
        ]


def test_what_is_not_stocked_is_neither_kit_nor_part(database_url: str) -> None:
    """Nothing of it is shipped or counted."""
    with book_of(database_url, "KIT", "MUG") as book:
        save(book, ItemRecord(sku="GIFT", stocked=False))

        assert refused(book, lambda tx: save_recipe(tx, recipe("GIFT", {"MUG": 1}))) == [
            "GIFT is not stocked, so no component of it would be shipped; say "
            "`stockbook items create GIFT --stocked` first"
        ]
        assert refused(book, lambda tx: save_recipe(tx, recipe("KIT", {"GIFT": 1}))) == [
            "GIFT is not stocked, so nothing of it goes into a kit; leave it out"
        ]


def test_the_same_recipe_again_is_known(database_url: str) -> None:
    """It makes a kit of what was none, and nothing due that is as it was."""
    with book_of(database_url, "KIT", "MUG") as book:
        say(book, "KIT", MUG=2)
        due = ask(book.database.engine, "SELECT due FROM stock_key ORDER BY id")

        assert say(book, "KIT", MUG=2) is Assembly.COMPONENTS
        assert ask(book.database.engine, "SELECT due FROM stock_key ORDER BY id") == due
        save(book, ItemChange(sku="KIT", assembly=Assembly.NONE))
        assert say(book, "KIT", MUG=2) is Assembly.COMPONENTS
