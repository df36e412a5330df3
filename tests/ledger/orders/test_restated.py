"""A storefront that says anew when goods were refunded is believed in its first word."""

from collections.abc import Sequence

from hypothesis import example, given
from hypothesis import strategies as st

from ledger.orders.planner import Concern
from ledger.snapshots import EventKind, LineSnapshot
from tests.ledger.stories import Told, event, line, shipped

SELLABLE, KEPT_BACK = EventKind.RETURNED_SELLABLE, EventKind.KEPT_BACK
CANCELLED, REFUNDED = EventKind.CANCELLED, EventKind.REFUNDED


def test_what_is_put_back_before_shipping_moves_nothing_by_itself() -> None:
    """Owed falls, and that is all."""
    told = Told().tell(
        line(3), line(2, event(CANCELLED, 1)), line(0, event(CANCELLED, 1), shipped(2))
    )

    assert told.posted == {"main:available": -2, "customer": 2}
    assert told.tell(line(0, shipped(2))).moves == []
    assert told.state.waiting == 0


def test_goods_that_left_cannot_later_be_kept_back() -> None:
    """They are not in the building: nothing goes to damaged, and a person is asked."""
    told = Told().tell(line(0, shipped(3)), line(0, event(KEPT_BACK, 1), shipped(2)))

    assert told.posted == {"main:available": -3, "customer": 3}
    assert (told.state.waiting, told.plans[-1].concerns) == (1, {})


def test_a_return_that_is_believed_stays_where_it_lies() -> None:
    """Damaged, whatever the storefront calls it now; the others left once more."""
    back = event(EventKind.RETURNED_DAMAGED, 1)
    told = Told().tell(line(2, shipped(1), back), line(0, shipped(2), event(CANCELLED, 1)))

    assert told.posted == {"main:available": -3, "main:damaged": 1, "customer": 2}


def test_part_of_a_refund_may_have_come_before_shipping() -> None:
    """Of two units put back, one was known to be before."""
    told = Told().tell(
        line(3, event(CANCELLED, 1)),
        line(0, event(CANCELLED, 1), shipped(3)),
        line(0, event(CANCELLED, 2), shipped(2)),
    )

    assert told.posted == {"main:available": -3, "customer": 3}
    assert (told.state.stated[CANCELLED, "main"], told.state.waiting) == (1, 1)


def test_goods_that_are_owed_again_may_be_kept_back() -> None:
    """Set back and then refunded without restock: the storefront's word is that none left."""
    told = Told().tell(line(0, shipped(3)), line(3), line(2, event(KEPT_BACK, 1)))

    assert told.posted == {"main:available": -3, "main:committed": 2, "main:damaged": 1}
    assert told.plans[-1].concerns == {Concern.KEPT_BACK: 1}


def story_of(quantity: int, refunds: list[bool]) -> list[LineSnapshot]:
    """Shipped, refunded one by one (restocked or not), and then told as if refunded before."""
    told, before = [line(0, shipped(quantity))], []
    after = []
    for restocked in refunds:
        after.append(event(SELLABLE if restocked else REFUNDED, 1, at=2))
        before.append(event(CANCELLED if restocked else KEPT_BACK, 1, at=2))
        told.append(line(0, shipped(quantity), *after))
    return [*told, line(0, *before, shipped(quantity - len(refunds), at=9))]


@given(st.integers(4, 6), st.lists(st.booleans(), max_size=3))
def test_saying_it_anew_moves_nothing(quantity: int, refunds: list[bool]) -> None:
    """Whatever came back and whatever did not."""
    *told, anew = story_of(quantity, refunds)
    story = Told().tell(*told)
    posted, waiting = dict(story.posted), story.state.waiting

    story.tell(anew)

    assert (story.moves, story.posted, story.state.waiting) == ([], posted, waiting)


AT_ONE_LOCATION = st.builds(
    lambda owed, events: line(owed, *events),
    st.integers(0, 4),
    st.lists(
        st.builds(event, st.sampled_from(list(EventKind)), st.integers(1, 5), at=st.integers(0, 5)),
        max_size=4,
    ),
)


@given(st.lists(AT_ONE_LOCATION, min_size=1, max_size=4))
@example(
    [line(0, shipped(1), event(KEPT_BACK, 1)), line(0, event(KEPT_BACK, 1), event(CANCELLED, 1))]
)
def test_what_was_restated_is_no_news_when_it_is_told_again(
    history: Sequence[LineSnapshot],
) -> None:
    """Whatever was told before, at the one location of a platform that knows none."""
    told = Told().tell(*history)
    before = told.state

    told.tell(history[-1], history[-1])

    assert (told.moves, told.state.posted, told.state.stated) == ([], before.posted, before.stated)


def test_a_platform_with_locations_is_taken_at_its_word() -> None:
    """It dates each shipment by itself, so nothing is restated."""
    told = Told().tell(line(0, shipped(1, "A")), line(0, shipped(1, "A"), event(KEPT_BACK, 1, "B")))

    assert told.posted == {"A:available": -1, "B:available": -1, "B:damaged": 1, "customer": 1}
