"""What a count says of items that it does not name, for programs and in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ledger.counts.facts import CountSheet
from reconcile.reading.sheet import Declared


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeEntry:
    """Items that a count does not name were not there.

    ``complete``: any of the location. ``bins``: what was remembered in these. Neither: that is said
    of nothing. ``category`` and ``supplier``: of their items only; null: of all.
    """

    complete: bool
    bins: Sequence[str]
    category: str | None
    supplier: str | None


def scope_of(said: CountSheet | Declared) -> ScopeEntry:
    return ScopeEntry(
        complete=said.complete, bins=said.bins, category=said.category, supplier=said.supplier
    )


BINS_NAMED_MAX: Final = 5
"""On a terminal; the report has them all."""


def complete_for(scope: ScopeEntry, *, bins_max: int | None = None) -> str:
    """In words; "" for a count that speaks for its own rows only."""
    said = (("category", scope.category), ("supplier", scope.supplier))
    items = " and ".join(f"{name} {text}" for name, text in said if text is not None)
    bins = ", ".join(f"bin {one}" for one in scope.bins[:bins_max])
    if bins_max is not None and len(scope.bins) > bins_max:
        bins += f" and {len(scope.bins) - bins_max} more"
    if scope.complete:
        return items or "the location"
    return f"{items} in {bins}" if items else bins
