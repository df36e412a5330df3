"""Small worlds to count in: what happened, when it was told, what was counted, in random order.

Instants are plain integers, items two. Whoever plays a world brings a book of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from ledger.counts.late_news import PostedLine

APPLE, PEAR = 1, 2
MAIN, ANNEX = 10, 11
HOUR = 1_000
"""An hour in a test need not be one: only the order of instants matters."""
LAST_HOUR = 12


def posted_line(*, at: int, count: int = 1, variance: int = 0, item: int = APPLE) -> PostedLine:
    return PostedLine(
        count=count, line=1, item=item, location=MAIN, counted_at=at, variance=variance
    )


@dataclass(frozen=True)
class Happening:
    """Units that came or went. ``told``: some day; otherwise only a count can find it out."""

    item: int
    physical_at: int
    stamped_at: int
    units: int
    told: bool


@dataclass(frozen=True)
class Shelf:
    """The physical truth of a world."""

    happenings: Sequence[Happening]

    def at(self, item: int, instant: int) -> int:
        return sum(
            one.units for one in self.happenings if one.item == item and one.physical_at <= instant
        )

    def unknown_since(self, item: int, instant: int) -> int:
        """What vanished after this instant without anybody knowing."""
        return sum(
            one.units
            for one in self.happenings
            if one.item == item and not one.told and one.physical_at > instant
        )


@dataclass(frozen=True)
class World:
    """``actions``: indexes in random order: a happening told, or a count posted or reversed.

    Counts are physical truth at instants that differ from item to item and among themselves.
    """

    shelf: Shelf
    counts: Sequence[PostedLine]
    actions: Sequence[tuple[str, int]]


@st.composite
def worlds(draw: st.DrawFn, *, stamps_early: bool = False) -> World:
    instants = st.integers(min_value=0, max_value=LAST_HOUR).map(lambda hour: hour * HOUR)
    early = st.integers(min_value=0, max_value=5).map(lambda hours: hours * HOUR)
    no_lead = st.just(0)
    happenings = [
        Happening(
            item=item, physical_at=at, stamped_at=at - lead if told else at, units=units, told=told
        )
        for item, at, lead, units, told in draw(
            st.lists(
                st.tuples(
                    st.sampled_from([APPLE, PEAR]),
                    instants,
                    early if stamps_early else no_lead,
                    st.integers(min_value=-5, max_value=5).filter(bool),
                    st.booleans(),
                ),
                max_size=8,
            )
        )
    ]
    counted = draw(
        st.lists(st.tuples(st.sampled_from([APPLE, PEAR]), instants), max_size=6, unique=True)
    )
    lines = [
        posted_line(at=at, count=number, item=item) for number, (item, at) in enumerate(counted)
    ]
    told = [("told", index) for index, one in enumerate(happenings) if one.told]
    posted = [("posted", index) for index in range(len(lines))]
    wrong = draw(st.lists(st.sampled_from(posted), unique=True)) if posted else []
    order = draw(st.permutations([*told, *posted, *[("reversed", index) for _, index in wrong]]))
    return World(shelf=Shelf(happenings), counts=lines, actions=order)
