"""Kits through whole cycles, on every platform: as it models them itself, or by a recipe of ours.

K is a kit of two A and one B. One story for all: what is ordered, shipped, brought back and
cancelled as K is booked as A and B, and shoppers see of each what its goods allow.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import pytest

from jobs.goods.returns import read_returns, settle_return
from ledger.items import save_items
from ledger.orders.planner import Outcome
from ledger.recipes import RecipeRecord, save_recipe
from ledger.said import Assembly, ItemRecord
from tests.jobs.kit_shops import RECIPE, SHOPS, KitShop
from tests.storefronts.books import Book, book_on

CYCLES: Final = 5
"""Until every number is written and proved."""

FAST: Final = ("memory blind", "woocommerce")
"""Tried before every commit; the others before every push."""


@dataclass(frozen=True, slots=True)
class Story:
    """A book beside the shop, and what both must say after each step."""

    shop: KitShop
    book: Book

    @property
    def code(self) -> str:
        return next(iter(self.shop.mapped.values()))

    def sees(self, *, book: Mapping[str, tuple[int, int]], offered: Mapping[str, int]) -> None:
        """Available and committed of each part; and what shoppers can buy."""
        for _ in range(CYCLES):
            self.shop.clock.sleep(120)
            self.book.sync()
        lines = {sku: self.book.line(sku, self.code) for sku in RECIPE}
        assert {sku: (one.available, one.committed) for sku, one in lines.items()} == book
        assert {sku: self.shop.offered(sku) for sku in ("A", "B", "K")} == offered
        assert {line.sku for line in self.book.lines()} == set(RECIPE)
        assert self.book.problems() == []

    def judge(self) -> None:
        """A person says that the kit came back and may be sold."""
        self.book.sync()
        (waiting,) = read_returns(self.book.database).waiting
        assert (waiting.sku, waiting.at_customer) == ("K", 1)
        settle_return(
            self.book.database,
            waiting.id,
            Outcome.SELLABLE,
            1,
            location=self.code,
            at=self.shop.clock(),
        )


@contextmanager
def story_in(shop: KitShop, url: str) -> Iterator[Story]:
    with book_on(
        url, shop.connector, clock=shop.clock, sleep=shop.clock.sleep, mapped=shop.mapped
    ) as book:
        if not shop.has_kits:
            recipe = RecipeRecord(
                sku="K", parts=RECIPE, holds_from=shop.clock() - timedelta(days=1)
            )
            with book.database.writing() as tx:
                save_items(tx, [ItemRecord(sku="K", assembly=Assembly.COMPONENTS)])
                save_recipe(tx, recipe)
        yield Story(shop, book)


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=() if name in FAST else pytest.mark.slow) for name in SHOPS],
)
def test_a_kit_moves_its_parts_and_every_number_follows(name: str, database_url: str) -> None:
    """Ordered, shipped, brought back, cancelled; its parts are sold beside it."""
    with SHOPS[name]() as shop, story_in(shop, database_url) as story:
        story.sees(book={"A": (10, 0), "B": (10, 0)}, offered={"A": 10, "B": 10, "K": 5})
        kits, part = shop.sell({"K": 2}), shop.sell({"A": 1})
        story.sees(book={"A": (5, 5), "B": (8, 2)}, offered={"A": 5, "B": 8, "K": 2})
        shop.ship(kits)
        story.sees(book={"A": (5, 1), "B": (8, 0)}, offered={"A": 5, "B": 8, "K": 2})
        shop.bring_back(kits)
        if not shop.says_what_came_back:
            story.judge()
        story.sees(book={"A": (7, 1), "B": (9, 0)}, offered={"A": 7, "B": 9, "K": 3})
        shop.cancel(part)
        story.sees(book={"A": (8, 0), "B": (9, 0)}, offered={"A": 8, "B": 9, "K": 4})
