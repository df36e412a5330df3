"""`sync`: orders in, quantities out, for shops of every kind that share one stock."""

import pytest

from connectors.errors import Unavailable
from connectors.memory import MemoryShop
from jobs.storefronts.shadow import shadow
from jobs.storefronts.sync import Cycle, sync
from ledger.channel_state import channel_state
from ledger.channels import Guard, StockKey
from ledger.errors import LeaseLost
from ledger.leases import LEASE_LENGTH, take_lease
from tests.jobs.world import world_of

GUARDS = pytest.mark.parametrize("guard", list(Guard))


def for_sale(shop: MemoryShop, sku: str) -> int:
    """What shoppers can buy; a platform that holds an on-hand number subtracts open orders."""
    if shop.guard is not Guard.ON_HAND:
        return shop.shown(sku)
    open_units = sum(
        line.quantity
        for order in shop.orders.values()
        if order.status == "open"
        for line in order.lines.values()
        if line.listing_id == sku and line.shipped_at is None
    )
    return shop.shown(sku) - open_units


@GUARDS
def test_a_sale_in_one_shop_reaches_the_other(database_url: str, guard: Guard) -> None:
    """Ten lie there, two are sold in one shop: both offer eight."""
    with world_of(database_url, {"A": 10}) as world:
        one = world.add_shop("one", ["A"], guard=guard, shown=10)
        two = world.add_shop("two", ["A"], guard=guard, shown=10)
        world.settle()

        one.place("1", {"A": 2})
        world.settle()

        assert (for_sale(one, "A"), for_sale(two, "A")) == (8, 8)
        assert (world.level("A"), world.level("A", "committed")) == (8, 2)
        assert world.check() == []


@GUARDS
def test_a_whole_life_of_an_order_leaves_all_numbers_right(database_url: str, guard: Guard) -> None:
    """Sold, edited, shipped, one restocked; another one sold and cancelled."""
    with world_of(database_url, {"A": 10}) as world:
        one = world.add_shop("one", ["A"], guard=guard, shown=10)
        two = world.add_shop("two", ["A"], guard=guard, shown=10)
        world.settle()
        one.place("1", {"A": 2})
        two.place("1", {"A": 1})
        world.settle()
        one.edit("1", "1", 3)
        two.cancel("1")
        world.settle()
        one.ship("1")
        world.settle()
        one.restock("1", "1", 1)
        world.settle()

        assert (world.level("A"), world.level("A", "committed")) == (8, 0)
        assert (for_sale(one, "A"), for_sale(two, "A")) == (8, 8)
        assert world.check() == []


@GUARDS
def test_when_nothing_changed_nothing_is_written(database_url: str, guard: Guard) -> None:
    """A quiet cycle writes nothing at all."""
    with world_of(database_url, {"A": 10, "B": 4}) as world:
        world.add_shop("one", ["A", "B"], guard=guard)
        world.settle()

        quiet = world.sync("one")

        assert world.shown("A") == {"one": 10}
        assert (quiet.pushed, quiet.stale, quiet.refused) == (0, 0, 0)


def test_many_movements_are_one_write(database_url: str) -> None:
    """Ten receipts in a minute are one number."""
    with world_of(database_url, {"A": 10}) as world:
        world.add_shop("one", ["A"], shown=10)
        world.settle()
        for _ in range(10):
            world.receive("A", 1)

        assert world.sync("one").pushed == 1
        assert world.shown("A") == {"one": 20}


def test_one_refused_listing_blocks_no_other(database_url: str) -> None:
    """The shop no longer knows B; A goes through, and B is an incident."""
    with world_of(database_url, {"A": 10, "B": 4}) as world:
        shop = world.add_shop("one", ["A", "B"], shown=10)
        world.settle()
        del shop.numbers[StockKey("B")]
        world.receive("A", 5)
        world.receive("B", 5)

        world.settle()

        assert world.shown("A") == {"one": 15}
        with world.database.reading() as tx:
            assert tx.rows("SELECT kind FROM incident") == [("push_refused",)]


def test_the_answer_counts_what_was_done(database_url: str) -> None:
    """Orders read, movements posted, lines parked, numbers pushed."""
    with world_of(database_url, {"A": 10}) as world:
        shop = world.add_shop("one", ["A"], shown=10)
        world.settle()
        shop.add_listing("new", 3)
        shop.place("1", {"A": 2, "new": 1})

        answer = world.sync("one")

        assert (answer.orders, answer.movements, answer.parked) == (1, 1, 1)
        assert (answer.error, answer.refused, answer.stale) == (None, 0, 0)


def test_a_channel_that_fails_stops_no_other(database_url: str) -> None:
    """Its error is told; the other one is synced."""

    def broken() -> None:
        raise Unavailable("shop: 503 down for maintenance")

    with world_of(database_url, {"A": 10}) as world:
        world.add_shop("one", ["A"], shown=10)
        two = world.add_shop("two", ["A"], shown=10)
        two.place("1", {"A": 1})
        world.shops["one"].numbers = _Broken(broken)

        channels = [world.channel("one"), world.channel("two")]
        world.clock.sleep(10)
        answer = sync(world.database, channels, Cycle(audit=True), world.hands())

        assert answer.channels[0].error == "shop: 503 down for maintenance"
        assert (answer.channels[1].orders, answer.channels[1].error) == (1, None)


def test_a_second_worker_waits_and_then_names_the_first(database_url: str) -> None:
    """Ten seconds, then it gives up; once the lease has ended it takes over."""
    with world_of(database_url, {"A": 10}) as world:
        world.add_shop("one", ["A"], shown=10)
        with world.database.writing() as tx:
            take_lease(tx, 1, "the night shift")
        before = world.clock()

        with pytest.raises(LeaseLost, match="worked by the night shift until"):
            world.sync("one")

        assert (world.clock() - before).total_seconds() == 20
        world.clock.sleep(LEASE_LENGTH.total_seconds())
        assert world.sync("one").error is None


def test_a_channel_that_another_process_works_stops_no_other(database_url: str) -> None:
    """It is told with its reason; the orders of the other are booked."""
    with world_of(database_url, {"A": 10}) as world:
        world.add_shop("one", ["A"], shown=10)
        two = world.add_shop("two", ["A"], shown=10)
        two.place("1", {"A": 2})
        with world.database.writing() as tx:
            take_lease(tx, 1, "the night shift")
        channels = [world.channel(name) for name in ("one", "two")]

        first, second = sync(world.database, channels, Cycle(), world.hands()).channels

        assert "worked by the night shift until" in str(first.error)
        assert (second.orders, second.error) == (1, None)
        assert world.level("A", "committed") == 2


def test_a_read_only_channel_is_pulled_and_never_written(database_url: str) -> None:
    """Until somebody says allow."""
    with world_of(database_url, {"A": 10}) as world:
        shop = world.add_shop("one", ["A"], shown=3)
        with world.database.writing() as tx:
            tx.run("UPDATE channel SET allowed_at = NULL")
        shop.place("1", {"A": 1})
        world.settle()

        assert shop.shown("A") == 2
        assert world.level("A") == 9


def test_staff_typing_a_number_is_mended_once_and_told(database_url: str) -> None:
    """Drift: found by the audit, recorded, written over."""
    with world_of(database_url, {"A": 10}) as world:
        shop = world.add_shop("one", ["A"], shown=10)
        world.settle()
        shop.type_number("A", 99)

        world.audit()

        assert world.shown("A") == {"one": 10}
        with world.database.reading() as tx:
            assert tx.rows("SELECT kind FROM incident") == [("drift",)]


def test_an_oversold_item_is_never_shown_below_zero_and_is_told(database_url: str) -> None:
    """Both shops sell the last one."""
    with world_of(database_url, {"A": 1}) as world:
        one = world.add_shop("one", ["A"], shown=1)
        two = world.add_shop("two", ["A"], shown=1)
        world.settle()
        one.place("1", {"A": 1})
        two.place("1", {"A": 1})

        world.settle()

        assert world.level("A") == -1
        assert world.shown("A") == {"one": 0, "two": 0}
        assert world.check() == []


def test_a_shadow_run_would_raise_no_oversold_number_to_zero(database_url: str) -> None:
    """As the push does not: the unit that an open order owes would be offered."""
    with world_of(database_url, {"A": 1}) as world:
        one = world.add_shop("one", ["A"], shown=1)
        world.settle()
        one.place("1", {"A": 3})
        world.settle()
        assert world.shown("A") == {"one": -2}

        assert shadow(world.database, [world.channel("one")]).changes == []


class _Broken(dict[StockKey, int]):
    """Numbers that cannot be read."""

    def __init__(self, fail: object) -> None:
        super().__init__()
        self._fail = fail

    def get(self, *_: object) -> int:
        assert callable(self._fail)
        self._fail()
        raise AssertionError


def test_a_shadow_run_knows_orders_that_were_never_pulled(database_url: str) -> None:
    """They are in the level that it tells, in every channel, and nothing of it stays."""
    with world_of(database_url, {"A": 10}) as world:
        one = world.add_shop("one", ["A"], shown=10)
        world.add_shop("two", ["A"], shown=10)
        one.place("1", {"A": 3})

        changes = shadow(world.database, [world.channel("one"), world.channel("two")]).changes

        assert [(one.channel, one.shown, one.wanted) for one in changes] == [("two", 10, 7)]
        assert (world.level("A"), world.level("A", "committed")) == (10, 0)
        with world.database.reading() as tx:
            assert tx.rows("SELECT count(*) FROM sales_order") == [(0,)]
            assert channel_state(tx, "one").cursor == ""
        world.settle()
        assert world.shown("A") == {"one": 7, "two": 7}
