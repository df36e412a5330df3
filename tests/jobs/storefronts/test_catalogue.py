"""The catalogue read again while a channel is at work: what is new, moved or gone is told."""

from jobs.storefronts.sync import Cycle
from ledger.open_incidents import list_incidents
from tests.jobs.world import World, world_of

AGAIN = Cycle(catalogue=True)


def told(world: World) -> dict[str, str]:
    with world.database.reading() as tx:
        return {one.kind: one.text for one in list_incidents(tx)}


def test_new_listings_are_told_until_they_are_looked_at(database_url: str) -> None:
    """Nothing is linked by itself, and a person is told of them once."""
    with world_of(database_url, {"A": 5}) as world:
        shop = world.add_shop("one", ["A"], shown=5)
        world.sync("one", AGAIN)
        assert told(world) == {}

        shop.add_listing("B", 3)
        shop.add_listing("C", 3)
        assert world.sync("one", AGAIN).error is None

        wanted = {"new_listings": "2 listings (B, C): link them with `stockbook adopt one`"}
        assert told(world) == wanted
        assert shop.shown("B") == 3
        world.sync("one", AGAIN)
        assert told(world) == wanted


def test_a_linked_listing_that_is_gone_is_told_and_stays_booked(database_url: str) -> None:
    """Until it is back, or somebody says to leave it alone."""
    with world_of(database_url, {"A": 5, "B": 5}) as world:
        shop = world.add_shop("one", ["A", "B"], shown=5)
        world.sync("one", AGAIN)
        shop.place("1", {"A": 2})
        world.sync("one")

        shop.remove_listing("A")
        world.clock.sleep(60)
        world.sync("one", AGAIN)

        assert told(world)["gone_listings"].startswith("1 listing (A): no longer in its catalogue")
        assert world.level("A", "committed") == 2
        shop.add_listing("A", 3)
        world.clock.sleep(60)
        world.sync("one", AGAIN)
        assert told(world) == {}
