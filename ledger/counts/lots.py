"""What a count found of each item by state and lot, where its sheets tell them apart.

The book keeps one number of an item in a state, so lots are evidence: they add up to the line.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from ledger.database import Reading, Writing


@dataclass(frozen=True, slots=True)
class LotFound:
    """``state``: a state of goods, or ``packed``. ``lot`` and ``expiry`` as the sheet has them."""

    item: int
    state: str
    lot: str
    expiry: str
    counted: int


def save_lots(tx: Writing, count_id: int, found: Iterable[LotFound]) -> None:
    numbered = enumerate(found, 1)
    while some := [
        (count_id, one.item, number, one.state, one.lot, one.expiry, one.counted)
        for number, one in islice(numbered, _ROWS)
    ]:
        tx.insert("count_lot", _COLUMNS, some)


def lots_of(tx: Reading, count_id: int, *, states: Collection[str] = ()) -> Iterator[LotFound]:
    """By item, as the sheets have them. ``states``: only of these."""
    rows = (
        tx.rows_among(_LOTS.format("AND state IN (?*)"), states, (count_id,))
        if states
        else tx.rows(_LOTS.format(""), (count_id,))
    )
    return (LotFound(*row) for row in rows)


def lots_with_skus(tx: Reading, count_id: int) -> list[tuple[str, LotFound]]:
    rows = tx.rows(_WITH_SKUS, (count_id,))
    return [(sku, LotFound(*row)) for sku, *row in rows]


def states_found(tx: Reading, count_id: int) -> frozenset[str]:
    """Those that rows of a count name."""
    rows = tx.rows("SELECT DISTINCT state FROM count_lot WHERE count_id = ?", (count_id,))
    return frozenset(state for (state,) in rows)


_ROWS: Final = 50_000
"""At a time, so that a million rows are never in memory."""

_COLUMNS: Final = ("count_id", "item_id", "number", "state", "lot", "expiry", "counted")
_LOTS: Final = """
    SELECT item_id, state, lot, expiry, counted FROM count_lot
    WHERE count_id = ? {} ORDER BY item_id, number
"""
_WITH_SKUS: Final = """
    SELECT item.sku, item_id, state, lot, expiry, counted FROM count_lot
    JOIN item ON item.id = item_id WHERE count_id = ? ORDER BY item_id, number
"""
