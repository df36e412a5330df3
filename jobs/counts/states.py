"""Goods in another state than the book has them, told with the command that books them there."""

import shlex
from dataclasses import dataclass

from ledger.counts.rows import StoredCount
from ledger.database import Reading
from ledger.values import State
from reconcile.misplaced import Misplaced, misplaced


@dataclass(frozen=True, slots=True, kw_only=True)
class MisplacedEntry:
    """``counted`` units in this state, of which the book has ``expected`` as of the line's instant.

    ``command`` books the difference; null where no command of ours does.
    """

    sku: str
    state: str
    expected: int
    counted: int
    command: str | None


def misplaced_entries(tx: Reading, count: StoredCount) -> list[MisplacedEntry]:
    """None for a count that says nothing any more."""
    if count.reversed:
        return []
    return [
        MisplacedEntry(
            sku=one.sku,
            state=one.state.value,
            expected=one.expected,
            counted=one.counted,
            command=_command(count, one) if one.state is State.DAMAGED else None,
        )
        for one in misplaced(tx, count)
    ]


def _command(count: StoredCount, one: Misplaced) -> str:
    """Taken twice it is booked once: the key is of what the book has."""
    units = one.counted - one.expected
    words = [
        *("stockbook", "damage", *(["--repaired"] if units < 0 else [])),
        *("--location", count.sheet.location, "--at", one.counted_at.isoformat()),
        *("--key", f"count-{count.id}-{one.line}-damaged-of-{one.expected}"),
        *("--reference", f"count-{count.id}"),
        *(["--"] if one.sku.startswith("-") else []),
        *(one.sku, str(abs(units))),
    ]
    return shlex.join(words)
