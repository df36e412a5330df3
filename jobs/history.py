"""`history`: the movements of one item, as they are exported, with when each was learnt."""

from dataclasses import dataclass

from ledger.database import Database
from ledger.history import RecordedMovement, item_history


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryAnswer:
    movements: list[RecordedMovement]


def read_history(database: Database, sku: str, *, limit: int | None) -> HistoryAnswer:
    """The last ``limit`` movements, or all. Raises Rejected for an unknown SKU."""
    with database.reading() as tx:
        return HistoryAnswer(movements=item_history(tx, sku, limit=limit))
