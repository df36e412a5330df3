"""A book of plain entries that posts as the store does, to hold the rule of late news against."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from msgspec import structs

from ledger.counts.late_news import (
    Compensation,
    PostedLine,
    compensations,
    contradicted,
    posting,
    reopenings,
    reversing,
)
from ledger.counts.on_hand import OnHandChange
from tests.ledger.count_worlds import APPLE, MAIN


def change(units: int, *, at: int, item: int = APPLE, cause: str = "fact") -> OnHandChange:
    return OnHandChange(item=item, location=MAIN, occurred_at=at, units=units, cause=cause)


@dataclass
class Book:
    """A book that posts as the store does: every fact with what it means for posted counts."""

    entries: list[OnHandChange] = field(default_factory=list)
    lines: dict[int, PostedLine] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)

    def as_of(self, item: int, at: int) -> int:
        return sum(one.units for one in self.entries if one.item == item and one.occurred_at <= at)

    def learn(self, *facts: OnHandChange) -> None:
        self.entries += facts
        self._book(compensations(facts, self.lines.values()))

    def post_counts(self, *counted: tuple[PostedLine, int]) -> None:
        """Each with the quantity found, all in one transaction."""
        new = [
            structs.replace(line, variance=found - self.as_of(line.item, line.counted_at))
            for line, found in counted
        ]
        assert not contradicted(new, self.lines.values())
        owed = posting(new, self.lines.values())
        self.lines |= {line.count: line for line in new}
        self.entries += [change(one.variance, at=one.counted_at, item=one.item) for one in new]
        self._book(owed)

    def reverse_count(self, *counts: int) -> None:
        gone = [self.lines[count] for count in counts]
        remaining = [line for line in self.lines.values() if line not in gone]
        moved = reversing(gone, remaining)
        self._book(moved)
        self.lines = {line.count: self.lines[line.count] for line in remaining}

    def rule_after(self, fact: OnHandChange, count: int) -> OnHandChange:
        """Answers the fact as it is booked now."""
        undone = replace(
            fact, units=-fact.units, damaged=-fact.damaged, packed=-fact.packed, cause="undone"
        )
        just_after = self.lines[count].counted_at + 1
        again = replace(fact, occurred_at=just_after, cause="again")
        self.learn(undone, again)
        return again

    def _book(self, found: Sequence[Compensation]) -> None:
        for one in found:
            assert one.units
            assert one.key not in self.keys
            self.keys.add(one.key)
            line = one.line
            self.entries.append(change(one.units, at=line.counted_at, item=line.item))
        for reopened in reopenings(found):
            self.lines[reopened.line.count] = reopened.line
