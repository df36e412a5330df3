"""Goods that the book expects at a location: ordered, on their way to it, or coming back.

Whoever finds more than the book says may have found them: they arrived, and nobody said so.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ledger.batch import line_subject
from ledger.database import Reading, Row
from ledger.order_rows import load_orders_of_lines
from ledger.resolution import Components
from ledger.values import CUSTOMER, State


class Origin(StrEnum):
    """Where expected goods come from."""

    INCOMING = "incoming"
    IN_TRANSIT = "in_transit"
    RETURN = "return"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenGoods:
    """``units`` of an item that were open at an instant and are open still.

    ``sent_from``: the location that goods in transit left, as far as known. ``line``: the number
    in the inspection list of goods that come back, ``per_unit`` units of the item in each of them;
    ``told_as`` names their order.
    """

    item: int
    origin: Origin
    units: int
    sent_from: str = ""
    line: int = 0
    per_unit: int = 1
    told_as: str = ""


def open_goods(tx: Reading, location_id: int, wanted: Mapping[int, int]) -> list[OpenGoods]:
    """Of these items, each by the instant (microseconds) at which it was open already."""
    return [
        *_on_their_way(tx, location_id, wanted, Origin.INCOMING),
        *_on_their_way(tx, location_id, wanted, Origin.IN_TRANSIT),
        *_coming_back(tx, wanted),
    ]


def _on_their_way(
    tx: Reading, location_id: int, wanted: Mapping[int, int], origin: Origin
) -> list[OpenGoods]:
    (place,) = tx.rows(_PLACE, (location_id, State(origin.value).value))[0]
    standing: dict[int, int] = tx.mapping(_STANDING, wanted, (place,))
    moved: defaultdict[int, list[Row]] = defaultdict(list)
    for item, *change in tx.rows_among(_CHANGES, standing, (place, place, place)):
        moved[item].append(tuple(change))
    found = []
    for item, units in standing.items():
        since = [change for change in moved[item] if change[0] > wanted[item]]
        open_units = min([units, *_levels_before(units, since)])
        if open_units > 0:
            before = [change for change in moved[item] if change[0] <= wanted[item]]
            sent_from = next((code for _, more, code in reversed(before) if more > 0 and code), "")
            found.append(OpenGoods(item=item, origin=origin, units=open_units, sent_from=sent_from))
    return found


def _levels_before(units: int, changes: Iterable[Row]) -> Iterable[int]:
    """What stood there before each change, going back in time: so much was open all along."""
    for _, more, _ in sorted(changes, reverse=True):
        units -= more
        yield units


def _coming_back(tx: Reading, wanted: Mapping[int, int]) -> Iterable[OpenGoods]:
    """Refunded goods of which nobody said yet whether they came, each a line of one item."""
    waiting: dict[int, int] = dict(tx.rows(_WAITING))
    channels: dict[int, str] = dict(tx.rows(_CHANNELS)) if waiting else {}
    lines = [
        (line_subject(channels[order.id], order.order_id, line.line_id), line, line.components)
        for order in (load_orders_of_lines(tx, waiting) if waiting else ())
        for line in order.lines.values()
        if line.id in waiting and line.components and _one_of(line.components, wanted)
    ]
    gone = _gone(tx, [(name, line.number) for name, line, _ in lines], wanted)
    for name, line, components in lines:
        item, per_unit = components[0]
        units = min(waiting[line.id] * per_unit, gone[name])
        if units > 0:
            yield OpenGoods(
                item=item,
                origin=Origin.RETURN,
                units=units,
                line=line.id,
                per_unit=per_unit,
                told_as=name,
            )


def _one_of(components: Components, wanted: Mapping[int, int]) -> bool:
    return len(components) == 1 and components[0][0] in wanted


def _gone(
    tx: Reading, lines: Iterable[tuple[str, int]], wanted: Mapping[int, int]
) -> defaultdict[str, int]:
    """Units that had left with each line by then and did not come back until then."""
    keys = [f"{name}/{number}" for name, last in lines for number in range(1, last + 1)]
    gone: defaultdict[str, int] = defaultdict(int)
    for key, item, occurred_at, units in tx.rows_among(_LEFT, keys, (CUSTOMER.name,) * 3):
        if occurred_at <= wanted.get(item, occurred_at):
            gone[key.rpartition("/")[0]] += units
    return gone


_PLACE: Final = "SELECT id FROM place WHERE location_id = ? AND state = ?"

_STANDING: Final = """
    SELECT item_id, quantity FROM balance
    WHERE item_id IN (?*) AND place_id = ? AND quantity > 0
"""

_CHANGES: Final = """
    SELECT item_id, occurred_at, CASE WHEN destination_id = ? THEN quantity ELSE -quantity END,
           coalesce(location.code, '')
    FROM movement JOIN place ON place.id = source_id
    LEFT JOIN location ON location.id = place.location_id
    WHERE item_id IN (?*) AND (source_id = ? OR destination_id = ?)
    ORDER BY occurred_at
"""

_WAITING: Final = "SELECT id, waiting FROM order_line WHERE waiting > 0"

_CHANNELS: Final = """
    SELECT sales_order.id, channel.name FROM sales_order
    JOIN channel ON channel.id = sales_order.channel_id
    WHERE sales_order.id IN (SELECT order_ref FROM order_line WHERE waiting > 0)
"""

_LEFT: Final = """
    SELECT key, item_id, occurred_at,
           CASE WHEN destination.name = ? THEN quantity ELSE -quantity END
    FROM movement
    JOIN place AS source ON source.id = source_id
    JOIN place AS destination ON destination.id = destination_id
    WHERE key IN (?*) AND (source.name = ? OR destination.name = ?)
"""
