"""What was learnt of a posted line since a person last saw it, and waits for their ruling.

Every compensation names the fact that it answers. What a reversed count had answered was handed on,
so its facts wait at the line that took them over. A fact that was ruled to be later and taken back
waits for nobody.
"""

import re
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import msgspec

from ledger.counts.facts import adjustment_key
from ledger.database import Reading
from ledger.packing_rows import ITEM as PACKED_ITEM
from ledger.packing_rows import LINE as PACKED_LINE
from ledger.packing_rows import OCCURRED as PACKED_AT
from ledger.packing_rows import packing_cause, packings_of
from ledger.values import LOSS


class LateFact(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """``name``: its movement key, or what a change of packed goods is called.

    ``units``: by how much it changed what lay where people counted. ``occurred_at``: as booked, in
    microseconds UTC.
    """

    name: str
    units: int
    occurred_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """``standing`` and ``reversed``: adjustments of other counts that were news as well."""

    facts: Sequence[LateFact] = ()
    standing: Sequence[str] = ()
    reversed: Sequence[str] = ()


Name = tuple[int, int]
"""Of a line: its count, and its number in it."""


def learnt_since(tx: Reading, lines: Mapping[Name, Iterable[int]]) -> Mapping[Name, Learnt]:
    """What the compensations of these lines with these numbers answered."""
    answered = _answered(tx, lines)
    happened = _happened(tx, {cause for one in answered.values() for cause in one.units})
    return {name: one.learnt(happened) for name, one in answered.items()}


def learnt_of(tx: Reading, count_id: int) -> Mapping[int, Learnt]:
    """By line, of the reopened ones of a count."""
    rows = tx.rows(_REOPENED, (count_id,))
    found = learnt_since(tx, {(count_id, line): range(*revisions) for line, *revisions in rows})
    return {line: learnt for (_, line), learnt in found.items()}


@dataclass(slots=True)
class _Answered:
    """By one line: ``units`` of each fact, and ``counts`` whose adjustments were news to it.

    The counts are named by the adjustment, each with whether it stands.
    """

    units: Counter[str] = field(default_factory=Counter)
    counts: dict[str, bool] = field(default_factory=dict)

    def learnt(self, happened: "Mapping[str, _Happened]") -> Learnt:
        return Learnt(
            facts=_waiting(self.units, happened),
            standing=sorted(cause for cause, stands in self.counts.items() if stands),
            reversed=sorted(cause for cause, stands in self.counts.items() if not stands),
        )


def _answered(tx: Reading, lines: Mapping[Name, Iterable[int]]) -> dict[Name, _Answered]:
    """Through every reversed count that handed on what it had answered itself."""
    answered = {name: _Answered() for name in lines}
    asked = {
        adjustment_key(*name, revision): name
        for name, revisions in lines.items()
        for revision in revisions
    }
    while asked:
        handed_on = dict[str, Name]()
        for key, cause, change in tx.rows_among(_ANSWERED, asked, (LOSS.name,)):
            own = answered[asked[key]]
            found = _ADJUSTMENT.fullmatch(cause)
            if found is None:
                own.units[cause] += change
            elif cause not in own.counts:
                keys = _handed_on(tx, *map(int, found.groups()))
                own.counts[cause] = keys is None
                handed_on |= dict.fromkeys(keys or (), asked[key])
        asked = handed_on
    return answered


def _handed_on(tx: Reading, count_id: int, line: int, until: int) -> list[str] | None:
    """What a reversed line had answered and nobody had ruled on; None of one that stands."""
    ((since, reversed_at),) = tx.rows(_REVERSED, (count_id, line))
    if reversed_at is None:
        return None
    return [adjustment_key(count_id, line, one) for one in range(since, until)]


class _Happened(msgspec.Struct, frozen=True, gc=False):
    """``same``: what it is together with the fact that takes it back."""

    at: int
    same: Hashable


def _happened(tx: Reading, causes: Collection[str]) -> dict[str, _Happened]:
    moved = tx.rows_among(_HAPPENED, causes)
    found = {key: _Happened(at, _UNDONE.sub("", key, count=1)) for key, at in moved}
    for row in packings_of(tx, causes):
        same = (row[PACKED_LINE], row[PACKED_ITEM], row[PACKED_AT])
        found[packing_cause(row)] = _Happened(row[PACKED_AT], same)
    return found


def _waiting(units: Mapping[str, int], happened: Mapping[str, _Happened]) -> list[LateFact]:
    net = Counter[Hashable]()
    for name, change in units.items():
        net[happened[name].same] += change
    facts = [
        LateFact(name=name, units=change, occurred_at=happened[name].at)
        for name, change in units.items()
        if change and net[happened[name].same]
    ]
    return sorted(facts, key=lambda one: (one.occurred_at, one.name))


_UNDONE: Final = re.compile(r"^count-\d+/\d+/undone/")
_ADJUSTMENT: Final = re.compile(r"count-(\d+)/(\d+)/(\d+)")

_ANSWERED: Final = """
    SELECT key, reference, CASE WHEN source.name = ? THEN -quantity ELSE quantity END
    FROM movement JOIN place AS source ON source.id = source_id WHERE key IN (?*)
"""

_REOPENED: Final = """
    SELECT line, ruled_revision, revision FROM count_line WHERE count_id = ? AND status = 'reopened'
"""

_HAPPENED: Final = "SELECT key, occurred_at FROM movement WHERE key IN (?*)"

_REVERSED: Final = """
    SELECT ruled_revision, reversed_at FROM count_line
    JOIN stock_count ON stock_count.id = count_line.count_id WHERE count_id = ? AND line = ?
"""
