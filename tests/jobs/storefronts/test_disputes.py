"""A shop moves a listing onto the number of another item: nothing is pushed until they agree."""

import pytest

from connectors.memory import MemoryShop
from jobs.config import Config
from jobs.storefronts.listings import read_listings
from jobs.storefronts.sync import Cycle
from ledger.channels import Listing, Shown, StockKey
from ledger.errors import Rejected
from ledger.items import save_items
from ledger.listings import ListingLink, link_listings, save_listings
from ledger.said import ItemRecord
from tests.jobs.world import World, world_of


def moved(world: World, sku: str, *, onto: str) -> None:
    """The catalogue is read again, and the listing shows another one's number."""
    with world.database.writing() as tx:
        numbers = (Shown(StockKey(onto), None),)
        save_listings(tx, 1, [Listing(listing_id=sku, sku=sku, numbers=numbers)])


def link(world: World, listing_id: str, sku: str, factor: int = 1) -> None:
    with world.database.writing() as tx:
        one = ListingLink(listing_id=listing_id, sku=sku, factor=factor)
        link_listings(tx, 1, [one], actor="test")


def incidents(world: World) -> list[tuple[str, str]]:
    with world.database.reading() as tx:
        return [
            (str(kind), str(text))
            for kind, text in tx.rows("SELECT kind, text FROM incident WHERE resolved_at IS NULL")
        ]


def shop_of(world: World) -> MemoryShop:
    """A and B, each with its own number, all as wanted."""
    shop = world.add_shop("one", ["A", "B"])
    world.settle()
    assert world.shown("A") == {"one": 10}
    return shop


def test_a_number_that_two_items_share_is_not_pushed_and_is_told(database_url: str) -> None:
    """Neither the level of the one nor of the other; other numbers go on."""
    with world_of(database_url, {"A": 10, "B": 3}) as world:
        shop_of(world)
        moved(world, "A", onto="B")
        world.receive("A", 5)
        world.receive("B", 50)
        world.settle()
        world.sync("one", Cycle(audit=True))

        assert world.shown("B") == {"one": 3}
        ((kind, text),) = incidents(world)
        assert kind == "disputed"
        assert "A (listing A), B (listing B)" in text
        config = Config.model_validate(
            {"locations": {"main": {}}, "channels": {"one": world.settings["one"].model_dump()}}
        )
        entries = read_listings(world.database, config, []).listings
        assert [(one.state, one.wanted) for one in entries] == [("disputed", None)] * 2


def test_it_is_pushed_again_once_the_shop_moves_it_back(database_url: str) -> None:
    """And the incident closes by itself."""
    with world_of(database_url, {"A": 10, "B": 3}) as world:
        shop_of(world)
        moved(world, "A", onto="B")
        world.receive("B", 50)
        moved(world, "A", onto="A")
        world.settle()

        assert (world.shown("A"), world.shown("B")) == ({"one": 10}, {"one": 53})
        assert incidents(world) == []


def test_it_is_pushed_again_once_the_links_agree(database_url: str) -> None:
    """The number left behind sells nothing any more; the other one is the level of the item."""
    with world_of(database_url, {"A": 10, "B": 3}) as world:
        shop_of(world)
        moved(world, "A", onto="B")
        link(world, "B", "A")
        world.settle()

        assert world.shown("B") == {"one": 10}
        assert incidents(world) == []


def test_a_number_that_changes_its_item_is_looked_at(database_url: str) -> None:
    """Two listings change places: nothing moved in the book, yet both numbers are written."""
    with world_of(database_url, {"A": 10, "B": 3}) as world:
        shop_of(world)
        moved(world, "A", onto="B")
        moved(world, "B", onto="A")
        world.settle()

        assert (world.shown("A"), world.shown("B")) == ({"one": 3}, {"one": 10})
        assert incidents(world) == []


def test_another_factor_is_a_dispute_too(database_url: str) -> None:
    """A six-pack and a bottle of one item cannot show the same number."""
    with world_of(database_url, {"A": 10}) as world:
        world.add_shop("one", ["A"])
        with world.database.writing() as tx:
            numbers = (Shown(StockKey("six"), None),)
            save_listings(tx, 1, [Listing(listing_id="six", sku="six", numbers=numbers)])
        link(world, "six", "A", factor=6)
        moved(world, "six", onto="A")

        ((kind, text),) = incidents(world)
        assert kind == "disputed"
        assert "6 x A (listing six)" in text


def test_links_of_a_dispute_may_be_mended_one_by_one(database_url: str) -> None:
    """While it stands other listings may be linked, but no new dispute may be made."""
    with world_of(database_url, {"A": 10, "B": 3, "C": 1}) as world:
        shop_of(world)
        with world.database.writing() as tx:
            save_items(tx, [ItemRecord(sku="D")])
        link_shared = Listing(listing_id="C", sku="C", numbers=(Shown(StockKey("C"), None),))
        with world.database.writing() as tx:
            save_listings(tx, 1, [link_shared])
        moved(world, "A", onto="B")

        link(world, "C", "C")
        link(world, "A", "D")
        link(world, "B", "D")

        assert incidents(world) == []
        with pytest.raises(Rejected, match="one number cannot stand for them"):
            link(world, "B", "A")
