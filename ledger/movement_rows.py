"""A movement as a row: how its columns are named, filled, and compared with what is stored.

Rows are plain tuples in the order of ``COLUMNS``: this is the hot path. Their first cell is the
ledger sequence, which `ledger.store` gives them when they are inserted.
"""

from collections.abc import Iterable, Mapping
from operator import attrgetter
from typing import Final

from ledger.database import Row, Writing
from ledger.instants import to_micros
from ledger.values import Movement

COLUMNS: Final = (
    "sequence",
    "key",
    "item_id",
    "quantity",
    "source_id",
    "destination_id",
    "occurred_at",
    "recorded_at",
    "claimed_at",
    "earliest_at",
    "line_id",
    "actor",
    "reason",
    "reference",
    "lot",
    "expiry",
    "unit_cost",
)
KEY, ITEM, QUANTITY, SOURCE, DESTINATION, OCCURRED = 1, 2, 3, 4, 5, 6
_CLAIMED = 8
LINE = 10

TOLD_AT: Final = (
    "CASE WHEN movement.claimed_at > movement.occurred_at THEN movement.claimed_at "
    "ELSE movement.occurred_at END"
)
"""The instant by which an exported movement is the same fact again: a future one as it was told.

A claim before ``occurred_at`` was overruled by a person (ledger.counts.rulings) and is only kept.
"""


def line_subject(channel: str, order_id: str, line_id: str) -> str:
    """What the movements of an order line are called by, each with a slash and its number."""
    return f"{channel}/{_part(order_id)}/{_part(line_id)}"


def _part(text: str) -> str:
    """Ids are joined by slashes in keys, so one inside an id is written otherwise."""
    return text.replace("%", "%25").replace("/", "%2F") if "/" in text or "%" in text else text


def movement_row(
    tx: Writing,
    *,
    key: str,
    item_id: int,
    quantity: int,
    source_id: int,
    destination_id: int,
    occurred_at: int,
    earliest_at: int | None = None,
    line_id: int | None = None,
    actor: str = "planner",
    reason: str = "",
    reference: str = "",
) -> Row:
    """The row of a movement that the ledger itself makes: no lot, no cost. Instants in micros."""
    now = tx.now_micros
    late = occurred_at > now
    return (
        0,
        key,
        item_id,
        quantity,
        source_id,
        destination_id,
        now if late else occurred_at,
        now,
        occurred_at if late else None,
        earliest_at,
        line_id,
        actor,
        reason,
        reference,
        "",
        None,
        None,
    )


def movement_rows(
    tx: Writing,
    movements: Iterable[Movement],
    items: Mapping[str, int],
    places: Mapping[str, int],
) -> list[Row]:
    """The rows of people's and files' movements; ids by SKU and by place name."""
    now = tx.now_micros
    rows: list[Row] = []
    for movement in movements:
        (key, sku, quantity, source, destination, at, earliest, *texts, expiry, cost) = _FIELDS(
            movement
        )
        occurred = to_micros(at)
        late = occurred > now
        rows.append(
            (
                0,
                key,
                items[sku],
                quantity,
                places[source],
                places[destination],
                now if late else occurred,
                now,
                occurred if late else None,
                earliest and to_micros(earliest),
                None,
                *texts,
                expiry and expiry.isoformat(),
                cost,
            )
        )
    return rows


def fact_of(row: Row) -> Row:
    """What makes it the same fact: not who told it, nor when. In the order of ``STORED``."""
    return (*row[KEY:OCCURRED], max(row[OCCURRED], row[_CLAIMED] or 0), *row[12:17])


STORED: Final = f"""
    SELECT key, item_id, quantity, source_id, destination_id, {TOLD_AT},
           reason, reference, lot, expiry, unit_cost
    FROM movement WHERE key IN (?*)
"""

_FIELDS = attrgetter(
    "key",
    "sku",
    "quantity",
    "source.name",
    "destination.name",
    "occurred_at",
    "earliest_at",
    "actor",
    "reason",
    "reference",
    "lot",
    "expiry",
    "unit_cost",
)
