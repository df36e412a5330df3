"""Goods that are there already, as the command that books them: dated just before the count.

Taken twice, a command books once: its key is of the goods' way and of how often goods moved on it,
so what is told anew after anything moved is another fact.
"""

from datetime import datetime, timedelta
from typing import Final

from ledger.counts.facts import Variance
from ledger.counts.rows import StoredCount
from ledger.told import told_command

BEFORE: Final = timedelta(seconds=1)
"""How long before the line was counted the goods are taken to have come."""


def arrived_at(line: Variance) -> datetime:
    return (line.counted_from or line.counted_at) - BEFORE


def received(count: StoredCount, line: Variance, units: int, *, moves: int) -> str:
    """What was ordered; ``moves``: how often such goods came to be on their way, or no longer."""
    words = ("receive", "--arrived", "--location", count.sheet.location)
    return _booked(count, line, units, words=words, key=f"ordered-{moves}")


def transferred(count: StoredCount, line: Variance, units: int, *, origin: str, moves: int) -> str:
    """What another location of ours sent; ``moves``: as of `received`."""
    ways = ("--location", origin, "--to", count.sheet.location)
    words = ("transfer", "--arrived", *ways)
    return _booked(count, line, units, words=words, key=f"sent-{moves}")


def came_back(
    count: StoredCount, line: Variance, quantity: int, *, number: int, waiting: int
) -> str:
    """``quantity`` of the listing, of a line in the inspection list of which so many wait."""
    where = ("--location", count.sheet.location, "--at", arrived_at(line).isoformat())
    settled = ("returns", "settle", number, "sellable", quantity)
    return told_command(*settled, "--waiting", waiting, *where)


def _booked(
    count: StoredCount, line: Variance, units: int, *, words: tuple[str, ...], key: str
) -> str:
    by = ("--key", f"count-{count.id}-{line.line}-{key}", "--reference", f"count-{count.id}")
    at = ("--at", arrived_at(line).isoformat())
    return told_command(*words, *at, *by, skus=(line.sku, str(units)))
