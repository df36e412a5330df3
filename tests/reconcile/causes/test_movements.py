"""Goods on their way, orders that left, movements near the instant, other locations."""

import pytest

from ledger.counts.cause_reads import ExpectedReturn, OwingOrder, Supply
from reconcile.causes.facts import OtherCount
from tests.reconcile.causes.lines import MICROS, causes, change, count, kinds, line, micros

INCOMING = Supply(at=micros(days=2), units=24)


def owing(units: int, order: str = "1001", **more: int) -> OwingOrder:
    values = {"placed_at": micros(days=1)} | more
    return OwingOrder(channel="shop", order_id=order, units=units, **values)


def test_a_surplus_of_what_is_incoming_is_that_receipt() -> None:
    """Dated at the count, where it was at the latest."""
    first, *_ = causes(line("A", 30, 54, incoming=(INCOMING,)))

    assert (first.kind, first.evidence) == (
        "receipt_not_booked",
        "just the 24 that are still incoming since 2026-11-10",
    )
    assert first.command == (
        "stockbook receive --arrived --location main --at 2026-11-12T11:59:59+00:00 "
        "--key count-7-1-ordered-0 --reference count-7 A 24"
    )


def test_one_delivery_of_several_is_told() -> None:
    """The other one is still to come."""
    more = Supply(at=micros(days=3), units=50)
    first, *_ = causes(line("A", 30, 54, incoming=(INCOMING, more)))

    assert first.evidence == (
        "24 of the 74 that are still incoming since 2026-11-10; one delivery has just so many"
    )


def test_a_part_of_a_delivery_is_offered_and_less_sure() -> None:
    """The rest may still lie in the yard."""
    whole = causes(line("A", 30, 54, incoming=(INCOMING,)))[0]
    part = causes(line("A", 30, 53, incoming=(INCOMING,)))[0]

    assert part.evidence == "23 of the 24 that are still incoming since 2026-11-10"
    assert part.likelihood < whole.likelihood


def test_a_part_of_a_delivery_comes_in_whole_cases() -> None:
    """Of five cases of twelve, two may have come; 23 units hardly."""
    ordered = (Supply(at=micros(days=2), units=60),)
    cases, units = (
        causes(line("A", 30, 30 + came, pack_size=12, incoming=ordered))[0] for came in (24, 23)
    )

    assert cases.kind == "receipt_not_booked"
    assert cases.likelihood > units.likelihood


def test_what_was_ordered_after_the_count_explains_nothing() -> None:
    """It cannot have been on the shelf."""
    later = Supply(at=MICROS + 1, units=24)

    assert kinds(line("A", 30, 54, incoming=(later,))) == []


def test_a_surplus_of_what_is_on_its_way_is_that_transfer() -> None:
    """From where it left."""
    travelling = Supply(at=micros(days=1), units=40, origin="annex")
    first, *_ = causes(line("A", 30, 70, in_transit=(travelling,)))

    assert first.evidence == "just the 40 that are on their way from annex since 2026-11-11"
    assert first.command == (
        "stockbook transfer --arrived --location annex --to main "
        "--at 2026-11-12T11:59:59+00:00 --key count-7-1-sent-0 --reference count-7 A 40"
    )


def test_a_surplus_of_refunded_goods_is_that_return() -> None:
    """Settled in the inspection list, in units of what was sold."""
    waiting = ExpectedReturn(line=31, channel="shop", order_id="1001", quantity=2, units=12)
    first, *_ = causes(line("A", 30, 42, returns=(waiting,)))

    assert first.kind == "return_not_booked"
    assert first.evidence == (
        "just the 12 of order 1001 of shop that were refunded may have come back"
    )
    assert first.command == (
        "stockbook returns settle 31 sellable 2 --waiting 2 --location main "
        "--at 2026-11-12T11:59:59+00:00"
    )


def test_a_shortage_of_what_an_order_holds_left_untold() -> None:
    """The storefront is to say so, and a pull brings it."""
    first, *_ = causes(line("A", 30, 21, orders=(owing(9), owing(2, "1002"))))

    assert first.kind == "shipment_not_told"
    assert first.evidence == (
        "order 1001 of shop (2026-11-11) still holds just the 9 that are missing: if they left, "
        "say so there, then pull"
    )
    assert first.command == "stockbook sync --pull-only shop"


@pytest.mark.parametrize(
    ("orders", "said"),
    [
        (
            (owing(4), owing(5, "1002")),
            "all of the orders 1001 of shop (2026-11-11), 1002 of shop (",
        ),
        (
            tuple(owing(9, f"{i}") for i in range(5)),
            "one of the orders 0 of shop (2026-11-11), 1 of shop (",
        ),
    ],
)
def test_several_orders_are_named_a_few(orders: tuple[OwingOrder, ...], said: str) -> None:
    """All together, or any of them."""
    assert causes(line("A", 30, 21, orders=orders))[0].evidence.startswith(said)


def test_what_is_packed_stands_at_the_door_or_has_left() -> None:
    """No data tells which: both are told, and where looking costs least stands first."""
    short = line("A", 30, 21, orders=(owing(9),), parts={"packed": 9})

    assert kinds(short) == ["goods_elsewhere", "shipment_not_told"]


def test_an_order_placed_after_the_count_explains_nothing() -> None:
    """It held nothing then."""
    assert kinds(line("A", 30, 21, orders=(owing(9, placed_at=MICROS + 1),))) == []


@pytest.mark.parametrize("part", ["packed", "damaged"])
def test_goods_that_stood_elsewhere_are_told(part: str) -> None:
    """And declared to be elsewhere."""
    sheet = count(packed_counted=True, damaged_counted=True)
    first, *_ = causes(line("A", 30, 23, parts={part: 7}), of=sheet)

    assert first.kind == "goods_elsewhere"
    assert first.evidence == f"just the 7 that are {part} lay where nobody counted"
    assert first.command == f"stockbook count declare 7 --{part} not-counted"


def test_goods_that_were_counted_against_the_word_are_told() -> None:
    """The sheet says that damaged goods lay elsewhere; its surplus is just those."""
    sheet = count(damaged_counted=False, complete=True, category="tea")
    first, *_ = causes(line("A", 30, 37, parts={"damaged": 7}), of=sheet)

    assert first.evidence == "just the 7 that are damaged were counted with the others"
    assert first.command == "stockbook count declare 7 --damaged counted"


def test_a_posted_count_is_not_declared_anew() -> None:
    """Only a new one can tell."""
    short = line("A", 30, 23, parts={"packed": 7})

    assert causes(short, of=count(posted=True))[0].command is None


def test_goods_in_inspection_are_counted_again() -> None:
    """There is nothing to declare about them."""
    first, *_ = causes(line("A", 30, 23, parts={"inspection": 7}))

    assert first.evidence == "just the 7 that are in inspection lay where nobody counted"
    assert first.command == "stockbook count recount 7 A"


@pytest.mark.parametrize(
    ("changes", "counted", "said"),
    [
        (
            [change(40, -9)],
            21,
            "9 left 40 seconds after the count (2026-11-12 12:00 UTC) by the book, perhaps before",
        ),
        (
            [change(-40, -9)],
            39,
            "9 left 40 seconds before the count (2026-11-12 11:59 UTC) by the book",
        ),
        (
            [change(300, 9)],
            39,
            "9 came 5 minutes after the count (2026-11-12 12:05 UTC) by the book",
        ),
        ([change(9, -4), change(70, -5)], 21, "9 left in 2 movements 70 seconds after the count"),
        (
            [change(30 * 3600, -9)],
            21,
            "9 left 30 hours after the count (2026-11-13 18:00 UTC) by the book",
        ),
        (
            [change(-60 * 3600, -9)],
            39,
            "9 left 2 days before the count (2026-11-10 00:00 UTC) by the book",
        ),
    ],
)
def test_a_movement_near_the_instant_is_told(
    changes: list[object], counted: int, said: str
) -> None:
    """Left out, the line is right: the book has the movement."""
    first, *_ = causes(line("A", 30, counted, changes=tuple(changes)))

    assert first.kind == "moved_near"
    assert first.evidence.startswith(said)
    assert first.command == "stockbook count recount 7 A"


def test_a_movement_while_it_was_counted_is_told() -> None:
    """Nobody can say on which side of it the shelf was counted."""
    began = micros(days=1 / 24)
    first, *_ = causes(line("A", 30, 39, changes=(change(-1800, -9),), counted_from=began))

    assert first.evidence == "9 left while it was counted"


def test_seconds_say_more_than_days() -> None:
    """And among many movements one of just that size says less."""
    near, day = (causes(line("A", 30, 21, changes=(change(s, -9),)))[0] for s in (30, 90_000))
    busy = tuple(change(60 * i, -i) for i in range(1, 10))
    crowd, *_ = causes(line("A", 300, 291, changes=(*busy, change(90_000, -9))))

    assert near.likelihood > day.likelihood
    assert near.likelihood > crowd.likelihood


def test_the_quantity_of_another_location_is_told() -> None:
    """A row of its list got into this one."""
    first, *_ = causes(line("A", 30, 77, elsewhere={"annex": 77, "yard": 0}))

    assert first.kind == "other_location"
    assert first.evidence == "77 is what the book has at annex: a line of its sheet"
    assert first.command == "stockbook count recount 7 A"


@pytest.mark.parametrize(("counted", "way"), [(47, "annex --to main"), (13, "main --to annex")])
def test_what_another_location_has_too_much_went_there(counted: int, way: str) -> None:
    """Dated at the earlier one of the two counts."""
    other = OtherCount(count=6, location="annex", at=MICROS - 1, difference=30 - counted)
    first, *_ = causes(line("A", 30, counted, other_counts=(other,)))

    assert first.kind == "transfer_not_booked"
    assert first.command == (
        f"stockbook transfer --location {way} --at 2026-11-12T11:59:59.999999+00:00 "
        "--key counts-6-7-A-17 A 17"
    )


def test_a_sku_like_an_option_is_quoted_like_one() -> None:
    """And one with spaces."""
    first, *_ = causes(line("-A b", 30, 54, incoming=(INCOMING,)))

    assert (first.command or "").endswith(" -- '-A b' 24")
