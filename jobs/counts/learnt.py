"""What was learnt of a count after it was posted, with the command that says when it really was."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ledger.counts.facts import LineStatus, Variance
from ledger.counts.learnt import learnt_of
from ledger.counts.rulings import When
from ledger.database import Reading
from ledger.instants import from_micros
from ledger.told import rule_command


@dataclass(frozen=True, slots=True, kw_only=True)
class LearntEntry:
    """A fact of before the count, as it is booked: ``units`` more were there, or fewer below zero.

    ``fact``: its movement key. ``command`` says of it alone that it happened after the count.
    """

    fact: str
    units: int
    occurred_at: datetime
    command: str


def learnt_entries(
    tx: Reading, count_id: int, lines: Mapping[int, Variance]
) -> Mapping[int, list[LearntEntry]]:
    """By line, of those that are reopened."""
    if all(one.status is not LineStatus.REOPENED for one in lines.values()):
        return {}
    return {
        line: [
            LearntEntry(
                fact=one.name,
                units=one.units,
                occurred_at=from_micros(one.occurred_at),
                command=rule_command(count_id, lines[line].sku, When.AFTER, fact=one.name),
            )
            for one in learnt.facts
        ]
        for line, learnt in learnt_of(tx, count_id).items()
    }
