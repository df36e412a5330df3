"""The brake: a cycle that would change too much waits until a person has looked.

A feed gone empty sells out every listing; a factor entered wrongly multiplies them by ten. Small
changes of many listings are a busy day and never stop it. Pure.
"""

from collections.abc import Collection
from dataclasses import dataclass

from jobs.config import BrakeSettings
from ledger.channels import StockKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a write would do. ``expected`` None: nobody knows yet what stands there.

    ``due``: the ledger sequence by which the number is to be looked at; 0: by none.
    """

    stock_key: StockKey
    expected: int | None
    wanted: int
    due: int = 0


def brake_reason(
    changes: Collection[Change], *, confirmed: int, linked: int, settings: BrakeSettings
) -> str:
    """Why to stop; nothing when all is well. ``linked``: how many listings the channel has.

    What was due by ``confirmed`` a person has looked at.
    """
    large = [
        change
        for change in changes
        if not 0 < change.due <= confirmed and _is_large(change, settings.factor)
    ]
    allowed = max(settings.listings_at_least, linked * settings.listings_percent // 100)
    if len(large) <= allowed:
        return ""
    emptied = sum(change.wanted <= 0 for change in large)
    return (
        f"{len(large)} of {linked} listings would change at once by a factor of {settings.factor} "
        f"or more ({emptied} of them to nothing); at most {allowed} may"
    )


def _is_large(change: Change, factor: int) -> bool:
    if change.expected is None or change.expected == change.wanted:
        return False
    low, high = sorted((max(change.expected, 0), max(change.wanted, 0)))
    return high >= factor and low * factor <= high
