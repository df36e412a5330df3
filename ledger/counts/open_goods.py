"""Goods that the book expects at a location: ordered, on their way to it, or coming back.

Whoever finds more than the book says may have found them: they arrived, and nobody said so.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import msgspec

from ledger.database import Reading, Row
from ledger.movement_rows import line_subject
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
    in the inspection list of goods that come back, ``per_unit`` units of the item in each of the
    ``waiting`` ones. ``moves``: how often goods came to be on their way here, or no longer are.
    """

    item: int
    origin: Origin
    units: int
    sent_from: str = ""
    line: int = 0
    per_unit: int = 1
    waiting: int = 0
    moves: int = 0


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
            found.append(
                OpenGoods(
                    item=item,
                    origin=origin,
                    units=open_units,
                    sent_from=sent_from,
                    moves=len(moved[item]),
                )
            )
    return found


def _levels_before(units: int, changes: Iterable[Row]) -> Iterable[int]:
    """What stood there before each change, going back in time: so much was open all along."""
    for _, more, _ in sorted(changes, reverse=True):
        units -= more
        yield units


def _coming_back(tx: Reading, wanted: Mapping[int, int]) -> Iterator[OpenGoods]:
    """Refunded goods of which nobody said yet whether they came, each a line of one item."""
    lines = [_Waiting.of(row) for row in tx.rows(_WAITING)]
    lines = [one for one in lines if one.item in wanted]
    gone = _gone(tx, lines, wanted)
    for one in lines:
        units = min(one.waiting * one.per_unit, gone[one.subject])
        if units > 0:
            yield OpenGoods(
                item=one.item,
                origin=Origin.RETURN,
                units=units,
                line=one.id,
                per_unit=one.per_unit,
                waiting=one.waiting,
            )


@dataclass(frozen=True, slots=True)
class _Waiting:
    """``item`` 0: it is a kit of several, which does not come back in parts."""

    id: int
    subject: str
    number: int
    waiting: int
    item: int
    per_unit: int

    @classmethod
    def of(cls, row: Row) -> "_Waiting":
        line, channel, order_id, line_id, number, waiting, text = row
        components = _components.decode(text)
        item, per_unit = components[0] if len(components) == 1 else (0, 0)
        return cls(line, line_subject(channel, order_id, line_id), number, waiting, item, per_unit)


def _gone(
    tx: Reading, lines: Iterable[_Waiting], wanted: Mapping[int, int]
) -> defaultdict[str, int]:
    """Units that had left with each line by then and did not come back until then."""
    keys = [f"{one.subject}/{number}" for one in lines for number in range(1, one.number + 1)]
    gone: defaultdict[str, int] = defaultdict(int)
    for key, item, occurred_at, units in tx.rows_among(_LEFT, keys, (CUSTOMER.name,) * 3):
        if occurred_at <= wanted.get(item, occurred_at):
            gone[key.rpartition("/")[0]] += units
    return gone


_components: Final = msgspec.json.Decoder(tuple[tuple[int, int], ...])
"""As ledger.orders.rows keeps them: items and their units in one unit of the listing."""

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

_WAITING: Final = """
    SELECT order_line.id, channel.name, sales_order.order_id, order_line.line_id,
           order_line.number, order_line.waiting, order_line.components
    FROM order_line
    JOIN sales_order ON sales_order.id = order_line.order_ref
    JOIN channel ON channel.id = sales_order.channel_id
    WHERE (unclear > 0 OR waiting > 0 OR parked_as IS NOT NULL)
        AND waiting > 0 AND components IS NOT NULL
"""
"""Said in the words of the index order_line_open, so that the lines that are over are passed by."""

_LEFT: Final = """
    SELECT key, item_id, occurred_at,
           CASE WHEN destination.name = ? THEN quantity ELSE -quantity END
    FROM movement
    JOIN place AS source ON source.id = source_id
    JOIN place AS destination ON destination.id = destination_id
    WHERE key IN (?*) AND (source.name = ? OR destination.name = ?)
"""
