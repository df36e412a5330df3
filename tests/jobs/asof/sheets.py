"""Counts as they are planned: when people looked where, and what their sheets say of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from tests.jobs.asof.shelves import (
    BINS,
    EVERYTHING,
    ITEMS,
    LAST,
    halves,
    locations,
    rarely,
    sometimes,
)
from tests.jobs.asof.truth import DAMAGED, PACKED, Look


@dataclass(frozen=True)
class Sheet:
    """A count as it is planned. ``packed`` and ``damaged``: what is said of such goods, by its
    uploader or ``declared`` afterwards.

    ``by_row``: each row has an instant of its own; else the sheet has one, or two. ``by_state``:
    damaged goods have rows of their own. ``files``: one for each bin. ``again``: it counts again
    what an earlier one left out. ``wrong``: of which somebody finds out, or is ``doubted`` at once.
    ``twice``: it is uploaded and posted a second time.
    """

    location: str
    looks: Sequence[Look]
    since: float
    at: float
    packed: bool | None
    damaged: bool | None
    declared: bool
    by_row: bool
    by_state: bool
    binned: bool
    files: bool
    complete: bool
    again: bool
    wrong: bool
    doubted: bool
    twice: bool


@st.composite
def sheets(draw: st.DrawFn, *, doubtful: bool = False) -> Sheet:
    """``doubtful``: somebody has to count it again, since it is wrong, or a bin is missing."""
    location = draw(locations)
    since, at = sorted(draw(st.tuples(halves, halves)))
    by_row, binned, spans = draw(st.booleans()), draw(st.booleans()), draw(st.booleans())
    complete = draw(rarely) and not doubtful
    by_row = by_row and not complete  # what such a sheet does not name has no row
    since = since if spans or by_row else at
    packed, damaged = (draw(st.sampled_from([True, False, None])) for _ in range(2))
    hidden = {PACKED: packed, DAMAGED: damaged}
    states = frozenset(EVERYTHING - {one for one, said in hidden.items() if said is False})
    items = ITEMS if complete else draw(st.sampled_from([ITEMS, ITEMS[:1], ITEMS[:1]]))
    wrong = draw(st.just(not binned) if doubtful else rarely)
    looks = []
    for item in items:
        error = draw(st.integers(-3, 3)) if wrong else 0
        steps = st.integers(int(since * 2), int(at * 2)).map(lambda number: number / 2)
        seen = {code: draw(steps) for code in BINS}
        if binned and draw(st.just(value=True) if doubtful else rarely):
            del seen[draw(st.sampled_from(BINS))]
        if by_row and not binned:
            seen = dict.fromkeys(BINS, draw(steps))
        first, last = (min(seen.values()), max(seen.values())) if by_row else (since, at)
        looks.append(Look((item, location), first, last, seen, states, error))
    return Sheet(
        location=location, looks=looks, since=since, at=at, packed=packed, damaged=damaged,
        declared=draw(rarely), by_row=by_row, by_state=draw(sometimes) and damaged is not False,
        binned=binned, files=draw(rarely), complete=complete, again=draw(st.booleans()),
        wrong=wrong, doubted=doubtful, twice=draw(rarely),
    )  # fmt: skip


@st.composite
def counted_twice(draw: st.DrawFn) -> tuple[Sheet, Sheet]:
    """By two people, the second time right, and afterwards."""
    first = draw(sheets(doubtful=True))
    at = draw(st.integers(int(first.at * 2) + 1, int(LAST * 2) + 2)) / 2
    looks = [
        replace(look, since=at, at=at, bins=dict.fromkeys(BINS, at), error=0)
        for look in first.looks
    ]
    second = replace(first, looks=looks, since=at, at=at, files=False)
    return first, replace(second, again=True, wrong=False, doubted=False)
