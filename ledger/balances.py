"""Book stock: what the ledger says was where, now, as of an instant, or as known at another.

A level in the past is the balance of today less the movements since: recent instants are cheap,
and the covering index of movements answers alone.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ledger.database import Reading, Row
from ledger.errors import Rejected
from ledger.instants import to_micros
from ledger.unknown import LIST_ITEMS, unknown_skus
from ledger.values import ON_HAND_STATES, State


@dataclass(frozen=True, slots=True, kw_only=True)
class StockLine:
    """Units of one item at one location. ``packed`` is a part of ``committed``."""

    sku: str
    location: str
    available: int = 0
    committed: int = 0
    packed: int = 0
    inspection: int = 0
    damaged: int = 0
    incoming: int = 0
    in_transit: int = 0

    @property
    def on_hand(self) -> int:
        """What a person would count."""
        return sum(getattr(self, state.value) for state in ON_HAND_STATES)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Which instants count: in the world up to ``as_of``, learnt up to ``known_at``."""

    as_of: datetime | None = None
    known_at: datetime | None = None


NOW: Final = View()


def stock(
    tx: Reading,
    *,
    skus: Collection[str] | None = None,
    locations: Collection[str] | None = None,
    view: View = NOW,
) -> list[StockLine]:
    """Stock by SKU and location, sorted. Without ``skus``: of every item that was ever booked.

    With ``skus`` every one of them is answered at every location, zero where nothing lies.
    Raises Rejected with every unknown SKU.
    """
    item_ids = None if skus is None else _known_items(tx, skus)
    cells = _balances(tx, item_ids)
    if view != NOW:
        _take_back(cells, _movements_since(tx, item_ids, view))
    states: dict[tuple[int, str], dict[str, int]] = defaultdict(dict)
    places = _places(tx)
    for (item_id, place_id), quantity in cells.items():
        if place_id in places:
            location, state = places[place_id]
            states[item_id, location][state] = quantity
    for item_id, location, packed in _packed(tx, item_ids, view):
        states[item_id, location]["packed"] = packed
    if item_ids is not None:
        for item_id in item_ids:
            for location in {location for location, _ in places.values()}:
                states[item_id, location].setdefault(State.AVAILABLE.value, 0)
    return _lines(tx, states, locations)


def _known_items(tx: Reading, skus: Collection[str]) -> dict[int, str]:
    rows = tx.rows_among("SELECT id, sku FROM item WHERE sku IN (?*)", skus)
    known = {sku for _, sku in rows}
    if unknown := set(skus) - known:
        raise Rejected([*unknown_skus(tx, unknown, remedy=LIST_ITEMS).values()])
    return dict(rows)


def _balances(tx: Reading, item_ids: Collection[int] | None) -> dict[tuple[int, int], int]:
    query = "SELECT item_id, place_id, quantity FROM balance"
    rows = _for_items(tx, query, item_ids)
    return {(item, place): quantity for item, place, quantity in rows}


def _movements_since(tx: Reading, item_ids: Collection[int] | None, view: View) -> list[Row]:
    """Units per item and pair of places that the view must not see yet."""
    unseen, values = _unseen(view)
    query = f"SELECT item_id, source_id, destination_id, sum(quantity) FROM movement WHERE {unseen}"
    grouped = "GROUP BY item_id, source_id, destination_id"
    return _for_items(tx, query, item_ids, values, grouped=grouped, joined="AND")


def _unseen(view: View) -> tuple[str, list[int]]:
    cuts = (("occurred_at > ?", view.as_of), ("recorded_at > ?", view.known_at))
    said = [(text, to_micros(at)) for text, at in cuts if at is not None]
    return f"({' OR '.join(text for text, _ in said)})", [at for _, at in said]


def _take_back(cells: dict[tuple[int, int], int], rows: Iterable[Row]) -> None:
    for item, source, destination, quantity in rows:
        cells[item, source] = cells.get((item, source), 0) + int(quantity)
        cells[item, destination] = cells.get((item, destination), 0) - int(quantity)


def _packed(
    tx: Reading, item_ids: Collection[int] | None, view: View
) -> list[tuple[int, str, int]]:
    query = (
        "SELECT item_id, location.code, sum(delta) FROM packing "
        "JOIN location ON location.id = packing.location_id"
    )
    values: list[int] = []
    joined = "WHERE"
    if view != NOW:
        unseen, values = _unseen(view)
        query, joined = f"{query} WHERE NOT {unseen}", "AND"
    rows = _for_items(
        tx, query, item_ids, values, grouped="GROUP BY item_id, location.code", joined=joined
    )
    return [(item, code, int(units)) for item, code, units in rows]


def _for_items(
    tx: Reading,
    query: str,
    item_ids: Collection[int] | None,
    values: Collection[int] = (),
    *,
    grouped: str = "",
    joined: str = "WHERE",
) -> list[Row]:
    """The query for these items, or for all. ``values`` are those of the query's own text."""
    if item_ids is None:
        return tx.rows(f"{query} {grouped}", list(values))
    narrowed = f"{query} {joined} item_id IN (?*) {grouped}"
    return tx.rows_among(narrowed, item_ids, list(values))


def _places(tx: Reading) -> dict[int, tuple[str, str]]:
    rows = tx.rows(
        "SELECT place.id, location.code, place.state FROM place "
        "JOIN location ON location.id = place.location_id"
    )
    return {place_id: (code, state) for place_id, code, state in rows}


def _lines(
    tx: Reading,
    states: dict[tuple[int, str], dict[str, int]],
    locations: Collection[str] | None,
) -> list[StockLine]:
    wanted = {key for key in states if locations is None or key[1] in locations}
    ids = {item_id for item_id, _ in wanted}
    skus = tx.mapping("SELECT id, sku FROM item WHERE id IN (?*)", ids)
    lines = [
        StockLine(sku=skus[item_id], location=location, **states[item_id, location])
        for item_id, location in wanted
    ]
    return sorted(lines, key=lambda line: (line.sku, line.location))
