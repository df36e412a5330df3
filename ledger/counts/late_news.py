"""Late news: what a fact means for counts that were posted before it was learnt (design 5.7).

A posted count line asserts that on hand of its item at its location, counting the facts up to its
instant, is what was counted. A fact that happened before that instant and is learnt later was
already counted, so it is booked as it happened and taken back at the earliest posted count line
at or after it. Then every posted count stays true, and so does today's book.

A line asserts only what lay where people counted: without the damaged or packed goods that its
count says lay elsewhere. A fact may so be news to one line and none to another.

Item and location are the ledger's integer ids, instants are microseconds UTC. All is pure: the
store calls it in its posting transaction, for new facts only, and posts what it answers.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Final

import msgspec
from msgspec import structs

from ledger.counts.facts import adjustment_key
from ledger.counts.on_hand import OnHandChange


class PostedLine(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A posted count line that was not reversed.

    ``variance`` is what the movements posted for the line come to: counted, less what the book
    would say without it. ``revision`` is the number that its next movement bears. It asserts on
    hand, without the parts that were not counted.
    """

    count: int
    line: int
    item: int
    location: int
    counted_at: int
    variance: int
    revision: int = 1
    damaged_counted: bool = True
    packed_counted: bool = True

    @property
    def name(self) -> tuple[int, int]:
        return self.count, self.line


@dataclass(frozen=True, slots=True, kw_only=True)
class Compensation:
    """``units`` to be moved from ``loss`` to the available goods of the line's location.

    Below zero they go the other way. It is dated at the line's instant.
    """

    line: PostedLine
    revision: int
    units: int
    cause: str

    @property
    def key(self) -> str:
        return adjustment_key(self.line.count, self.line.line, self.revision)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopening:
    """A posted line that late news concerns, with both readings of it.

    ``line`` is as it stands now. If all of the news happened before the count, its variance is
    ``variance_if_before``, and that is what was booked. If the platform's stamp was early and the
    goods moved after the count, it is ``variance_if_after``; a person may rule so.
    """

    line: PostedLine
    causes: tuple[str, ...]
    variance_if_before: int
    variance_if_after: int

    @property
    def grew(self) -> bool:
        """The news made the count harder to believe, so somebody should look: an incident."""
        return abs(self.variance_if_before) > abs(self.variance_if_after)


def compensations(
    changes: Iterable[OnHandChange], lines: Iterable[PostedLine]
) -> list[Compensation]:
    """What keeps every posted line true when these facts are booked; in the order of the changes.

    ``lines`` are the posted ones of the items and locations concerned; others do no harm.
    """
    lines_by_shelf = _by_shelf(lines)
    answered: Counter[tuple[int, int]] = Counter()
    found = []
    for change in changes:
        for line, units in _answers(change, lines_by_shelf):
            revision = line.revision + answered[line.name]
            answered[line.name] += 1
            found.append(
                Compensation(line=line, revision=revision, units=units, cause=change.cause)
            )
    return found


def reopenings(found: Iterable[Compensation]) -> list[Reopening]:
    """The lines that these compensations concern, each once."""
    by_line: defaultdict[tuple[int, int], list[Compensation]] = defaultdict(list)
    for one in found:
        by_line[one.line.name].append(one)
    return [_reopening(of_line) for of_line in by_line.values()]


def posting(new: Sequence[PostedLine], standing: Iterable[PostedLine]) -> list[Compensation]:
    """What a count for an instant before already posted ones owes to those.

    The variances of ``new`` were all reckoned from the book as it is before any of them is posted;
    ``standing`` are the lines that are posted already. Their instants differ: see ``contradicted``.
    """
    lines = [*standing, *new]
    asserted = Counter((line.item, line.location) for line in lines)
    changes = [
        _change(line, line.variance, cause=_own_key(line))
        for line in new
        if asserted[line.item, line.location] > 1
    ]
    return compensations(map(_just_after, changes), lines) if changes else []


def contradicted(new: Iterable[PostedLine], standing: Iterable[PostedLine]) -> list[PostedLine]:
    """Those of ``new`` for whose very instant another line already asserts a quantity.

    One of the two must be wrong, so they must not be posted before the other is reversed.
    """
    taken = {_assertion(line) for line in standing}
    found = []
    for line in new:
        if _assertion(line) in taken:
            found.append(line)
        taken.add(_assertion(line))
    return found


def reversing(gone: Sequence[PostedLine], remaining: Iterable[PostedLine]) -> list[Compensation]:
    """What takes lines out of the book and moves their adjustments and compensations on.

    ``remaining`` are the posted lines without those of ``gone``. Each gone line's movements are
    taken back in one; the next remaining line, if there is one, takes them over.
    """
    withdrawn = [
        Compensation(line=line, revision=line.revision, units=-line.variance, cause=_own_key(line))
        for line in gone
        if line.variance
    ]
    changes = [_change(one.line, one.units, cause=one.key) for one in withdrawn]
    return withdrawn + compensations(changes, remaining)


_MICROSECOND: Final = 1
"""The smallest step of our instants: "just after" is one later."""

_Shelf = tuple[int, int]


def _by_shelf(lines: Iterable[PostedLine]) -> dict[_Shelf, list[PostedLine]]:
    """Lines by item and location, in the order of their instants."""
    by_shelf: defaultdict[_Shelf, list[PostedLine]] = defaultdict(list)
    for line in sorted(lines, key=_INSTANT):
        by_shelf[line.item, line.location].append(line)
    return by_shelf


_INSTANT: Final = attrgetter("counted_at")


def _answers(
    change: OnHandChange, lines_by_shelf: Mapping[_Shelf, Sequence[PostedLine]]
) -> Iterator[tuple[PostedLine, int]]:
    """The lines from the earliest on to which the fact, or an answer before theirs, is news.

    Where all lines assert alike that is the earliest alone: its answer leaves nothing to others.
    """
    lines = lines_by_shelf.get((change.item, change.location), ())
    units, apart = change.units, change.damaged or change.packed
    for place in range(bisect_left(lines, change.occurred_at, key=_INSTANT), len(lines)):
        if not (units or apart):
            return
        line = lines[place]
        seen = units - _elsewhere(change, line)
        if seen:
            yield line, -seen
            units -= seen


def _elsewhere(change: OnHandChange, line: PostedLine) -> int:
    """How much of the change was where nobody counted."""
    damaged = 0 if line.damaged_counted else change.damaged
    return damaged if line.packed_counted else damaged + change.packed


def _reopening(of_line: Sequence[Compensation]) -> Reopening:
    line = of_line[0].line
    variance = line.variance + sum(one.units for one in of_line)
    return Reopening(
        line=structs.replace(line, variance=variance, revision=line.revision + len(of_line)),
        causes=tuple(one.cause for one in of_line),
        variance_if_before=variance,
        variance_if_after=line.variance,
    )


def _change(line: PostedLine, units: int, *, cause: str) -> OnHandChange:
    return OnHandChange(
        item=line.item,
        location=line.location,
        occurred_at=line.counted_at,
        units=units,
        cause=cause,
    )


def _just_after(change: OnHandChange) -> OnHandChange:
    """A line does not answer to its own adjustment, only the next one does."""
    return replace(change, occurred_at=change.occurred_at + _MICROSECOND)


def _own_key(line: PostedLine) -> str:
    return adjustment_key(line.count, line.line, 0)


def _assertion(line: PostedLine) -> tuple[int, int, int]:
    return line.item, line.location, line.counted_at
