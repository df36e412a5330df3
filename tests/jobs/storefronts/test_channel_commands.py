"""The commands of channels, as a new user types them; the shop is an empty one in memory."""

from pathlib import Path

import pytest

from ledger.channels import Listing, Shown, StockKey
from ledger.database import Database, open_engine
from ledger.instants import utc_now
from ledger.listings import save_listings
from ledger.orders.booking import book_page, channel_ref
from ledger.snapshots import LineSnapshot, OrderSnapshot, Owed
from tests.jobs.shop_desk import Desk

CONFIG = """
locations:
  main: {time_zone: Europe/London}
channels:
  shop: {connector: memory, location: main}
"""


@pytest.fixture
def shop_desk(desk: Desk) -> Desk:
    """A book with stock at main, and a channel that is not allowed yet."""
    desk.write("config.yaml", CONFIG)
    desk.initialised()
    path = desk.write("opening.csv", "sku,quantity\nA-1,10\n")
    desk.json("opening", path, "--at", "2026-11-01T08:00", "--create-items")
    return desk


def add_listing(folder: Path, *skus: str, numbers: tuple[str, ...] = ()) -> None:
    """As if the shop's catalogue had been adopted. ``numbers``: ids of listings without a SKU."""
    listings = [(sku, sku) for sku in skus] + [(one, "") for one in numbers]
    database = Database(open_engine(f"sqlite:///{folder / 'stockbook.db'}"), clock=utc_now)
    with database.writing() as tx:
        save_listings(
            tx,
            1,
            [
                Listing(listing_id=one, sku=sku, numbers=(Shown(StockKey(one), 10),))
                for one, sku in listings
            ],
        )
    database.dispose()


def test_sync_answers_one_line_a_channel(shop_desk: Desk) -> None:
    """The JSON shape that others rely on."""
    assert shop_desk.json("sync")["channels"] == [
        {
            "channel": "shop",
            "orders": 0,
            "movements": 0,
            "parked": 0,
            "pushed": 0,
            "stale": 0,
            "refused": 0,
            "calls": 0,
            "error": None,
        }
    ]


def test_a_sync_that_leaves_something_to_look_at_says_so(shop_desk: Desk) -> None:
    """Orders that wait are listed with what to do, and the exit status is 1."""
    book_order(shop_desk)

    answered = shop_desk.run("sync")

    assert answered.status == 1
    assert "see why with `stockbook incidents list`" in answered.err
    (one,) = shop_desk.run("incidents", "list", "--json").json["incidents"]
    assert (one["kind"], one["subject"]) == ("parked_lines", "shop/N-1")


def book_order(shop_desk: Desk) -> None:
    """As if it had been pulled; nobody knows what it sells."""
    now = utc_now()
    owed = Owed(location="main", quantity=2)
    order = OrderSnapshot(
        order_id="7",
        status="open",
        placed_at=now,
        stamp=now,
        read_at=now,
        answered_at=now,
        lines=(LineSnapshot(line_id="1", listing_id="N", sku="N-1", owed=(owed,)),),
    )
    database = Database(
        open_engine(f"sqlite:///{shop_desk.folder / 'stockbook.db'}"), clock=utc_now
    )
    with database.writing() as tx:
        book_page(tx, channel_ref(tx, "shop"), [order])
    database.dispose()


def test_a_channel_that_was_renamed_is_told_by_init(shop_desk: Desk) -> None:
    """Before its orders are booked a second time; one that was given up is no problem."""
    shop_desk.write("config.yaml", CONFIG.replace("shop:", "store:"))
    assert [one["channel"] for one in shop_desk.json("init")["channels"]] == ["store"]
    book_order(shop_desk)

    shop, store = shop_desk.json("init")["channels"]

    assert (shop["channel"], shop["problems"], store["notes"]) == ("shop", [], [])
    assert "give it its old name back before you sync" in shop["notes"][0]


def test_sync_before_any_opening_says_what_to_do(desk: Desk) -> None:
    """Nothing can be booked where nothing began."""
    desk.write("config.yaml", CONFIG)
    desk.initialised()

    assert "begin with `stockbook opening" in desk.refused("sync")


def test_listings_answer_what_should_stand_there(shop_desk: Desk) -> None:
    """The JSON shape that others rely on, linked by hand and read-only yet."""
    add_listing(shop_desk.folder, "six-pack", "unknown")
    shop_desk.json("listings", "link", "shop", "six-pack", "A-1", "--factor", 3)

    linked, unlinked = shop_desk.json("listings", "list")["listings"]

    assert linked == {
        "channel": "shop",
        "listing": "six-pack",
        "channel_sku": "six-pack",
        "title": "",
        "sku": "A-1",
        "factor": 3,
        "wanted": 3,
        "sent": None,
        "expected": None,
        "confirmed_at": None,
        "state": "reading",
        "problem": "the channel is read-only until `stockbook allow`",
        "locations": [],
    }
    assert (unlinked["sku"], unlinked["state"]) == (None, "unlinked")


def test_a_listing_is_paused_left_alone_and_resumed(shop_desk: Desk) -> None:
    """By the channel's SKU."""
    add_listing(shop_desk.folder, "A-1")
    shop_desk.json("listings", "link", "shop", "A-1", "A-1")
    shop_desk.json("allow", "shop")

    seen = []
    for words in (["pause"], ["pause", "--leave-alone"], ["resume"]):
        shop_desk.json(words[0], "shop", "A-1", *words[1:])
        (entry,) = shop_desk.json("listings", "list")["listings"]
        seen.append((entry["state"], entry["wanted"]))

    assert seen == [("paused", 0), ("left_alone", 10), ("reading", 10)]


def test_a_listing_without_a_sku_is_linked_by_its_id(shop_desk: Desk) -> None:
    """Alone; and a link that stands is not changed without being asked."""
    add_listing(shop_desk.folder, numbers=("n-1", "n-2"))
    shop_desk.json("listings", "link", "shop", "n-1", "A-1")

    said = shop_desk.refused("listings", "link", "shop", "n-1", "A-1", "--factor", 2)
    assert said == "listing n-1 is linked to A-1 x 1; say --relink to change it"
    shop_desk.json("listings", "link", "shop", "n-1", "A-1", "--factor", 2, "--relink")

    told = {one["listing"]: one for one in shop_desk.json("listings", "list")["listings"]}
    assert (told["n-1"]["sku"], told["n-1"]["factor"]) == ("A-1", 2)
    assert told["n-2"]["sku"] is None


def test_a_channel_that_is_paused_is_listed_so(shop_desk: Desk) -> None:
    """With the way to end it."""
    add_listing(shop_desk.folder, "A-1")
    shop_desk.json("listings", "link", "shop", "A-1", "A-1")
    shop_desk.json("allow", "shop")
    shop_desk.json("pause", "shop")

    (entry,) = shop_desk.json("listings", "list")["listings"]

    assert (entry["state"], entry["wanted"]) == ("paused", 0)
    assert entry["problem"] == "the channel shows nothing until `stockbook resume`"


def test_adopting_says_what_it_found(shop_desk: Desk) -> None:
    """An empty shop has nothing to link."""
    answer = shop_desk.json("adopt", "shop")

    assert (answer["platform"], answer["listings"], answer["proposed"]) == ("Memory", 0, [])


def test_a_dry_run_writes_nothing(shop_desk: Desk) -> None:
    """It tells what would be written."""
    add_listing(shop_desk.folder, "A-1")
    shop_desk.json("listings", "link", "shop", "A-1", "A-1")

    answer = shop_desk.json("sync", "--dry-run")

    assert [(one["sku"], one["shown"], one["wanted"]) for one in answer["changes"]] == [
        ("A-1", None, 10)
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sync", "nowhere"], "channel 'nowhere' is not configured; known are shop"),
        (["adopt", "nowhere"], "channel 'nowhere' is not configured; known are shop"),
        (["allow", "nowhere"], "channel 'nowhere' is not in the book; known are shop"),
        (["pause", "nowhere"], "channel 'nowhere' is not in the book; known are shop"),
        (["explain", "A-1", "--channel", "nowhere"], "is not configured; known are shop"),
        (["pause", "shop", "x"], "no listing with SKU 'x'"),
        (["pause", "shop", "--leave-alone"], "name the listing"),
        (["listings", "link", "shop", "x", "A-1"], "no listing with SKU or id 'x'"),
        (["listings", "link", "shop", "", "A-1"], "no listing with SKU or id ''"),
        (["listings", "list", "nowhere"], "channel 'nowhere' is not configured; known are shop"),
        (
            ["explain", "A-1", "--channel", "nowhere"],
            "channel 'nowhere' is not configured; known are shop",
        ),
        (["returns", "settle", "7", "sellable", "1"], "line 7 is unknown"),
        (
            ["returns", "settle", "7", "sellable", "1", "--at", "2999-01-01T10:00"],
            "lies in the future",
        ),
        (["incidents", "resolve", "7"], "incident 7 is not open"),
        (["opening", "--from-channel", "shop"], "no linked listing with a number"),
    ],
)
def test_bad_words_are_refused(shop_desk: Desk, words: list[str], said: str) -> None:
    """Each with a sentence that names what is wrong."""
    assert said in shop_desk.refused(*words)


def test_all_problems_of_the_channels_are_told_at_once(desk: Desk) -> None:
    """Unknown connectors, unknown keys, missing keys and keys of the wrong kind."""
    desk.write(
        "config.yaml",
        "locations: {main: {}}\n"
        "channels:\n"
        "  one: {connector: shopfy, location: main}\n"
        "  two: {connector: woocommerce, location: main, adress: x, key: 1, secret: s}\n",
    )

    said = desk.refused("init").splitlines()

    assert [line.split(": ")[1] for line in said] == [
        "channels.one.connector",
        "channels.two.adress",
        "channels.two.address",
        "channels.two.key",
    ]


def test_settings_that_do_not_go_together_are_told_with_their_channels(desk: Desk) -> None:
    """Only a connector knows it; of both channels at once, before anything is done."""
    desk.write(
        "config.yaml",
        "locations: {main: {}}\n"
        "channels:\n"
        "  one: {connector: shopify, location: main, address: 'https://one.example', token: ''}\n"
        "  two: {connector: vendure, location: main, address: 'https://two.example', api_key: k,\n"
        "    locations: {'1': main}, stock_locations: ['1']}\n",
    )

    for words in (["init"], ["sync"]):
        one, two = desk.refused(*words).splitlines()[:2]
        assert "channels.one: https://one.example: set client_id and client_secret" in one
        assert two.startswith("channels.two: stock_locations: leave it empty")
    assert not (desk.folder / "stockbook.db").exists()


def test_what_waits_for_a_person_is_empty_at_first(shop_desk: Desk) -> None:
    """Nothing returned, nothing amiss."""
    assert shop_desk.json("returns", "list") == {"waiting": []}
    assert shop_desk.json("incidents", "list") == {"incidents": []}


def test_an_oversold_item_is_an_incident_until_it_is_there_again(shop_desk: Desk) -> None:
    """Seen in the book itself; exit 1, since there is something to look at."""
    assert shop_desk.run("ship", "A-1", 12).status == 1
    answered = shop_desk.run("incidents", "list", "--json")
    shop_desk.json("receive", "A-1", 2)

    assert answered.status == 1
    assert [one["kind"] for one in answered.json["incidents"]] == ["oversold"]
    assert shop_desk.json("incidents", "list") == {"incidents": []}
