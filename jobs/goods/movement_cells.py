"""The cells of a movement file: what each must hold, and what to say of one that does not."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from ledger.instants import instant_from_text, too_early
from ledger.values import Movement, Place

MILLIONTHS: Final = 1_000_000
_DECIMAL_COMMA: Final = re.compile(r"([0-9]+),([0-9]{1,2}|[0-9]{4,6})")
UNIT_COST_MAX: Final = 10**9
"""In the book's currency; nothing that is counted costs more apiece."""


def movement_from_cells(cells: Mapping[str, str], *, actor: str) -> Movement:
    """Raises ValueError with every problem of the row. Instants say their offset."""
    values: dict[str, Any] = {}
    problems = []
    for name, read in _CELLS.items():
        try:
            values[name] = read(cells.get(name, ""))
        except ValueError as error:
            problems.append(f"{name}: {error}")
    if problems:
        raise ValueError("; ".join(problems))
    return Movement(**values, actor=actor)


def cells_from_cost(unit_cost: int | None) -> str:
    """As ``amount_text``; no cost is an empty cell."""
    return amount_text(unit_cost) or ""


def amount_text(millionths: int | None) -> str | None:
    """Millionths as a plain decimal number without needless zeros."""
    if millionths is None:
        return None
    return format((Decimal(millionths) / MILLIONTHS).normalize(), "f")


def cost_from_cell(text: str) -> int | None:
    """A decimal number with at most six places, in millionths; an empty cell is no cost.

    ``12,50`` can be read in one way only; ``1,234`` in two, and is refused.
    """
    if not text.strip():
        return None
    comma = _DECIMAL_COMMA.fullmatch(text.strip())
    try:
        cost = Decimal(".".join(comma.groups()) if comma else text.strip())
    except InvalidOperation:
        raise ValueError(f"{text!r} is no amount; write it like 12.50") from None
    if not cost.is_finite() or not 0 <= cost <= UNIT_COST_MAX:
        raise ValueError(f"{text!r} is not between 0 and {UNIT_COST_MAX}")
    millionths = cost * MILLIONTHS
    if millionths != int(millionths):
        raise ValueError(f"{text!r} has more than six decimal places")
    return int(millionths)


def quantity_from_cell(text: str) -> int:
    """A whole number; ``1e3``, ``1.0`` and ``1,000`` are refused, since each is somebody's slip."""
    if not text.strip().isascii() or not text.strip().isdigit():
        raise ValueError(f"{text!r} is not a whole number above zero")
    return int(text)


def _instant(text: str) -> datetime:
    """Raises ValueError for one that nobody believes, too; what claims the future is taken."""
    instant = instant_from_text(text, zone=None)
    problem = too_early(instant)
    if problem:
        raise ValueError(problem)
    return instant


def _place(text: str) -> Place:
    return Place(text.strip())


def _expiry(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise ValueError(f"{text!r} is no date; write 2026-03-31") from None


_CELLS: Final[Mapping[str, Callable[[str], Any]]] = {
    "key": str,
    "occurred_at": _instant,
    "sku": str,
    "quantity": quantity_from_cell,
    "source": _place,
    "destination": _place,
    "unit_cost": cost_from_cell,
    "lot": str,
    "expiry": _expiry,
    "reason": str,
    "reference": str,
}
