"""Lines to ask about: a count of main that is open, and noise of which some is usual."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from ledger.counts.facts import CountSheet, LineStatus, Variance
from ledger.counts.rows import Step, StoredCount
from ledger.instants import to_micros
from reconcile.causes.facts import Cause, Change, Differing, Evidence
from reconcile.causes.rank import explain

AT = datetime(2026, 11, 12, 12, tzinfo=UTC)
MICROS = to_micros(AT)
NOISE = (-1, 1, -2, -1, 1, -3, 2, -1, -1, 4, -5, 1, -2, -1, 2)


def count(*, posted: bool = False, **sheet: Any) -> StoredCount:
    step = Step(at=AT + timedelta(hours=1), actor="ann")
    declared: dict[str, Any] = {"counted_from": AT, "counted_at": AT} | sheet
    return StoredCount(
        id=7,
        location_id=1,
        file_name="shelf 3.csv",
        sheet=CountSheet(location="main", digest="d", lines=100, **declared),
        uploaded=step,
        approved=None,
        posted=step if posted else None,
        reversed=None,
    )


def line(sku: str, expected: int, counted: int, **more: Any) -> Differing:
    """``row``, ``status`` and ``item`` are of the variance, the rest is what is known around it."""
    facts: dict[str, Any] = {"counted_from": MICROS, "counted_at": MICROS} | more
    variance = Variance(
        line=1,
        row=facts.pop("row", None),
        item=facts.pop("item", 1),
        sku=sku,
        counted_at=AT,
        expected=expected,
        counted=counted,
        status=facts.pop("status", LineStatus.NEEDS_APPROVAL),
    )
    return Differing(variance=variance, **facts)


def noise() -> list[Differing]:
    """Small differences such as every count has; none is like another."""
    return [
        line(f"{chr(65 + i)}{i * 7 % 5}{chr(90 - i)}-noise", 40, 40 + units, row=100 + 10 * i)
        for i, units in enumerate(NOISE)
    ]


def causes(*lines: Differing, of: StoredCount | None = None) -> tuple[Cause, ...]:
    """Of the first line, among the others and noise."""
    counted = of or count()
    found = explain(Evidence(counted, (*lines, *noise())), [lines[0].sku])
    return found[0].causes


def kinds(*lines: Differing, of: StoredCount | None = None) -> list[str]:
    return [one.kind.value for one in causes(*lines, of=of)]


def change(seconds: float, units: int) -> Change:
    """So long after the count."""
    return Change(at=MICROS + int(seconds * 1_000_000), units=units)


def micros(*, days: float) -> int:
    """So long before the count."""
    return to_micros(AT - timedelta(days=days))


def commands(found: Sequence[Cause]) -> list[str | None]:
    return [one.command for one in found]
