"""`history`: the movements of one item, as they are exported, with when each was learnt."""

from dataclasses import asdict, dataclass
from typing import Any

from jobs.goods.movement_cells import cells_from_cost
from ledger.database import Database
from ledger.history import RecordedMovement, item_history


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """Instants are ISO 8601 text in UTC, ``unit_cost`` is a decimal number as text."""

    key: str
    occurred_at: str
    sku: str
    quantity: int
    source: str
    destination: str
    unit_cost: str | None
    lot: str | None
    expiry: str | None
    reason: str | None
    reference: str | None
    recorded_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryAnswer:
    movements: list[HistoryEntry]


def read_history(database: Database, sku: str, *, limit: int | None) -> HistoryAnswer:
    """The last ``limit`` movements, or all. Raises Rejected for an unknown SKU."""
    with database.reading() as tx:
        return HistoryAnswer(movements=[_entry(one) for one in item_history(tx, sku, limit=limit)])


def _entry(movement: RecordedMovement) -> HistoryEntry:
    """What an export leaves empty is absent here."""
    cells = {**asdict(movement), "unit_cost": cells_from_cost(movement.unit_cost)}
    told: dict[str, Any] = {name: value if value != "" else None for name, value in cells.items()}
    return HistoryEntry(**told)
