"""Channels that keep a number at each of their own locations: pulled, pushed, opened, shown."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.memory import MemoryShop
from jobs.config import Config
from jobs.storefronts.channel_opening import on_hand_of_channel
from jobs.storefronts.listings import ListingEntry, read_listings
from jobs.storefronts.shadow import shadow
from jobs.storefronts.sync import Cycle, work_on_channel
from ledger.balances import stock
from ledger.channel_state import channel_state
from ledger.channels import Guard, StockKey
from ledger.errors import Rejected
from ledger.pushing.level_reads import wanted_levels
from ledger.pushing.stock_keys import keys_with_work, load_keys
from tests.jobs.world import World, world_of
from tests.laws import examples

GUARDS = pytest.mark.parametrize("guard", list(Guard))
MAPPED: Final = {"10": "main", "20": "annex"}


@contextmanager
def two_sites(url: str, guard: Guard, *, main: int = 10, annex: int = 6) -> Iterator[World]:
    """A shop ``one`` whose location 10 is main and 20 annex; 30 is not ours."""
    with world_of(url, {"A": main}) as world:
        world.add_location("annex", {"A": annex})
        world.add_shop("one", ["A"], guard=guard, locations=MAPPED, sites=("30",))
        world.settle()
        yield world


def for_sale(shop: MemoryShop, sku: str = "A") -> dict[str, int]:
    """What shoppers can buy at each site; an on-hand number contains what is reserved."""
    open_units = {
        site: sum(
            line.quantity
            for order in shop.orders.values()
            for line in order.lines.values()
            if order.status == "open" and line.shipped_at is None and line.site == site
        )
        for site in shop.sites
    }
    on_hand = shop.guard is Guard.ON_HAND
    return {site: shop.shown(sku, site) - on_hand * open_units[site] for site in shop.sites}


def available(world: World) -> dict[str, int]:
    with world.database.reading() as tx:
        return {line.location: line.available for line in stock(tx, skus=["A"])}


@GUARDS
def test_each_location_shows_its_own_goods(database_url: str, guard: Guard) -> None:
    """And the one that is not mapped is never touched."""
    with two_sites(database_url, guard) as world:
        assert for_sale(world.shops["one"]) == {"10": 10, "20": 6, "30": 0}


@GUARDS
def test_reserved_at_one_location_and_shipped_from_the_other(
    database_url: str, guard: Guard
) -> None:
    """The first gets its units back, the second loses its own; both numbers follow."""
    with two_sites(database_url, guard) as world:
        shop = world.shops["one"]
        shop.place("1", {"A": 2}, site="10")
        world.settle()
        assert available(world) == {"main": 8, "annex": 6}
        assert for_sale(shop) == {"10": 8, "20": 6, "30": 0}

        shop.ship("1", site="20")
        world.settle()

        assert available(world) == {"main": 10, "annex": 4}
        assert for_sale(shop) == {"10": 10, "20": 4, "30": 0}
        assert world.check() == []
        with world.database.reading() as tx:
            assert tx.rows("SELECT kind, subject FROM incident") == []


@GUARDS
def test_goods_may_come_back_to_another_location(database_url: str, guard: Guard) -> None:
    """Shipped from one, restocked at the other."""
    with two_sites(database_url, guard) as world:
        shop = world.shops["one"]
        shop.place("1", {"A": 3}, site="10")
        shop.ship("1")
        world.settle()
        shop.restock("1", "1", 2, site="20")
        world.settle()

        assert available(world) == {"main": 7, "annex": 8}
        assert for_sale(shop) == {"10": 7, "20": 8, "30": 0}


@GUARDS
def test_the_channel_that_sold_at_a_location_is_not_called(database_url: str, guard: Guard) -> None:
    """Its numbers are right already, at the location of the sale and at the other."""
    with two_sites(database_url, guard) as world:
        world.shops["one"].place("1", {"A": 2}, site="20")
        world.settle()

        assert world.sync("one").pushed == 0
        assert for_sale(world.shops["one"]) == {"10": 10, "20": 4, "30": 0}


@GUARDS
def test_units_at_a_location_that_is_not_ours_are_left_alone(
    database_url: str, guard: Guard
) -> None:
    """Nothing is posted or parked of them; shipped from ours after all, they are ours."""
    with two_sites(database_url, guard) as world:
        shop = world.shops["one"]
        shop.type_number("A", 50, site="30")
        shop.place("1", {"A": 2}, site="30")
        shop.place("2", {"A": 3}, site="30")
        answer = world.sync("one")
        assert (answer.orders, answer.movements, answer.parked) == (2, 0, 0)

        shop.ship("2", site="10")
        world.settle()

        assert available(world) == {"main": 7, "annex": 6}
        assert for_sale(shop)["10"] == 7
        assert shop.shown("A", "30") == 50 - (0 if guard is Guard.ON_HAND else 2)


@GUARDS
def test_a_reservation_where_nothing_was_held_before_is_counted(
    database_url: str, guard: Guard
) -> None:
    """The catalogue did not name that location when it was read."""
    with two_sites(database_url, guard) as world:
        with world.database.writing() as tx:
            tx.run("DELETE FROM stock_key WHERE location = '30'")
        world.shops["one"].place("1", {"A": 2}, site="30")
        world.sync("one")

        with world.database.reading() as tx:
            ((units,),) = tx.rows(
                "SELECT taken + reserved FROM taken_change JOIN stock_key "
                "ON stock_key.id = stock_key_id WHERE location = '30'"
            )
        assert units == 2


_SALES = st.lists(
    st.tuples(st.sampled_from(["10", "20"]), st.integers(1, 4), st.booleans()), max_size=6
)


@pytest.mark.slow
@settings(
    max_examples=examples(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    guard=st.sampled_from(list(Guard)),
    stocks=st.tuples(st.integers(0, 9), st.integers(0, 9)),
    buffer=st.integers(0, 5),
    sales=_SALES,
)
def test_parts_sum_to_the_total_at_every_push(
    sqlite_template: bytes,
    tmp_path: Path,
    guard: Guard,
    stocks: tuple[int, int],
    buffer: int,
    sales: list[tuple[str, int, bool]],
) -> None:
    """Whatever is sold and shipped where, and in the end the shop shows those parts."""
    path = tmp_path / "law.db"
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    path.write_bytes(sqlite_template)
    with two_sites(f"sqlite:///{path}", guard, main=stocks[0], annex=stocks[1]) as world:
        one = world.settings["one"]
        rule = one.rule.model_copy(update={"buffer": buffer})
        world.settings["one"] = one.model_copy(update={"rule": rule})
        with world.database.writing() as tx:
            tx.run("UPDATE stock_key SET due = 1")
        for number, (site, units, elsewhere) in enumerate(sales):
            world.shops["one"].place(str(number), {"A": units}, site=site)
            world.sync("one")
            assert sum(parts(world).values()) == total(world, buffer)
            if elsewhere:
                world.shops["one"].ship(str(number), site="30" if site == "10" else "10")
            world.sync("one")
            assert sum(parts(world).values()) == total(world, buffer)
        world.settle(8)

        shown = for_sale(world.shops["one"])
        for site, part in parts(world).items():
            # A number below zero is never raised to zero.
            assert shown[site] == part or shown[site] < part == 0


def parts(world: World) -> dict[str, int]:
    channel = world.channel("one")
    with world.database.reading() as tx:
        state = channel_state(tx, "one")
        offer = channel.offer
        ids = keys_with_work(tx, state.id, locations=offer.channel_locations, everything=True)
        keys = load_keys(tx, ids)
        levels = wanted_levels(tx, keys, offer=offer, paused=False, show_negative=False)
    return {key.stock_key.location: levels[key.id].quantity for key in keys}


def total(world: World, buffer: int) -> int:
    return max(0, sum(available(world).values()) - buffer)


@GUARDS
def test_opening_stock_is_read_at_each_location(database_url: str, guard: Guard) -> None:
    """What it shows there, and what it holds there for orders that are still owed."""
    with world_of(database_url, {"A": 0}) as world:
        world.add_location("annex", {})
        shop = world.add_shop("one", ["A"], guard=guard, shown=9, locations=MAPPED)
        shop.place("1", {"A": 2}, site="10")
        shop.place("2", {"A": 3}, site="20")
        shop.ship("2", site="10")
        channel = world.channel("one")
        with work_on_channel(world.database, channel, world.hands()) as work:
            found = [
                on_hand_of_channel(work, channel.offer, code, lookback=channel.backfill).units
                for code in ("main", "annex")
            ]
            with pytest.raises(Rejected, match="has no location that is attic"):
                on_hand_of_channel(work, channel.offer, "attic", lookback=channel.backfill)

        assert found == [{"A": 6}, {"A": 9}]


def test_a_listing_is_one_row_with_its_locations(database_url: str) -> None:
    """The numbers are sums, the state is the worst."""
    with two_sites(database_url, Guard.BLIND) as world:
        world.shops["one"].place("1", {"A": 2}, site="10")
        world.sync("one", Cycle(pushes=False))
        (entry,) = listings(world)

        assert (entry.wanted, entry.expected, entry.sent, entry.state) == (14, 14, 16, "due")
        assert [(one.location, one.wanted, one.sent) for one in entry.locations] == [
            ("10", 8, 10),
            ("20", 6, 6),
        ]


def listings(world: World) -> list[ListingEntry]:
    config = Config.model_validate(
        {
            "locations": {"main": {}, "annex": {}},
            "channels": {"one": world.settings["one"].model_dump()},
        }
    )
    return read_listings(world.database, config, []).listings


@GUARDS
def test_the_shadow_run_compares_each_location(database_url: str, guard: Guard) -> None:
    """On hand with what is reserved there; what is right is not told."""
    with two_sites(database_url, guard) as world:
        shop = world.shops["one"]
        shop.place("1", {"A": 2}, site="10")
        world.settle()
        shop.numbers[StockKey("A", "20")] = 1
        (change,) = shadow(world.database, [world.channel("one")]).changes

        assert (change.location, change.shown, change.wanted) == ("20", 1, 6)
