"""Whatever people do and whatever breaks: the book ends right, and so does every number."""

import random

import pytest

from ledger.open_incidents import list_incidents
from ledger.orders.rulings import Waiting, inspection_list
from tests.jobs.shop_days import ITEMS, Day
from tests.jobs.world import world_of

CALM_KINDS = {"oversold", "kept_back", "unproved", "excess_return"}
"""What may need a person after such a day. Nobody typed a number, so nothing may be drift."""


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(16))
def test_after_any_day_of_two_shops_book_and_numbers_are_right(
    database_url: str, seed: int
) -> None:
    """By what really happened to every unit, and with nobody asked who need not be."""
    chance = random.Random(seed)
    opening = {sku: chance.randint(0, 12) for sku in ITEMS}
    with world_of(database_url, opening) as world:
        day = Day(
            world,
            chance,
            trouble=chance.choice([0, 0.02, 0.06]),
            busy=chance.choice([0.03, 0.15, 0.3]),
        )
        for name in ("north", "south"):
            day.open_shop(name, shown=5)
        for sku in ITEMS:
            world.receive(sku, 1)
            day.received[sku] += 1
        day.pass_by(chance.randint(6, 25))
        day.end()

        told = {(one.channel, one.order_id, one.sku): one.at_customer for one in _waiting(day)}
        for sku in ITEMS:
            kept_back = world.level(sku, "damaged")
            for_sale = day.on_shelf(sku, opening[sku]) - kept_back
            assert world.level(sku) == for_sale
            for shop in day.shops.values():
                shown = shop.shown(sku)
                assert shown is not None
                assert shown == max(0, for_sale) or (for_sale <= 0 and shown <= 0)
        lost = {
            (one.shop, str(one.order.id), sku): units
            for one in day.sold
            for sku, units in one.refunded["lost"].items()
        }
        assert told == lost
        with world.database.reading() as tx:
            assert {one.kind for one in list_incidents(tx)} <= CALM_KINDS
        assert world.check() == []


def _waiting(day: Day) -> list[Waiting]:
    with day.world.database.reading() as tx:
        return inspection_list(tx)
