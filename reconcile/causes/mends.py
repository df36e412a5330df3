"""The command that would mend a line, as a person can paste it."""

from datetime import datetime

from ledger.counts.rows import StoredCount
from ledger.told import told_command


def recount(count: StoredCount, *skus: str) -> str | None:
    """Leave the lines out, so that the book stays as it is and somebody counts them again.

    None for a count that is posted or withdrawn: its lines can no longer be left out.
    """
    return None if _is_closed(count) else told_command("count", "recount", count.id, skus=skus)


def approve(count: StoredCount, *skus: str) -> str | None:
    """None as for `recount`."""
    return None if _is_closed(count) else told_command("count", "approve", count.id, skus=skus)


def declare(count: StoredCount, option: str, said: str) -> str | None:
    """Another word on the packed or damaged goods. None as for `recount`."""
    return None if _is_closed(count) else told_command("count", "declare", count.id, option, said)


def transfer(
    sku: str, units: int, *, origin: str, to: str, at: datetime, counts: tuple[int, int]
) -> str:
    """``counts`` that both tell of it: taken from either, or from both, it is booked once."""
    key = f"counts-{min(counts)}-{max(counts)}-{sku}-{units}"
    way = ("--location", origin, "--to", to, "--at", at.isoformat(), "--key", key)
    return told_command("transfer", *way, skus=(sku, str(units)))


def pull(channel: str) -> str:
    """Once the storefront knows that it left, the book learns it so."""
    return told_command("sync", "--pull-only", channel)


def look_again(count: StoredCount, sku: str) -> str:
    """Where nothing is known of why a line differs."""
    return recount(count, sku) or told_command("history", skus=(sku,))


def _is_closed(count: StoredCount) -> bool:
    return count.posted is not None or count.reversed is not None
