"""What `count list` answers: every count, and how far it has come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from jobs.counts.scope import ScopeEntry, scope_of
from ledger.counts.rows import StoredCount


@dataclass(frozen=True, slots=True, kw_only=True)
class CountEntry:
    """A count in the list; instants in UTC. ``scope``: what holds of items that it does not name.

    ``goes_on_as``: the newest number of one that got more files or was declared anew.
    """

    count: int
    location: str
    counted_at: datetime
    file: str
    lines: int
    scope: ScopeEntry
    status: str
    uploaded_by: str
    goes_on_as: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountList:
    """The newest first. A count that is not posted is open until `count show` says otherwise."""

    counts: list[CountEntry]


def listed(counts: Sequence[StoredCount], numbers: Mapping[int, int]) -> CountList:
    """``numbers``: under which those that go on do so, by their old one."""
    return CountList(
        counts=[
            CountEntry(
                count=one.id,
                location=one.sheet.location,
                counted_at=one.sheet.counted_at,
                file=one.file_name,
                lines=one.sheet.lines,
                scope=scope_of(one.sheet),
                status=one.status(waiting=True),  # whether a line waits takes a comparison
                uploaded_by=one.uploaded.actor,
                goes_on_as=numbers.get(one.id) if one.reversed else None,
            )
            for one in counts
        ]
    )
