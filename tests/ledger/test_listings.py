"""Listings: linked by a person's word, alike on one stock key, and every link is kept."""

from collections.abc import Sequence

import pytest

from ledger.channels import Listing, Shown, StockKey
from ledger.database import Database
from ledger.errors import Rejected
from ledger.items import save_items
from ledger.listings import ListingLink, ensure_channel, link_listings, proposals, save_listings
from ledger.said import ItemRecord
from tests.ledger.databases import ask, database_of


def listing(listing_id: str, sku: str, *, key: str | None = "", title: str = "") -> Listing:
    """``key``: the stock key; empty: one of its own, None: none at all."""
    numbers = () if key is None else (Shown(StockKey(key or f"key-{listing_id}"), None),)
    return Listing(listing_id=listing_id, sku=sku, title=title, numbers=numbers)


def catalogue(database: Database, *listings: Listing, channel: str = "shop") -> int:
    """Save them, and an item for each of A, B and C; answers the channel's id."""
    with database.writing() as tx:
        save_items(tx, [ItemRecord(sku=sku) for sku in "ABC"])
        channel_id = ensure_channel(tx, channel)
        assert save_listings(tx, channel_id, listings) == len(listings)
    return channel_id


def link(database: Database, channel_id: int, *links: tuple[str, str, int]) -> None:
    with database.writing() as tx:
        told = [ListingLink(listing_id=one, sku=sku, factor=factor) for one, sku, factor in links]
        link_listings(tx, channel_id, told, actor="eva")


def linked(database: Database) -> Sequence[tuple[str, str, int]]:
    return ask(
        database.engine,
        "SELECT listing_id, item.sku, factor FROM listing JOIN item ON item.id = item_id "
        "ORDER BY listing_id",
    )


def keys(database: Database) -> Sequence[tuple[str, str | None]]:
    return ask(
        database.engine,
        "SELECT listing_id, inventory_id FROM listing ORDER BY listing_id",
    )


def test_a_channel_is_created_once(database_url: str) -> None:
    """Its name is compared exactly."""
    with database_of(database_url) as database, database.writing() as tx:
        shop = ensure_channel(tx, "shop")

        assert ensure_channel(tx, "shop") == shop
        assert ensure_channel(tx, "Shop") != shop


def test_a_catalogue_may_be_read_again(database_url: str) -> None:
    """What it says now is taken over; links stay as a person made them."""
    with database_of(database_url) as database:
        shop = catalogue(database, listing("1", "A", title="Old"), listing("2", "B"))
        link(database, shop, ("1", "A", 6))
        catalogue(database, listing("1", "renamed", title='New; 50% "off"'))

        assert ask(database.engine, "SELECT sku, title FROM listing ORDER BY listing_id") == [
            ("renamed", 'New; 50% "off"'),
            ("B", ""),
        ]
        assert linked(database) == [("1", "A", 6)]


def test_listings_may_share_a_stock_key_or_have_none(database_url: str) -> None:
    """Stock kept by a parent product, and products that the shop does not count."""
    with database_of(database_url) as database:
        told = [listing("1", "A", key="parent"), listing("2", "B", key="parent")]
        catalogue(database, *told, listing("3", "C", key=None))

        assert keys(database) == [("1", "parent"), ("2", "parent"), ("3", None)]
        assert ask(database.engine, "SELECT count(*) FROM stock_key") == [(1,)]


def test_a_listing_may_move_to_another_stock_key(database_url: str) -> None:
    """The old one stays, for its history."""
    with database_of(database_url) as database:
        catalogue(database, listing("1", "A", key="own"))
        catalogue(database, listing("1", "A", key="parent"))

        assert keys(database) == [("1", "parent")]
        assert ask(database.engine, "SELECT count(*) FROM stock_key") == [(2,)]


def test_equal_skus_are_proposed_first(database_url: str) -> None:
    """Exactly equal: neither case nor zeros are guessed away. Linked ones are not asked for."""
    with database_of(database_url) as database:
        told = [("1", "a"), ("2", "B"), ("3", ""), ("4", "0C"), ("5", "A"), ("6", "C")]
        shop = catalogue(database, *(listing(listing_id, sku) for listing_id, sku in told))
        link(database, shop, ("6", "C", 1))

        with database.reading() as tx:
            found = [(one.listing_id, one.item) for one in proposals(tx, shop)]
        assert found == [("5", True), ("2", True), ("3", False), ("4", False), ("1", False)]


def test_every_link_is_kept(database_url: str) -> None:
    """With its number, its instant and who said so; the newest holds."""
    with database_of(database_url) as database:
        shop = catalogue(database, listing("1", "A"), listing("2", "B"))
        link(database, shop, ("1", "A", 1), ("2", "B", 12))
        link(database, shop, ("1", "C", 6))

        assert linked(database) == [("1", "C", 6), ("2", "B", 12)]
        rows = ask(
            database.engine,
            "SELECT sequence, listing.listing_id, item.sku, link.factor, actor FROM link "
            "JOIN listing ON listing.id = listing_ref JOIN item ON item.id = link.item_id "
            "ORDER BY sequence",
        )
        assert rows == [
            (1, "1", "A", 1, "eva"),
            (2, "2", "B", 12, "eva"),
            (3, "1", "C", 6, "eva"),
        ]


def test_everything_unknown_is_told_and_nothing_is_linked(database_url: str) -> None:
    """Listings of another channel are unknown to this one."""
    with database_of(database_url) as database:
        catalogue(database, listing("9", "A"), channel="other")
        shop = catalogue(database, listing("1", "A"))
        with pytest.raises(Rejected) as refusal:
            link(database, shop, ("1", "A", 1), ("9", "A", 1), ("8", "x", 1))

        assert [problem.split(";")[0] for problem in refusal.value.problems] == [
            "listing '9' is unknown to this channel",
            "listing '8' is unknown to this channel",
            "SKU 'x' is unknown",
        ]
        assert linked(database) == []


@pytest.mark.parametrize("other", [("2", "B", 1), ("2", "A", 6)])
def test_one_number_cannot_stand_for_two_things(
    database_url: str, other: tuple[str, str, int]
) -> None:
    """Another item, or another number of units: refused, and the first link stays alone."""
    with database_of(database_url) as database:
        shop = catalogue(database, listing("1", "A", key="parent"), listing("2", "B", key="parent"))
        link(database, shop, ("1", "A", 1))
        with pytest.raises(Rejected, match="stock key 'parent' would carry different items"):
            link(database, shop, other)

        assert linked(database) == [("1", "A", 1)]
        assert ask(database.engine, "SELECT count(*) FROM link") == [(1,)]
        link(database, shop, ("2", "A", 1))


def test_listings_on_one_key_may_be_relinked_together(database_url: str) -> None:
    """Only the outcome counts."""
    with database_of(database_url) as database:
        shop = catalogue(database, listing("1", "A", key="parent"), listing("2", "B", key="parent"))
        link(database, shop, ("1", "A", 1), ("2", "A", 1))
        link(database, shop, ("1", "B", 2), ("2", "B", 2))

        assert linked(database) == [("1", "B", 2), ("2", "B", 2)]


def test_a_link_makes_its_stock_keys_due(database_url: str) -> None:
    """With a number of its own; keys of other items are left alone."""
    with database_of(database_url) as database:
        shop = catalogue(database, listing("1", "A"), listing("2", "B"))
        link(database, shop, ("1", "A", 1))

        due = ask(database.engine, "SELECT inventory_id, due FROM stock_key ORDER BY id")
        assert due == [("key-1", 1), ("key-2", 0)]


@pytest.mark.parametrize("factor", [0, -1, 1.5, True, 10**12 + 1])
def test_a_wrong_number_of_units_cannot_be_said(factor: int) -> None:
    """A listing sells whole units, at least one."""
    with pytest.raises(ValueError, match="units per listing"):
        ListingLink(listing_id="1", sku="A", factor=factor)
