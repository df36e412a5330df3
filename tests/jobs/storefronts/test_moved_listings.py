"""A listing moves to another inventory while an order of it is open."""

import pytest

from connectors.memory import MemoryShop
from ledger.channels import Guard, Listing, Shown, StockKey
from ledger.listings import ListingLink, link_listings, save_listings
from tests.jobs.world import World, world_of


def moved(world: World, sku: str, *, onto: str) -> None:
    """The catalogue is read again, and the listing is sold from another inventory."""
    with world.database.writing() as tx:
        numbers = (Shown(StockKey(onto), None),)
        save_listings(tx, 1, [Listing(listing_id=sku, sku=sku, numbers=numbers)])


def shop_of(world: World) -> MemoryShop:
    """A and its twin sell one item from one inventory; NEW is another one, not sold yet."""
    shop = world.add_shop("one", ["A", "TWIN", "NEW"], guard=Guard.ON_HAND)
    moved(world, "TWIN", onto="A")
    with world.database.writing() as tx:
        links = [ListingLink(listing_id=one, sku="A") for one in ("TWIN", "NEW")]
        link_listings(tx, 1, links, actor="test")
    world.settle()
    assert world.shown("A") == world.shown("NEW") == {"one": 10}
    return shop


@pytest.mark.parametrize("seen_between", [True, False])
def test_what_was_reserved_stays_reserved_where_it_was(
    database_url: str, seen_between: bool
) -> None:
    """Shipped or cancelled later: neither inventory offers a unit that is not there."""
    with world_of(database_url, {"A": 10, "TWIN": 0, "NEW": 0}) as world:
        shop = shop_of(world)
        shop.place("1", {"A": 3})
        shop.place("2", {"A": 2})
        world.settle()
        assert (world.shown("A"), world.shown("NEW")) == ({"one": 10}, {"one": 5})

        moved(world, "A", onto="NEW")
        if seen_between:
            world.settle()
            assert (world.shown("A"), world.shown("NEW")) == ({"one": 10}, {"one": 5})
        shop.ship("1")
        shop.cancel("2")
        world.settle()

        assert world.level("A") == 7
        assert (world.shown("A"), world.shown("NEW")) == ({"one": 7}, {"one": 7})
        with world.database.reading() as tx:
            assert tx.rows("SELECT kind FROM incident WHERE kind <> 'disputed'") == []
        assert world.check() == []
