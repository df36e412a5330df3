"""`pull`: everything that changed comes into the book once, whatever breaks on the way."""

from dataclasses import replace
from datetime import timedelta

import pytest

from connectors.memory import MemoryConnector, MemoryShop
from jobs.storefronts.channels import Channel
from jobs.storefronts.pull import UNREAD_AFTER
from jobs.storefronts.sync import Cycle, sync_channel
from ledger.channels import Listing, Shown, StockKey
from ledger.items import save_items
from ledger.listings import ListingLink, link_listings, save_listings
from ledger.orders.booking import channel_ref
from ledger.orders.parked import book_parked, parked_lines
from ledger.orders.vanished import APART
from ledger.said import ItemRecord
from tests.jobs.garbled import Garbled
from tests.jobs.world import World, world_of

PULL = Cycle(pushes=False)


class CrashError(Exception):
    """The process ended here."""


def busy_shop(world: World, orders: int) -> MemoryShop:
    """A shop with more orders than fit one page."""
    shop = world.add_shop("one", ["A"], shown=1000)
    for number in range(orders):
        world.clock.sleep(1)
        shop.place(f"{number:04}", {"A": 1})
    return shop


@pytest.mark.parametrize("step", ["begin", "before commit", "after commit"])
@pytest.mark.parametrize("transaction", [2, 3, 4])
def test_a_crash_at_any_step_loses_and_doubles_nothing(
    database_url: str, step: str, transaction: int
) -> None:
    """The next pull goes on; every order is in the book exactly once."""
    seen = 0
    armed = False

    def at(reached: str) -> None:
        nonlocal seen
        if armed and reached == step:
            seen += 1
            if seen == transaction:
                raise CrashError

    with world_of(database_url, {"A": 1000}, at=at) as world:
        busy_shop(world, 120)
        armed = True
        with pytest.raises(CrashError):
            world.sync("one", PULL)
        armed = False
        world.clock.sleep(600)
        world.sync("one", PULL)

        assert world.level("A", "committed") == 120
        assert world.check() == []


def test_a_pull_that_is_stopped_goes_on_where_it_was(database_url: str) -> None:
    """After the first page the process is asked to end; the next pull reads the rest."""
    with world_of(database_url, {"A": 1000}) as world:
        busy_shop(world, 120)
        hands = replace(world.hands(), stopping=lambda: True)
        stopped = sync_channel(world.database, world.channel("one"), Cycle(), hands)
        rest = world.sync("one", PULL)

        assert (stopped.orders, rest.orders) == (50, 70)
        assert world.level("A", "committed") == 120


def test_a_resumed_pull_is_complete_only_to_when_it_was_begun(database_url: str) -> None:
    """Orders that changed behind its back are not yet known, so nothing is proved by it."""
    with world_of(database_url, {"A": 1000}) as world:
        busy_shop(world, 120)
        begun = world.clock()
        connector = MemoryConnector(world.shops["one"])
        pages = connector.orders("", since=begun - timedelta(days=1))
        first = next(pages)
        world.clock.sleep(60)

        *_, last = connector.orders(first.cursor, since=begun)

        assert (first.complete_to, last.complete_to) == (None, begun)


def test_a_line_waits_for_its_listing_and_is_then_booked_by_itself(database_url: str) -> None:
    """The other lines of its order go through meanwhile."""
    with world_of(database_url, {"A": 10}) as world:
        shop = world.add_shop("one", ["A"], shown=10)
        shop.add_listing("new", 5)
        shop.place("1", {"A": 2, "new": 3})
        world.sync("one", PULL)
        with world.database.reading() as tx:
            assert parked_lines(tx, 1) == 1
        with world.database.writing() as tx:
            save_items(tx, [ItemRecord(sku="N")])
            save_listings(
                tx, 1, [Listing(listing_id="new", sku="new", numbers=(Shown(StockKey("new"), 5),))]
            )
            link_listings(tx, 1, [ListingLink(listing_id="new", sku="N")], actor="test")
            book_parked(tx, channel_ref(tx, "one"), ["new"])

        assert (world.level("A", "committed"), world.level("N", "committed")) == (2, 3)
        with world.database.reading() as tx:
            assert parked_lines(tx, 1) == 0
        assert world.check() == []


def test_an_order_that_cannot_be_understood_is_kept_and_tried_again(database_url: str) -> None:
    """It stops nobody else, and is booked once it can be read."""
    with world_of(database_url, {"A": 10}) as world:
        shop = world.add_shop("one", ["A"], shown=10)
        shop.place("1", {"A": 2})
        shop.place("2", {"A": 3})
        garbled = Garbled(shop, garbled="2")
        channel = Channel(name="one", connector=garbled, settings=world.settings["one"])

        first = sync_channel(world.database, channel, PULL, world.hands())
        assert (first.parked, world.level("A", "committed")) == (1, 2)
        world.clock.sleep(60)
        second = world.sync("one", PULL)

        assert (second.parked, world.level("A", "committed")) == (0, 5)


def test_a_vanished_order_frees_its_goods_after_two_words_apart(database_url: str) -> None:
    """Once is not enough, at once is not enough; then what it owed is available again."""
    with world_of(database_url, {"A": 10}) as world:
        shop = world.add_shop("one", ["A"], shown=10)
        shop.place("1", {"A": 2})
        shop.place("2", {"A": 1})
        world.settle()
        shop.delete("1")
        world.clock.sleep(UNREAD_AFTER.total_seconds())
        shop.edit("2", "1", 2)
        world.sync("one")
        world.sync("one")
        assert world.level("A", "committed") == 4
        world.clock.sleep(APART.total_seconds())

        world.sync("one")

        assert (world.level("A"), world.level("A", "committed")) == (8, 2)
        assert world.check() == []


def test_many_vanished_orders_ask_a_person(database_url: str) -> None:
    """More than a handful at once may be a broken shop; nothing is freed unconfirmed."""
    with world_of(database_url, {"A": 100}) as world:
        shop = world.add_shop("one", ["A"], shown=100)
        for number in range(8):
            shop.place(str(number), {"A": 1})
        world.settle()
        for number in range(7):
            shop.delete(str(number))
        world.clock.sleep(UNREAD_AFTER.total_seconds())
        shop.edit("7", "1", 2)
        world.sync("one")
        world.clock.sleep(APART.total_seconds())
        world.sync("one")
        assert world.level("A", "committed") == 9
        with world.database.reading() as tx:
            assert tx.rows("SELECT kind FROM incident") == [("vanished",)]

        world.sync("one", Cycle(confirm_vanished=True))

        assert world.level("A", "committed") == 2


def test_a_shop_that_knows_no_order_at_all_is_broken_not_empty(database_url: str) -> None:
    """Without one order that still answers, nothing has vanished."""
    with world_of(database_url, {"A": 10}) as world:
        shop = world.add_shop("one", ["A"], shown=10)
        shop.place("1", {"A": 2})
        shop.place("2", {"A": 1})
        world.settle()
        shop.orders.clear()
        for _ in range(3):
            world.clock.sleep(UNREAD_AFTER.total_seconds())
            world.sync("one")

        assert world.level("A", "committed") == 3
