"""What the book knows that may explain why a count differs: of these items, at this location.

Each question is one query, however many lines differ; what is asked about all of a location has a
stated limit. Instants are microseconds.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import msgspec

from ledger.database import Reading
from ledger.orders.resolution import Components
from ledger.sites import LocationKind
from ledger.values import SUPPLIER, State

OPEN_LINES_MAX: Final = 200_000
"""Open order lines and expected returns that are looked through, the newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """Goods that were still bound for the location. ``origin``: ours they left, "" a supplier's."""

    at: int
    units: int
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedReturn:
    """Refunded goods that may come back: ``units`` of the item in ``quantity`` of the listing."""

    line: int
    channel: str
    order_id: str
    quantity: int
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OwingOrder:
    """``units`` of the item that an order still holds here."""

    channel: str
    order_id: str
    placed_at: int
    units: int


def master_data(tx: Reading, items: Collection[int]) -> dict[int, tuple[str, int]]:
    """Name and pack size; where the item says none, that of its smallest case with a code."""
    rows = tx.rows_among(_MASTER, items)
    return {item: (name, pack_size) for item, name, pack_size in rows}


def own_locations(tx: Reading) -> list[tuple[int, str]]:
    """Id and code of those that are in the book."""
    return [(number, code) for number, code in tx.rows(_OWN)]


def supplies(
    tx: Reading, location_id: int, state: State, items: Collection[int]
) -> dict[int, tuple[Supply, ...]]:
    """What came into this state and must still be there, the newest first."""
    places = tx.rows(_PLACE, (location_id, state.value))
    open_now = tx.mapping(_STANDING, items, places[0])
    rows = tx.rows_among(_CAME_IN, open_now, places[0])
    found = _by_item(rows, lambda at, units, origin: Supply(at=at, units=units, origin=origin))
    return {item: tuple(_still_there(found[item], open_now[item])) for item in open_now}


def moves_on_the_way(
    tx: Reading, location_id: int, items: Collection[int]
) -> dict[int, dict[str, int]]:
    """How often goods came to be on their way here, or no longer are: by item and state."""
    found: defaultdict[int, dict[str, int]] = defaultdict(
        lambda: {State.INCOMING: 0, State.IN_TRANSIT: 0}
    )
    for state in (State.INCOMING, State.IN_TRANSIT):
        (place,) = tx.rows(_PLACE, (location_id, state.value))[0]
        for item, moves in tx.rows_among(_MOVES, items, (place, place)):
            found[item][state] = moves
    return found


def receipts(
    tx: Reading, location_id: int, items: Collection[int], *, since: int
) -> dict[int, tuple[tuple[int, int], ...]]:
    """(instant, units) of what suppliers brought."""
    rows = tx.rows_among(_RECEIVED, items, (location_id, since))
    return _by_item(rows, lambda at, units: (at, units))


def expected_returns(tx: Reading, items: Collection[int]) -> dict[int, tuple[ExpectedReturn, ...]]:
    found: defaultdict[int, list[ExpectedReturn]] = defaultdict(list)
    for line, components, channel, order_id, quantity in tx.rows(_RETURNS, (OPEN_LINES_MAX,)):
        for item, factor in _wanted(components, items):
            units = quantity * factor
            one = ExpectedReturn(
                line=line, channel=channel, order_id=order_id, quantity=quantity, units=units
            )
            found[item].append(one)
    return {item: tuple(ones) for item, ones in found.items()}


def owing_orders(
    tx: Reading, location_id: int, items: Collection[int]
) -> dict[int, tuple[OwingOrder, ...]]:
    found: defaultdict[int, dict[tuple[str, str, int], int]] = defaultdict(dict)
    rows = tx.rows(_OWING, (location_id, OPEN_LINES_MAX))
    for components, channel, order_id, placed_at, quantity in rows:
        for item, factor in _wanted(components, items):
            order = (channel, order_id, placed_at)
            found[item][order] = found[item].get(order, 0) + quantity * factor
    return {
        item: tuple(
            OwingOrder(channel=channel, order_id=order_id, placed_at=at, units=units)
            for (channel, order_id, at), units in orders.items()
        )
        for item, orders in found.items()
    }


_T = TypeVar("_T")


def _by_item(
    rows: Iterable[Sequence[object]], made: Callable[..., _T]
) -> dict[int, tuple[_T, ...]]:
    found: defaultdict[int, list[_T]] = defaultdict(list)
    for item, *values in rows:
        assert isinstance(item, int)
        found[item].append(made(*values))
    return {item: tuple(ones) for item, ones in found.items()}


def _still_there(came: Iterable[Supply], standing: int) -> Iterable[Supply]:
    """Who came last is there: goods are taken up in the order in which they came."""
    for one in came:
        if one.units <= standing:
            yield one
            standing -= one.units
        elif standing:
            yield Supply(at=one.at, units=standing, origin=one.origin)
            return


def _wanted(components: bytes | str, items: Collection[int]) -> Iterable[tuple[int, int]]:
    return (one for one in _decoder.decode(components) if one[0] in items)


_decoder: Final = msgspec.json.Decoder(Components)

_MASTER: Final = """
    SELECT id, name,
           CASE WHEN pack_size > 1 THEN pack_size
                ELSE coalesce((SELECT min(units) FROM barcode
                               WHERE barcode.item_id = item.id AND units > 1), 1) END
    FROM item WHERE id IN (?*)
"""

_OWN: Final = f"""
    SELECT id, code FROM location
    WHERE kind = '{LocationKind.OWN.value}' AND opening_at IS NOT NULL ORDER BY code
"""

_PLACE: Final = "SELECT id FROM place WHERE location_id = ? AND state = ?"

_STANDING: Final = """
    SELECT item_id, quantity FROM balance
    WHERE item_id IN (?*) AND place_id = ? AND quantity > 0
"""

_CAME_IN: Final = """
    SELECT item_id, occurred_at, quantity, coalesce(location.code, '') FROM movement
    JOIN place ON place.id = source_id LEFT JOIN location ON location.id = place.location_id
    WHERE item_id IN (?*) AND destination_id = ? ORDER BY occurred_at DESC, sequence DESC
"""

_MOVES: Final = """
    SELECT item_id, count(*) FROM movement
    WHERE item_id IN (?*) AND (source_id = ? OR destination_id = ?) GROUP BY item_id
"""

_RECEIVED: Final = f"""
    SELECT item_id, occurred_at, quantity FROM movement
    JOIN place AS source ON source.id = source_id
    JOIN place AS destination ON destination.id = destination_id
    WHERE item_id IN (?*) AND destination.location_id = ? AND occurred_at > ?
      AND destination.state = '{State.AVAILABLE.value}'
      AND (source.name = '{SUPPLIER.name}' OR source.state = '{State.INCOMING.value}')
    ORDER BY occurred_at DESC, sequence DESC
"""

_RETURNS: Final = """
    SELECT order_line.id, components, channel.name, order_id, waiting FROM order_line
    JOIN sales_order ON sales_order.id = order_ref JOIN channel ON channel.id = channel_id
    WHERE waiting > 0 AND components IS NOT NULL ORDER BY order_line.id DESC LIMIT ?
"""

_OWING: Final = f"""
    SELECT components, channel.name, order_id, placed_at, quantity FROM position
    JOIN place ON place.id = place_id AND place.state = '{State.COMMITTED.value}'
    JOIN order_line ON order_line.id = position.line_id
    JOIN sales_order ON sales_order.id = order_ref JOIN channel ON channel.id = channel_id
    WHERE place.location_id = ? AND quantity > 0 AND components IS NOT NULL
    ORDER BY order_line.id DESC LIMIT ?
"""
