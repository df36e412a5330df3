"""Goods in another state than the book has them, told with the command that books them there."""

from dataclasses import dataclass

from ledger.counts.rows import StoredCount
from ledger.counts.shelf import moves_of_state
from ledger.database import Reading
from ledger.told import told_command
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
    found = list(misplaced(tx, count))
    damaged = State.DAMAGED
    items = [one.item for one in found if one.state is damaged]
    moves = moves_of_state(tx, count.location_id, damaged.value, items)
    return [
        MisplacedEntry(
            sku=one.sku,
            state=one.state.value,
            expected=one.expected,
            counted=one.counted,
            command=_command(count, one, moves.get(one.item, 0)) if one.state is damaged else None,
        )
        for one in found
    ]


def _command(count: StoredCount, one: Misplaced, moves: int) -> str:
    """Taken twice it is booked once: the key is of what the book has, and of how it came to it.

    ``moves``: how often damaged goods of the item moved. What is told anew after goods were moved
    back is another fact.
    """
    units = one.counted - one.expected
    words = [
        *("damage", *(["--repaired"] if units < 0 else [])),
        *("--location", count.sheet.location, "--at", one.counted_at.isoformat()),
        *("--key", f"count-{count.id}-{one.line}-damaged-of-{one.expected}-{moves}"),
        *("--reference", f"count-{count.id}"),
    ]
    return told_command(*words, skus=(one.sku, str(abs(units))))
