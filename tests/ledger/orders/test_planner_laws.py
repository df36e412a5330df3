"""Laws of the planner over random histories of one line."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from ledger.orders.line_state import LineState
from ledger.orders.planner import Outcome, Ruling, committed_units, rule_line
from ledger.snapshots import RETURN_STATES, EventKind, LineSnapshot, PhysicalEvent
from tests.ledger.stories import Told, event, hours, line

LOCATIONS = st.sampled_from(["A", "B"])
UNITS = st.integers(1, 5)
KINDS = st.sampled_from(list(EventKind))
EVENTS = st.builds(event, KINDS, UNITS, LOCATIONS, at=st.floats(0, 48))
SNAPSHOTS = st.builds(
    lambda owed, events: line(owed, *events),
    st.dictionaries(LOCATIONS, UNITS),
    st.lists(EVENTS, max_size=4),
)
HISTORIES = st.lists(SNAPSHOTS, min_size=1, max_size=8)
RULINGS = st.builds(
    Ruling,
    outcome=st.sampled_from(list(Outcome)),
    quantity=UNITS,
    location=LOCATIONS,
    at=st.just(hours(9)),
)


def owed_by(snapshot: LineSnapshot) -> dict[str, int]:
    return {one.location: one.quantity for one in snapshot.owed}


def committed(state: LineState) -> dict[str, int]:
    return committed_units(state.posted)


@given(HISTORIES)
def test_units_are_never_made_nor_lost(history: Sequence[LineSnapshot]) -> None:
    """A position sums to zero after everything that was ever told."""
    told = Told()
    for snapshot in history:
        told.tell(snapshot)

        assert sum(told.posted.values()) == 0


@given(HISTORIES)
def test_what_is_owed_is_what_the_newest_snapshot_owes(history: Sequence[LineSnapshot]) -> None:
    """Exactly, per location, both ways."""
    told = Told().tell(*history)

    assert committed(told.state) == owed_by(history[-1])


@given(HISTORIES)
def test_telling_again_posts_nothing(history: Sequence[LineSnapshot]) -> None:
    """A replay of the newest snapshot is no news, however often it comes."""
    told = Told().tell(*history)
    before = told.state

    told.tell(history[-1], history[-1])

    assert told.moves == []
    assert (told.state.posted, told.state.stated) == (before.posted, before.stated)
    assert told.plans[-1].concerns == {}


@given(HISTORIES)
def test_no_more_comes_back_than_left(history: Sequence[LineSnapshot]) -> None:
    """0 <= returned <= shipped, by what is believed."""
    told = Told()
    for snapshot in history:
        told.tell(snapshot)
        stated = told.state.stated
        gone = sum(units for key, units in stated.items() if key[0] is EventKind.SHIPPED)
        back = sum(
            units
            for key, units in stated.items()
            if key[0] in RETURN_STATES or key[0] is EventKind.SHIPMENT_UNDONE
        )

        assert 0 <= back <= gone
        assert told.posted.get("customer", 0) >= 0
        assert all(units >= 0 for units in stated.values())


@given(HISTORIES)
def test_goods_that_left_stay_gone_unless_somebody_says_otherwise(
    history: Sequence[LineSnapshot],
) -> None:
    """Statements that merely disappear, with nothing owed again, bring nothing home."""
    told = Told().tell(*history)
    before = told.posted.get("customer", 0)
    silent = line(owed_by(history[-1]))

    told.tell(silent)

    assert told.posted.get("customer", 0) == before


@given(HISTORIES)
def test_one_reading_or_many_owe_the_same(history: Sequence[LineSnapshot]) -> None:
    """Whoever missed everything but the last snapshot owes what the others owe."""
    assert committed(Told().tell(*history).state) == committed(Told().tell(history[-1]).state)


RETURNS = st.lists(
    st.builds(event, st.sampled_from(list(RETURN_STATES)), UNITS, LOCATIONS, at=st.just(5.0)),
    max_size=2,
)


@given(RETURNS)
def test_growing_statements_end_alike_in_whatever_steps_they_come(
    returns: list[PhysicalEvent],
) -> None:
    """Told return by return or all at once, with nothing taken back, the goods lie alike."""
    shipments = [event(EventKind.SHIPPED, 5, location, at=0) for location in ("A", "B")]
    steps = [line(0, *shipments, *returns[:number]) for number in range(len(returns) + 1)]

    assert Told().tell(*steps).posted == Told().tell(steps[-1]).posted


@given(HISTORIES, st.lists(RULINGS, max_size=3))
def test_rulings_keep_the_laws(history: Sequence[LineSnapshot], rulings: list[Ruling]) -> None:
    """Units are conserved, owed stays owed, and the next replay undoes no ruling."""
    told = Told().tell(*history)
    for one in rulings:
        try:
            told.state = rule_line(told.state, one).state
        except ValueError:
            continue
    ruled = told.posted

    told.tell(history[-1])

    assert told.moves == []
    assert told.posted == ruled
    assert ruled.get("customer", 0) >= 0
    assert sum(ruled.values()) == 0
    assert committed(told.state) == owed_by(history[-1])
