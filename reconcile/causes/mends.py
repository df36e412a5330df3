"""The command that would mend a line, as a person can paste it."""

import shlex
from datetime import datetime

from ledger.counts.rows import StoredCount


def recount(count: StoredCount, *skus: str) -> str | None:
    """Leave the lines out, so that the book stays as it is and somebody counts them again.

    None for a count that is posted or withdrawn: its lines can no longer be left out.
    """
    return None if _is_closed(count) else _words("count", "recount", count.id, skus=skus)


def approve(count: StoredCount, *skus: str) -> str | None:
    """None as for `recount`."""
    return None if _is_closed(count) else _words("count", "approve", count.id, skus=skus)


def receive(count: StoredCount, sku: str, units: int, at: datetime) -> str:
    """What was ordered is there, since the count's instant at the latest."""
    where = ("--location", count.sheet.location, "--at", at.isoformat())
    return _words("receive", "--arrived", *where, skus=(sku, str(units)))


def arrive(count: StoredCount, sku: str, units: int, *, origin: str, at: datetime) -> str:
    way = ("--location", origin, "--to", count.sheet.location, "--at", at.isoformat())
    return _words("transfer", "--arrived", *way, skus=(sku, str(units)))


def transfer(sku: str, units: int, *, origin: str, to: str, at: datetime) -> str:
    way = ("--location", origin, "--to", to, "--at", at.isoformat())
    return _words("transfer", *way, skus=(sku, str(units)))


def settle(count: StoredCount, line: int, quantity: int, at: datetime) -> str:
    """``quantity``: of the listing, as the inspection list has it."""
    where = ("--location", count.sheet.location, "--at", at.isoformat())
    return _words("returns", "settle", line, "sellable", quantity, *where)


def pull(channel: str) -> str:
    """Once the storefront knows that it left, the book learns it so."""
    return _words("sync", "--pull-only", channel)


def declare(count: StoredCount, option: str, said: str) -> str | None:
    """Another word on the packed or damaged goods. None as for `recount`."""
    return None if _is_closed(count) else _words("count", "declare", count.id, option, said)


def _is_closed(count: StoredCount) -> bool:
    return count.posted is not None or count.reversed is not None


def _words(*words: object, skus: tuple[str, ...] = ()) -> str:
    """``--`` stands before a SKU that would be taken for an option."""
    marked = ["--"] if any(sku.startswith("-") for sku in skus) else []
    return " ".join(["stockbook", *map(_quoted, (*words, *marked, *skus))])


def _quoted(word: object) -> str:
    """`shlex.quote` for what needs it: a hundred thousand lines have a command each."""
    text = str(word)
    return text if text.isalnum() and text.isascii() else shlex.quote(text)
