"""Damage that a count found and that is learnt of once more, in all the ways there are."""

import shlex
from collections.abc import Callable
from typing import Any, Final

import pytest

from ledger.orders.booking import book_page, channel_ref
from ledger.snapshots import EventKind, LineSnapshot, OrderSnapshot, PhysicalEvent
from tests.jobs.causes_desk import AT, book, explaining, sold, upload
from tests.jobs.shop_desk import Desk

EARLIER: Final = "2026-11-10T08:00"
MAIN: Final = ("--location", "main", "--at", EARLIER)
HEADINGS: Final = "key,occurred_at,sku,quantity,source,destination\n"


def moved(desk: Desk) -> Any:
    return desk.run("damage", "A-1", 3, *MAIN)


def imported(desk: Desk) -> Any:
    return taken(desk, f"paper-1,{EARLIER}Z,A-1,3,main:available,main:damaged\n")


def brought_back(desk: Desk) -> Any:
    """By somebody who is no customer of a shop."""
    return taken(desk, f"paper-1,{EARLIER}Z,A-1,3,customer,main:damaged\n")


def taken(desk: Desk, rows: str) -> Any:
    return desk.run("movements", "import", desk.write("paper.csv", HEADINGS + rows))


def judged(desk: Desk) -> Any:
    """What was shipped and refunded."""
    (line,) = desk.json("returns", "list")["waiting"]
    return desk.run("returns", "settle", line["id"], "damaged", 3, *MAIN)


def returned(desk: Desk) -> None:
    told_by_the_shop(desk, EventKind.SHIPPED, EventKind.RETURNED_DAMAGED)


def kept_back(desk: Desk) -> None:
    """Refunded before it was shipped, and not to be sold again."""
    told_by_the_shop(desk, EventKind.KEPT_BACK)


def told_by_the_shop(desk: Desk, *kinds: EventKind) -> None:
    at = AT.replace(day=10)
    events = tuple(
        PhysicalEvent(kind=kind, quantity=3, location="main", occurred_at=at) for kind in kinds
    )
    line = LineSnapshot(line_id="1", listing_id="A-1", sku="A-1", events=events)
    order = OrderSnapshot(
        order_id="1002", status="open", placed_at=at, stamp=at, read_at=at, answered_at=at,
        lines=(line,),
    )  # fmt: skip
    with book(desk) as tx:
        book_page(tx, channel_ref(tx, "shop"), [order])


WAYS: Final = [moved, imported, brought_back, judged, returned, kept_back]


@pytest.fixture
def opened(desk: Desk) -> Desk:
    """Three of a hundred A-1 are sent and refunded before the count."""
    explaining(desk)
    sold(desk, "A-1", shipped=3)
    return desk


def found(desk: Desk, *, damaged: int = 3, posted: bool = True) -> int:
    """A count at noon, whose damaged goods are booked so by the command that it tells."""
    ours = f"A-1,{97 - damaged},ok\nA-1,{damaged},damaged\n"
    path = desk.write("states.csv", f"SKU,Qty,State\n{ours}B-7,99,ok\nB-7,1,damaged\n")
    words = ("--location", "main", "--counted-at", "2026-11-12T12:00")
    count: int = desk.json_or_differing("count", "upload", path, *words)["count"]
    while commands := misplaced(desk, count):
        desk.json(*shlex.split(commands[0])[1:])
    if posted:
        desk.json_or_differing("count", "approve", count)
        desk.json_or_differing("count", "post", count)
    return count


def misplaced(desk: Desk, count: int) -> list[str]:
    answer = desk.run("count", "show", count, "--json").json
    return [one["command"] for one in answer["misplaced"]]


def doubts(desk: Desk) -> list[tuple[str, str]]:
    """The incidents of damage, with what is told of them."""
    listed = desk.run("incidents", "list", "--json").json["incidents"]
    return [(one["subject"], one["text"]) for one in listed if one["kind"] == "damage_found"]


@pytest.mark.slow
@pytest.mark.parametrize("posted", [True, False])
@pytest.mark.parametrize("learnt", WAYS)
def test_the_late_word_of_damage_that_a_count_found_is_asked_about(
    opened: Desk, learnt: Callable[[Desk], Any], *, posted: bool
) -> None:
    """Else it would be damaged twice; the count tells the command that takes one of them back."""
    count = found(opened, posted=posted)
    assert doubts(opened) == []

    learnt(opened)

    ((subject, text),) = doubts(opened)
    assert subject == f"count-{count}/A-1"
    assert f"count {count} found 3 damaged units of A-1 at main later on" in text
    assert "the book has 6 as of then" in text
    (back,) = misplaced(opened, count)
    opened.json(*shlex.split(back)[1:])
    assert opened.level("A-1")["damaged"] == 3
    assert (doubts(opened), misplaced(opened, count)) == ([], [])
    assert opened.json("check")["ok"]


@pytest.mark.parametrize("learnt", [moved, imported, brought_back])
def test_who_books_it_by_hand_is_told_at_once(opened: Desk, learnt: Callable[[Desk], Any]) -> None:
    """And the command ends with something to look at."""
    count = found(opened)

    answered = learnt(opened)

    assert answered.status == 1
    told = " ".join((answered.out + answered.err).split())
    assert f"count {count} found 3 damaged units of A-1 at main later on" in told


@pytest.mark.slow
@pytest.mark.parametrize("learnt", WAYS)
def test_what_was_learnt_in_time_is_not_asked_about(
    opened: Desk, learnt: Callable[[Desk], Any]
) -> None:
    """The count finds what the book has."""
    learnt(opened)

    count = found(opened)

    assert opened.level("A-1")["damaged"] == 3
    assert (doubts(opened), misplaced(opened, count)) == ([], [])


def test_damage_after_the_count_is_another_one(opened: Desk) -> None:
    """Nobody is asked."""
    found(opened)

    later = opened.run("damage", "A-1", 3, "--location", "main", "--at", "2026-11-13T08:00")

    assert (later.status, doubts(opened)) == (0, [])
    assert opened.level("A-1")["damaged"] == 6


def test_its_own_document_is_what_a_count_found_where_nobody_booked_that(opened: Desk) -> None:
    """The book has then what people saw."""
    path = opened.write("states.csv", "SKU,Qty,State\nA-1,94,ok\nA-1,3,damaged\n")
    words = ("--location", "main", "--counted-at", "2026-11-12T12:00")
    count = opened.json_or_differing("count", "upload", path, *words)["count"]

    assert moved(opened).status == 0

    assert (doubts(opened), misplaced(opened, count)) == ([], [])


def test_what_left_the_damaged_goods_of_a_later_count_is_asked_about(opened: Desk) -> None:
    """They lay there at noon, so they were not written off at eight."""
    found(opened)

    taken(opened, f"paper-1,{EARLIER}Z,A-1,3,main:damaged,loss\n")

    ((_, text),) = doubts(opened)
    assert "the book has 0 as of then now: if they were damaged then" in text


def test_an_item_without_damaged_rows_had_none(opened: Desk) -> None:
    """Where others have some: the sheet is of such goods, too."""
    found(opened, damaged=0)

    moved(opened)

    ((_, text),) = doubts(opened)
    assert "found 0 damaged units of A-1" in text


@pytest.mark.parametrize("said", [(), ("--damaged", "counted"), ("--damaged", "not-counted")])
def test_a_count_that_does_not_tell_damaged_goods_apart_says_nothing_of_them(
    opened: Desk, said: tuple[str, ...]
) -> None:
    """Its lines are of on hand as a whole."""
    upload(opened, "A-1,97\n", "--location", "main", "--counted-at", "2026-11-12T12:00", *said)

    assert moved(opened).status == 0

    assert doubts(opened) == []


def test_a_reversed_count_asks_nothing_any_more(opened: Desk) -> None:
    """Nor does one that is taken back afterwards."""
    first = found(opened)
    moved(opened)
    assert len(doubts(opened)) == 1

    opened.json_or_differing("count", "reverse", first)

    assert doubts(opened) == []
    opened.json("damage", "A-1", 1, *MAIN)
    assert doubts(opened) == []


def test_rows_of_one_file_that_end_as_it_was_found_are_no_doubt(opened: Desk) -> None:
    """Damaged and repaired before the count."""
    found(opened)
    rows = (
        f"paper-1,{EARLIER}Z,A-1,2,main:available,main:damaged\n"
        f"paper-2,{EARLIER}Z,A-1,2,main:damaged,main:available\n"
    )

    assert taken(opened, rows).status == 0

    assert doubts(opened) == []


def test_a_line_that_is_not_believed_says_nothing_of_damage(opened: Desk) -> None:
    """Neither what to book nor what to ask: the count that counts it again says that."""
    path = opened.write("states.csv", "SKU,Qty,State\nA-1,90,ok\nA-1,2,damaged\n")
    words = ("--location", "main", "--counted-at", "2026-11-12T12:00")
    count = opened.json_or_differing("count", "upload", path, *words)["count"]
    opened.run("damage", "A-1", 5, *MAIN)
    assert len(doubts(opened)) == 1
    assert len(misplaced(opened, count)) == 1

    opened.json_or_differing("count", "recount", count, "A-1")

    assert (doubts(opened), misplaced(opened, count)) == ([], [])
    assert opened.run("damage", "A-1", 1, *MAIN).status == 0
    assert doubts(opened) == []
