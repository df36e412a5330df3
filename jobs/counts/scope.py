"""What a count says of items that it does not name, for programs and in words."""

from collections.abc import Sequence
from dataclasses import dataclass

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


def complete_for(scope: ScopeEntry) -> str:
    """In words; "" for a count that speaks for its own rows only."""
    said = (("category", scope.category), ("supplier", scope.supplier))
    items = " and ".join(f"{name} {text}" for name, text in said if text is not None)
    bins = ", ".join(f"bin {one}" for one in scope.bins)
    if scope.complete:
        return items or "the location"
    return f"{items} in {bins}" if items else bins
