"""The one way in for movements: validated, idempotent, with their balances, in one transaction.

This is the hot path, so it is SQL text with tuples. Rules are elsewhere; what is kept here is
that a row and its two balances are written together, that a key is one fact for ever, and that
every stock key whose item moved is marked due.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from ledger import packing_rows
from ledger.counts.damage_found import DamageFound, tell_damage
from ledger.counts.late_posting import answer_late_news, keep_reopenings
from ledger.database import Reading, Row, Writing
from ledger.errors import KeyConflict, Rejected
from ledger.movement_rows import (
    COLUMNS,
    DESTINATION,
    ITEM,
    KEY,
    QUANTITY,
    SOURCE,
    STORED,
    fact_of,
    movement_rows,
)
from ledger.unknown import unknown_skus
from ledger.values import CUSTOMER, OPENING, Movement, Place, State

PROBLEMS_SHOWN_MAX: Final = 1_000
"""Nobody reads more, and a wrong file of a million rows has a million."""


@dataclass(frozen=True, slots=True)
class Posted:
    """How many movements were new, and how many were known facts told again.

    ``damage``: what counts found damaged, where the new ones say something of it.
    """

    new: int
    known: int
    damage: Sequence[DamageFound] = ()


def post(tx: Writing, movements: Sequence[Movement]) -> Posted:
    """Post people's and files' movements, all or none.

    A known key with the same content is passed over. Raises KeyConflict for a known key with
    other content, Rejected with every unknown SKU and place, and for a new movement that touches
    committed goods: those belong to orders alone.
    """
    skus = {movement.sku for movement in movements}
    names = {side.name for one in movements for side in (one.source, one.destination)}
    items, places = _known_items(tx, skus), _known_places(tx, names)
    _reject(
        [
            *_promises_moved(tx, movements),
            *unknown_skus(tx, skus - items.keys()).values(),
            *_unknown_places(names - places.keys()),
        ]
    )
    posted = insert_movements(tx, movement_rows(tx, movements, items, places))
    # Orders move goods that nobody has counted yet; a person who books a return has seen them.
    seen = {one.sku for one in movements if one.source == CUSTOMER}
    _know(tx, [OPENING.name], tx.mapping(_IDS, seen).values())
    return posted


def _promises_moved(tx: Reading, movements: Sequence[Movement]) -> list[str]:
    """What only the planner may say. Of the facts it said, this book knows each again."""
    moved = [
        one.key
        for one in movements
        if _COMMITTED in one.source.name or _COMMITTED in one.destination.name
    ]
    known = {key for (key,) in tx.rows_among("SELECT key FROM movement WHERE key IN (?*)", moved)}
    return [
        f"movement {key}: only orders may move committed goods; ship, edit or cancel the order in "
        "its storefront instead"
        for key in moved
        if key not in known
    ]


def insert_movements(
    tx: Writing, rows: list[Row], *, packings: Sequence[Row] = (), mark_due: bool = True
) -> Posted:
    """Insert ready rows (see ledger.movement_rows and packing_rows) and all that depends on them.

    What happened before a posted count and is learnt only now is taken back at that count, in the
    same transaction (ledger.counts.late_news). Without ``mark_due`` the caller calls
    `mark_items_due` later in the same transaction.
    """
    known = 0
    fresh = rows
    # Nearly always all of them are new, and asking first would cost every posting a query. The
    # savepoint is for PostgreSQL, where one known key would spoil the whole transaction.
    try:
        with tx.savepoint():
            _insert(tx, fresh)
    except tx.integrity_error:
        fresh = _without_known(tx, rows)
        known = len(rows) - len(fresh)
        if not known:
            # Something else than a key was refused, which nothing here can mend.
            raise
        _insert(tx, fresh)
    news = answer_late_news(tx, fresh, _insert_packings(tx, packings))
    _insert(tx, news.rows)
    keep_reopenings(tx, news.reopenings)
    tell_damage(tx, news.damage)
    _balance(tx, fresh + news.rows)
    mark_items_due(tx, {row[ITEM] for row in (fresh if mark_due else []) + news.rows})
    return Posted(new=len(fresh), known=known, damage=news.damage)


def insert_adjustments(tx: Writing, rows: list[Row]) -> None:
    """Insert what a count itself posts: it is the answer to late news, and no news to anybody."""
    _insert(tx, rows)
    _balance(tx, rows)
    mark_items_due(tx, {row[ITEM] for row in rows})


def mark_items_due(tx: Writing, item_ids: Collection[int]) -> None:
    """Every stock key that sells one of these items, alone or in a kit, is looked at again."""
    tx.run_among(
        """
        WITH moved (item_id) AS (?*), affected (item_id) AS (
            SELECT item_id FROM moved
            UNION
            SELECT recipe.item_id FROM recipe_part
            JOIN moved ON moved.item_id = recipe_part.component_id
            JOIN recipe ON recipe.id = recipe_part.recipe_id
        )
        UPDATE stock_key SET due = ? WHERE id IN (
            SELECT sold.id FROM listing
            JOIN affected ON affected.item_id = listing.item_id
            JOIN stock_key AS sold ON sold.channel_id = listing.channel_id
                AND sold.inventory_id = listing.inventory_id
        ) AND due < ?
        """,
        item_ids,
        (tx.sequence, tx.sequence),
    )


def note_nothing(tx: Writing, at: Place, skus: Collection[str]) -> None:
    """Of these items none lie there: not a fact that moves goods, but known from now on."""
    items = tx.mapping(_IDS, skus).values()
    _know(tx, [at.name, OPENING.name], items)
    mark_items_due(tx, items)


def _know(tx: Writing, places: Collection[str], items: Collection[int]) -> None:
    """A balance of nothing says that somebody looked; see ledger.pushing.stock_keys."""
    if items:
        found = sorted(place_ids(tx, places).values())
        tx.add_to_balances([(item, one, 0) for item in sorted(items) for one in found])


_IDS: Final = "SELECT sku, id FROM item WHERE sku IN (?*)"


def place_ids(tx: Reading, names: Collection[str]) -> dict[str, int]:
    """Place ids by name. Raises Rejected with every place whose location is unknown."""
    found = _known_places(tx, names)
    _reject(_unknown_places(set(names) - found.keys()))
    return found


def _known_items(tx: Reading, skus: Collection[str]) -> dict[str, int]:
    found = {sku: known for sku in skus if (known := tx.names.get(sku)) is not None}
    missing = [sku for sku in skus if sku not in found]
    if missing:
        rows = tx.rows_among("SELECT sku, id FROM item WHERE sku IN (?*)", missing)
        tx.names.add(rows)
        found.update(rows)
    return found


def _known_places(tx: Reading, names: Collection[str]) -> dict[str, int]:
    # A SKU may be spelled like a place, so places have a namespace of their own in the cache.
    found = {name: known for name in names if (known := tx.names.get(f"\0{name}")) is not None}
    missing = [name for name in names if name not in found]
    if missing:
        rows = tx.rows_among("SELECT name, id FROM place WHERE name IN (?*)", missing)
        tx.names.add((f"\0{name}", place_id) for name, place_id in rows)
        found.update(rows)
    return found


_COMMITTED: Final = f":{State.COMMITTED.value}"


def _insert(tx: Writing, rows: list[Row]) -> None:
    first = tx.take_sequences(len(rows))
    tx.insert("movement", COLUMNS, [(first + i, *row[1:]) for i, row in enumerate(rows)])


def _insert_packings(tx: Writing, rows: Sequence[Row]) -> list[Row]:
    """As they are stored."""
    if not rows:
        return []
    first = tx.take_sequences(len(rows))
    stored = [(first + i, *row[1:]) for i, row in enumerate(rows)]
    tx.insert("packing", packing_rows.COLUMNS, stored)
    return stored


def _balance(tx: Writing, rows: Iterable[Row]) -> None:
    """Add the rows to the balances, in sorted order so that no two writers wait in a circle."""
    change: defaultdict[tuple[int, int], int] = defaultdict(int)
    for row in rows:
        item, quantity = row[ITEM], row[QUANTITY]
        change[item, row[SOURCE]] -= quantity
        change[item, row[DESTINATION]] += quantity
    tx.add_to_balances([(*key, change[key]) for key in sorted(change)])


def _without_known(tx: Writing, rows: list[Row]) -> list[Row]:
    """The rows whose keys are new. Raises KeyConflict when a key means two facts."""
    stored = {row[0]: row for row in tx.rows_among(STORED, [row[KEY] for row in rows])}
    fresh: dict[str, Row] = {}
    for row in rows:
        content = fact_of(row)
        key = content[0]
        other = stored.get(key) or (fact_of(fresh[key]) if key in fresh else None)
        if other is not None and other != content:
            raise KeyConflict(
                f"movement key {key!r} is known with other content; the book was not changed: "
                "give the new fact its own key, or correct it to be the same fact"
            )
        if other is None:
            fresh[key] = row
    return list(fresh.values())


def _unknown_places(names: Iterable[str]) -> list[str]:
    return [
        f"place {name!r} is unknown; add its location to the configuration"
        for name in sorted(names)
    ]


def _reject(problems: Sequence[str]) -> None:
    """Raises Rejected with all of them, if there are any."""
    more = len(problems) - PROBLEMS_SHOWN_MAX
    if problems:
        raise Rejected(
            [*problems[:PROBLEMS_SHOWN_MAX], *([f"and {more} more"] if more > 0 else [])]
        )
