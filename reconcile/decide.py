"""Which differences pass by themselves, and why others wait for a person. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ledger.counts import Decided, Decision, LineStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """A difference is small if it is within either: so many units, or percent of what was expected.

    Both 0: a person looks at every difference.
    """

    units: int = 0
    percent: int = 0

    def covers(self, difference: int, expected: int) -> bool:
        allowed = max(self.units, max(expected, 0) * self.percent // 100)
        return abs(difference) <= allowed


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFacts:
    """A line beside the book. ``moved``: units that moved while it was counted.

    ``parts``: units by what they are there beside freely available goods, such as damaged.
    ``unsaid``: those of them of which nobody said whether they were counted.
    """

    expected: int
    counted: int
    on_sheet: bool = True
    moved: int = 0
    parts: Mapping[str, int]
    unsaid: Mapping[str, int]

    @property
    def difference(self) -> int:
        return self.counted - self.expected


def judge(
    line: LineFacts, tolerance: Tolerance, decision: Decision | None
) -> tuple[LineStatus, str]:
    """Where a line stands, and why a person must decide; no reason where none must."""
    if decision is not None and decision.difference == line.difference:
        return _DECIDED[decision.decided], ""
    if line.moved:
        return LineStatus.UNCERTAIN, f"{line.moved} units moved while it was counted"
    if not line.difference:
        return LineStatus.MATCHED, ""
    reasons = [*_doubts(line), *_overtaken(decision)]
    if not reasons and tolerance.covers(line.difference, line.expected):
        return LineStatus.WITHIN_TOLERANCE, ""
    return LineStatus.NEEDS_APPROVAL, "; ".join(reasons) or "beyond the tolerance"


_DECIDED = {Decided.ACCEPTED: LineStatus.ACCEPTED, Decided.RECOUNT: LineStatus.RECOUNT}


def _doubts(line: LineFacts) -> Iterator[str]:
    if not line.on_sheet:
        yield "it is not on the sheet, which is said to be complete"
    for what, units in line.unsaid.items():
        yield (
            f"{units} are {what}, and nobody said whether such goods were counted: upload the "
            f"sheet again with --{what} counted or --{what} not-counted, or approve"
        )
    for what, units in line.parts.items():
        if units and abs(line.difference) == units and what not in line.unsaid:
            yield f"the difference is just what is {what} there"


def _overtaken(decision: Decision | None) -> Iterator[str]:
    if decision is not None:
        yield (
            f"the book has learnt more since somebody decided: the difference was "
            f"{decision.difference:+d}"
        )
