"""From what is posted and what a storefront says now to the transfers that are missing."""

import pytest

from ledger.orders.planner import Concern, Outcome, Ruling, plan_line, rule_line
from ledger.snapshots import EventKind, LineSnapshot
from tests.ledger.stories import Told, context, event, hours, line, shipped

SELLABLE, DAMAGED, UNJUDGED = (
    EventKind.RETURNED_SELLABLE,
    EventKind.RETURNED_DAMAGED,
    EventKind.RETURNED_UNJUDGED,
)


def ruling(outcome: Outcome, quantity: int) -> Ruling:
    return Ruling(outcome=outcome, quantity=quantity, location="main", at=hours(9))


def test_reason_1_goods_shipped_from_elsewhere_free_those_that_were_promised() -> None:
    """Reserved 2 at A, shipped from B: the short move would leave A 2 short and B 2 over."""
    told = Told().tell(line({"A": 2}), line(0, shipped(2, "B")))

    assert sorted(told.moves) == [(2, "A:committed", "A:available"), (2, "B:available", "customer")]
    assert told.posted == {"B:available": -2, "customer": 2}


def test_reason_2_a_line_edited_after_shipping_brings_nothing_home() -> None:
    """A completed order of 3 edited to 2 in the shop: the unit lies with the buyer."""
    told = Told().tell(line(3), line(0, shipped(3)), line(0, shipped(2)))

    assert told.moves == []
    assert told.plans[-1].concerns == {Concern.UNEXPLAINED: 1}
    assert (told.posted["customer"], told.state.waiting) == (3, 1)


def test_reason_3_what_a_person_ruled_is_never_undone() -> None:
    """A refunded unit was found sellable; the next touch of the order would put it back."""
    refunded = line(0, shipped(3), event(EventKind.REFUNDED, 1, at=2))
    told = Told().tell(line(3), refunded)
    told.state = rule_line(told.state, ruling(Outcome.SELLABLE, 1)).state

    told.tell(refunded)

    assert told.moves == []
    assert (told.posted, told.state.waiting) == ({"main:available": -2, "customer": 2}, 0)


def test_a_later_restock_confirms_a_ruling_and_brings_nothing_twice() -> None:
    """Ruled 1 sellable; the storefront then says 2 restocked: one more comes back."""
    told = Told().tell(line(0, shipped(3), event(EventKind.REFUNDED, 2, at=2)))
    told.state = rule_line(told.state, ruling(Outcome.SELLABLE, 1)).state

    told.tell(line(0, shipped(3), event(SELLABLE, 2, at=3)))

    assert told.moves == [(1, "customer", "main:available")]
    assert (told.posted["customer"], told.state.ruled) == (1, 0)


def test_reason_6_only_what_left_after_the_opening_leaves_the_book() -> None:
    """Opening Monday 8:00 found 10; Sunday's order of 3 ships Monday 12:00 and leaves 7."""
    told = Told(openings={"main": 0}).tell(line(0, shipped(3, at=4)), at=10)

    assert told.moves == [(3, "main:available", "customer")]


def test_what_left_before_the_opening_is_in_its_stock() -> None:
    """And when it comes back later, it comes into the book."""
    told = Told(openings={"main": 0}).tell(line(0, shipped(3, at=-4)), at=10)
    assert told.moves == []

    told.tell(line(0, shipped(3, at=-4), event(SELLABLE, 1, at=5)), at=10)

    assert told.moves == [(1, "customer", "main:available")]


def test_goods_promised_before_the_opening_are_promised_out_of_it() -> None:
    """Dated at the opening instant, since before it there was no book."""
    told = Told(openings={"main": 0}).tell(line(3), at=-20)

    assert [one.occurred_at for one in told.plans[-1].transfers] == [hours(0)]


@pytest.mark.parametrize(
    ("told", "posted"),
    [
        ([line(3)], {"main:available": -3, "main:committed": 3}),
        ([line(3), line(5)], {"main:available": -5, "main:committed": 5}),
        ([line(3), line(1)], {"main:available": -1, "main:committed": 1}),
        ([line(3), line(0)], {}),
        ([line(3), line(0), line(3)], {"main:available": -3, "main:committed": 3}),
        ([line(3), line(0, shipped(3))], {"main:available": -3, "customer": 3}),
        ([line(0, shipped(3))], {"main:available": -3, "customer": 3}),
        (
            [line(3), line(2, shipped(1))],
            {"main:available": -3, "main:committed": 2, "customer": 1},
        ),
        ([line({"A": 3}), line({"B": 3})], {"B:available": -3, "B:committed": 3}),
        ([line(3), line(2, event(EventKind.KEPT_BACK, 1))],
         {"main:available": -3, "main:committed": 2, "main:damaged": 1}),
        ([line(0, shipped(3), event(SELLABLE, 1))], {"main:available": -2, "customer": 2}),
        ([line(0, shipped(3), event(SELLABLE, 1, "annex"))],
         {"main:available": -3, "annex:available": 1, "customer": 2}),
        ([line(0, shipped(3), event(DAMAGED, 1))],
         {"main:available": -3, "main:damaged": 1, "customer": 2}),
        ([line(0, shipped(3), event(UNJUDGED, 2))],
         {"main:available": -3, "main:inspection": 2, "customer": 1}),
        ([line(0, shipped(3), event(EventKind.REFUNDED, 3))],
         {"main:available": -3, "customer": 3}),
        ([line(0, shipped(3)), line(3)], {"main:available": -3, "main:committed": 3}),
        ([line(0, shipped(3)), line(2)],
         {"main:available": -3, "main:committed": 2, "customer": 1}),
        ([line(0, shipped(3), event(EventKind.SHIPMENT_UNDONE, 3, at=2))], {}),
        ([line(0, shipped(3), event(UNJUDGED, 1)), line(0, shipped(3), event(SELLABLE, 1))],
         {"main:available": -2, "customer": 2}),
        ([line(0, shipped(3, "A")), line(0, shipped(3, "B"))],
         {"B:available": -3, "customer": 3}),
    ],
)  # fmt: skip
def test_the_position_is_what_the_storefront_says(
    told: list[LineSnapshot], posted: dict[str, int]
) -> None:
    """Row by row of the design's table; told again, nothing is posted."""
    story = Told().tell(*told)

    assert story.posted == posted
    assert story.tell(told[-1]).moves == []


def test_shipped_goods_leave_out_of_what_was_promised() -> None:
    """One transfer, at the instant of the shipment."""
    told = Told().tell(line(3), line(0, shipped(3, at=7)), at=8)

    assert told.moves == [(3, "main:committed", "customer")]
    assert told.plans[-1].transfers[0].occurred_at == hours(7)


def test_each_part_of_a_shipment_has_its_own_instant() -> None:
    """Two left on the first day, one on the second."""
    first = shipped(2, at=1)
    told = Told().tell(line(3), line(1, first), line(0, first, shipped(1, at=25)))

    (transfer,) = told.plans[-1].transfers
    assert (transfer.quantity, transfer.occurred_at) == (1, hours(25))


def test_what_has_no_instant_carries_the_interval_in_which_it_happened() -> None:
    """Dated by the stamp, after the reading before."""
    told = Told().tell(line(3))
    plan = plan_line(told.state, line(0, shipped(3, at=None)), context(8, earliest=2))

    (transfer,) = plan.transfers
    assert (transfer.occurred_at, transfer.earliest_at) == (hours(8), hours(2))


def test_more_cannot_come_back_than_left() -> None:
    """A real shop took a refund of 50 on a line of 6: 6 come back, 44 are told."""
    told = Told().tell(line(6), line(0, shipped(6)), line(0, shipped(6), event(SELLABLE, 50)))

    assert told.moves == [(6, "customer", "main:available")]
    assert told.plans[-1].concerns == {Concern.EXCESS_RETURN: 44}
    assert told.tell(line(0, shipped(6), event(SELLABLE, 50))).plans[-1].concerns == {}


def test_what_never_left_cannot_come_back() -> None:
    """Another firm shipped it, and it is brought to us: not booked, and told once."""
    back = line(0, event(SELLABLE, 2))
    told = Told().tell(line(2), line(0), back)

    assert told.plans[-1].transfers == ()
    assert told.plans[-1].concerns == {Concern.EXCESS_RETURN: 2}
    assert told.tell(back).plans[-1].concerns == {}


def test_a_deleted_refund_moves_nothing() -> None:
    """The goods came back, whatever became of the paper."""
    told = Told().tell(line(0, shipped(3), event(SELLABLE, 1)), line(0, shipped(3)))

    assert told.moves == []
    assert told.plans[-1].concerns == {Concern.UNEXPLAINED: 1}


def test_a_line_edited_up_again_after_shipping_is_no_news() -> None:
    """Three left; the shop said two, then three again, then four: one more left."""
    told = Told().tell(line(0, shipped(3)), line(0, shipped(2)), line(0, shipped(3)))
    assert (told.moves, told.state.waiting) == ([], 0)

    assert told.tell(line(0, shipped(4))).moves == [(1, "main:available", "customer")]


def test_goods_that_were_judged_stay_where_the_judgement_put_them() -> None:
    """In inspection, ruled damaged; the storefront's later "restocked" moves nothing."""
    told = Told().tell(line(0, shipped(1), event(UNJUDGED, 1)))
    told.state = rule_line(told.state, ruling(Outcome.DAMAGED, 1)).state

    told.tell(line(0, shipped(1), event(SELLABLE, 1)))

    assert told.moves == []
    assert told.posted == {"main:available": -1, "main:damaged": 1}


def test_goods_that_never_left_are_not_undone_twice() -> None:
    """Ruled never left; then the storefront sets the order back and owes them."""
    told = Told().tell(line(2), line(0, shipped(2)))
    told.state = rule_line(told.state, ruling(Outcome.NEVER_LEFT, 2)).state

    told.tell(line(2))

    assert told.posted == {"main:available": -2, "main:committed": 2}


def test_a_buyer_may_keep_the_goods() -> None:
    """The inspection list is settled and nothing moves."""
    told = Told().tell(line(0, shipped(3), event(EventKind.REFUNDED, 2)))
    plan = rule_line(told.state, ruling(Outcome.KEPT, 2))

    assert (plan.transfers, plan.state.waiting) == ((), 0)
    told.state = plan.state
    assert told.tell(line(0, shipped(3), event(EventKind.REFUNDED, 3))).state.waiting == 1


@pytest.mark.parametrize("outcome", [Outcome.SELLABLE, Outcome.KEPT])
def test_nobody_can_rule_about_more_than_is_there(outcome: Outcome) -> None:
    """Two are with the customer, one is waiting; three are too many."""
    told = Told().tell(line(0, shipped(2), event(EventKind.REFUNDED, 1)))

    with pytest.raises(ValueError, match="only"):
        rule_line(told.state, ruling(outcome, 3))


def test_packed_goods_are_remembered_per_location() -> None:
    """They are still committed."""
    told = Told().tell(line(3, packed=2))

    assert (dict(told.state.packed), told.posted["main:committed"]) == ({"main": 2}, 3)


def test_an_undoing_that_is_told_of_another_location_moves_nothing() -> None:
    """No more can come back than left, wherever it is said to have come back to."""
    undone_at_a = event(EventKind.SHIPMENT_UNDONE, 1, "A", at=2)
    undone_at_b = event(EventKind.SHIPMENT_UNDONE, 1, "B", at=2)
    left = shipped(1, "A")
    told = Told().tell(line(0, left, undone_at_a), line(0, left, undone_at_b))

    assert (told.moves, told.posted) == ([], {})
    assert told.tell(line(0, left, undone_at_b)).plans[-1].concerns == {}


def test_goods_kept_back_are_no_riddle_once_their_refund_is_gone() -> None:
    """The order is cancelled or deleted afterwards: they lie in damaged, and none ever left."""
    kept = line(2, event(EventKind.KEPT_BACK, 1))
    for end in (line(0, event(EventKind.CANCELLED, 1)), line(0)):
        told = Told().tell(line(3), kept, end, end)

        assert told.posted == {"main:available": -1, "main:damaged": 1}
        assert (told.state.waiting, told.state.unexplained) == (0, 0)
        assert told.plans[-2].concerns == {}
        assert told.moves == []
