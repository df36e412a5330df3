"""While an order cannot be understood, its sales are unknown: what may be done to numbers then."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from connectors.memory import MemoryConnector, MemoryShop
from jobs.storefronts.channels import Channel
from jobs.storefronts.sync import Cycle, sync_channel
from ledger.channels import Push, PushAnswer
from tests.jobs.garbled import Garbled
from tests.jobs.world import World, world_of


def cycle(world: World, connector: MemoryConnector, cycles: int) -> None:
    """So many cycles of the shop, seen through this connector."""
    channel = Channel(name="one", connector=connector, settings=world.settings["one"])
    for _ in range(cycles):
        world.clock.sleep(60)
        assert sync_channel(world.database, channel, Cycle(), world.hands()).error is None


def incidents(world: World) -> list[str]:
    with world.database.reading() as tx:
        return [kind for (kind,) in tx.rows("SELECT kind FROM incident WHERE resolved_at IS NULL")]


def test_a_number_that_an_unknown_order_may_explain_is_no_drift(database_url: str) -> None:
    """It moves by the difference only: the two units that were sold are not offered again."""
    with world_of(database_url, {"A": 10}) as world:
        shop = world.add_shop("one", ["A"], shown=10)
        world.settle()
        shop.place("1", {"A": 2})
        world.receive("A", 5)

        cycle(world, Garbled(shop, garbled="1"), 6)
        assert (world.shown("A"), incidents(world)) == ({"one": 13}, [])

        cycle(world, MemoryConnector(shop), 4)
        assert (world.shown("A"), incidents(world)) == ({"one": 13}, [])


def test_a_write_over_an_unknown_sale_is_mended_once_the_sale_is_known(database_url: str) -> None:
    """A pull without news of the key had proved it; the order, once known, has it read again."""
    with world_of(database_url, {"A": 10}) as world:
        shop = world.add_shop("one", ["A"], shown=10)
        world.settle()
        world.receive("A", 5)

        cycle(world, SoldMeanwhile(shop, garbled="1"), 6)
        assert world.shown("A") == {"one": 15}

        cycle(world, MemoryConnector(shop), 6)
        assert world.shown("A") == {"one": 13}


def test_an_unknown_order_stops_no_ordinary_push(database_url: str) -> None:
    """Of other items, and for as long as it stays unknown."""
    with world_of(database_url, {"A": 10, "B": 10}) as world:
        shop = world.add_shop("one", ["A", "B"], shown=10)
        world.settle()
        shop.place("1", {"A": 2})

        for units in (5, 6, 7):
            world.receive("B", units)
            cycle(world, Garbled(shop, garbled="1"), 4)

        assert world.shown("B") == {"one": 28}


def test_a_new_listing_gets_its_first_number_all_the_same(database_url: str) -> None:
    """Nothing was expected of it yet, so there is nothing to explain."""
    with world_of(database_url, {"A": 10}) as world:
        shop = world.add_shop("one", ["A"], shown=4)
        shop.place("1", {})

        cycle(world, Garbled(shop, garbled="1"), 6)

        assert world.shown("A") == {"one": 10}


@dataclass(frozen=True, slots=True)
class SoldMeanwhile(Garbled):
    """Two units are sold between our reading and our writing, by the order that is unreadable."""

    def push(self, pushes: Sequence[Push]) -> Iterable[PushAnswer]:
        shop: MemoryShop = self.shop
        if self.garbled not in shop.orders:
            shop.place(self.garbled, {"A": 2})
        return MemoryConnector.push(self, pushes)
