"""A surplus that expected goods explain: the offered command books it, and the line matches."""

import shlex
from typing import Any

import pytest

from ledger.channels import Listing, Shown, StockKey
from ledger.database import Database, open_engine
from ledger.instants import utc_now
from ledger.listings import ListingLink, ensure_channel, link_listings, save_listings
from ledger.orders.booking import book_page, channel_ref
from ledger.snapshots import EventKind
from tests.jobs.count_desk import CountDesk
from tests.jobs.shop_desk import Desk
from tests.ledger.stories import event, line, order, shipped

AT = "2026-03-10T12:00"


@pytest.fixture
def hall(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> CountDesk:
    """Ten A-1 and a SKU that looks like an option, at main since the first of March."""
    desk.initialised()
    path = desk.write("opening.csv", "sku,quantity\nA-1,10\n--odd,4\n")
    at = ("--at", "2026-03-01T08:00")
    desk.json("opening", path, "--location", "main", *at, "--create-items")
    desk.json("opening", "--empty", "--location", "annex", *at)
    return CountDesk(desk, monkeypatch)


def offers(answer: Any) -> list[tuple[str, str, int, int]]:
    return [
        (one["sku"], offer["origin"], offer["units"], offer["open"])
        for one in answer["variances"]
        for offer in one["offers"]
    ]


def book(hall: CountDesk, answer: Any) -> None:
    """Run the first offered command as a person would paste it."""
    (command, *_) = [one["offers"][0]["command"] for one in answer["variances"] if one["offers"]]
    program, *words = shlex.split(command)
    assert program == "stockbook"
    assert hall.desk.run(*words).status == 0


def sell(hall: CountDesk, refunded: int, *, factor: int = 1) -> None:
    """An order of three, shipped on the second of March, of which units may come back."""
    database = Database(
        open_engine(f"sqlite:///{hall.desk.folder / 'stockbook.db'}"), clock=utc_now
    )
    with database.writing() as tx:
        channel = ensure_channel(tx, "shop")
        save_listings(
            tx, channel, [Listing(listing_id="A", sku="A-1", numbers=(Shown(StockKey("A"), 1),))]
        )
        links = [ListingLink(listing_id="A", sku="A-1", factor=factor)]
        link_listings(tx, channel, links, actor="test")
        told = line(0, shipped(3, at=8), event(EventKind.REFUNDED, refunded, at=9))
        book_page(tx, channel_ref(tx, "shop"), [order(told, order_id="1001/b", stamp=9)])
    database.dispose()


def test_goods_that_were_ordered_are_offered_as_received(hall: CountDesk) -> None:
    """Dated before the count, so that the line is as expected; taken twice it is booked once."""
    hall.desk.json("receive", "A-1", 5, "--ordered", "--at", "2026-03-05T08:00", "--location",
                   "main")  # fmt: skip
    answer = hall.upload("ann", {"A-1": 13}, at=AT)
    assert offers(answer) == [("A-1", "incoming", 3, 5)]

    for _ in range(2):
        book(hall, answer)

    assert hall.run("ann", "show", 1)["variances"] == []
    assert hall.desk.level("A-1")["incoming"] == 2
    hall.run("ann", "post", 1)
    assert hall.desk.level("A-1")["on_hand"] == 13


def test_what_is_offered_anew_is_another_fact(hall: CountDesk) -> None:
    """As many are open as before, and as many too many; booked as the first offer it would be lost.

    Three of five came; three more were ordered then, and three more left before the count than
    anybody knew.
    """
    before = ("--location", "main", "--at", "2026-03-05T08:00")
    hall.desk.json("receive", "A-1", 5, "--ordered", *before)
    book(hall, hall.upload("ann", {"A-1": 13}, at=AT))
    hall.desk.json("receive", "A-1", 3, "--ordered", *before)
    hall.desk.json("ship", "A-1", 3, *before)
    answer = hall.run("ann", "show", 1)
    assert offers(answer) == [("A-1", "incoming", 3, 5)]

    for _ in range(2):
        book(hall, answer)

    assert hall.run("ann", "show", 1)["variances"] == []
    assert hall.desk.level("A-1")["incoming"] == 2


def test_an_offer_and_a_cause_of_the_same_goods_are_one_fact(hall: CountDesk) -> None:
    """Whoever pastes both has booked it once."""
    hall.desk.json("receive", "A-1", 50, "--ordered", "--at", "2026-03-05T08:00", "--location",
                   "main")  # fmt: skip
    answer = hall.upload("ann", {"A-1": 35}, at=AT)
    (line,) = hall.run("ann", "causes", 1)["lines"]
    (told,) = {one["command"] for one in line["causes"] if one["kind"] == "receipt_not_booked"}

    assert told == answer["variances"][0]["offers"][0]["command"]


def test_a_return_that_is_settled_twice_is_settled_once(hall: CountDesk) -> None:
    """Two came back of three that may: the command pasted again finds one waiting, and refuses."""
    sell(hall, refunded=3)
    answer = hall.upload("ann", {"A-1": 9}, at=AT)
    command = answer["variances"][0]["offers"][0]["command"]

    book(hall, answer)
    again = hall.desk.run(*shlex.split(command)[1:])

    assert again.status == 2
    assert "1 of line 1 may still come back, not 3" in again.err
    assert hall.desk.level("A-1")["on_hand"] == 9


def test_goods_on_their_way_are_offered_as_arrived(hall: CountDesk) -> None:
    """From where they left."""
    hall.desk.json("receive", "A-1", 4, "--at", "2026-03-02T08:00", "--location", "annex")
    hall.desk.json("transfer", "A-1", 4, "--departed", "--location", "annex", "--to", "main",
                   "--at", "2026-03-06T08:00")  # fmt: skip
    answer = hall.upload("ann", {"A-1": 14}, at=AT)
    assert offers(answer) == [("A-1", "in_transit", 4, 4)]

    book(hall, answer)

    assert hall.run("ann", "show", 1)["variances"] == []
    assert hall.desk.level("A-1")["in_transit"] == 0
    assert hall.desk.json("check")["ok"]


def test_goods_that_may_come_back_are_offered_as_returned(hall: CountDesk) -> None:
    """A storefront refunded them and could not say whether they came; here they are."""
    sell(hall, refunded=2)
    answer = hall.upload("ann", {"A-1": 9}, at=AT)
    assert offers(answer) == [("A-1", "return", 2, 2)]

    book(hall, answer)

    assert hall.run("ann", "show", 1)["variances"] == []
    assert hall.desk.json("returns", "list")["waiting"] == []
    assert hall.desk.json("check")["ok"]


@pytest.mark.parametrize(("found", "offered"), [(6, 2), (5, 0), (8, 4), (10, 0)])
def test_whole_units_of_a_listing_come_back(hall: CountDesk, found: int, offered: int) -> None:
    """A pair is returned as a pair, and no more pairs than were refunded."""
    sell(hall, refunded=2, factor=2)
    answer = hall.upload("ann", {"A-1": found}, at=AT)

    assert offers(answer) == ([("A-1", "return", offered, 4)] if offered else [])
    if offered:
        book(hall, answer)
        assert hall.run("ann", "show", 1)["variances"] == []


def test_goods_that_are_not_enough_explain_nothing(hall: CountDesk) -> None:
    """Nor do those that were ordered, or left, only after the count, or came again since."""
    at = ("--location", "main", "--at")
    hall.desk.json("receive", "A-1", 2, "--ordered", *at, "2026-03-05T08:00")
    hall.desk.json("receive", "A-1", 9, "--ordered", *at, "2026-03-11T08:00")
    sell(hall, refunded=2)

    assert offers(hall.upload("ann", {"A-1": 10}, at=AT)) == []
    assert offers(hall.upload("ann", {"A-1": 12}, at="2026-03-02T10:00")) == []


def test_a_missing_unit_is_explained_by_nothing_that_comes(hall: CountDesk) -> None:
    """Only more than the book says."""
    hall.desk.json("receive", "A-1", 5, "--ordered", "--at", "2026-03-05T08:00", "--location",
                   "main")  # fmt: skip

    assert offers(hall.upload("ann", {"A-1": 5}, at=AT)) == []


def test_a_command_can_be_pasted_whatever_the_sku(hall: CountDesk) -> None:
    """One that looks like an option, too; a person reads it under the table."""
    options = ("--ordered", "--location", "main", "--at", "2026-03-05T08:00", "--")
    assert hall.desk.run("receive", *options, "--odd", 5).status == 0
    answer = hall.upload("ann", {"--odd": 6}, at=AT)
    assert offers(answer) == [("--odd", "incoming", 2, 5)]

    said = hall.desk.run("count", "show", 1).out
    book(hall, answer)

    assert "--odd: 2 of 5 ordered from a supplier would explain it: `stockbook receive" in said
    assert hall.run("ann", "show", 1)["variances"] == []
