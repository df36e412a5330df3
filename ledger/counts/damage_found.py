"""What counts found damaged, and what the book learns later of damage from before them.

A document that comes late may be of the very goods that a count found damaged and that are booked
so since. On hand does not tell: it is the same wherever goods lie. Only a person knows, so they are
asked, in whichever way the book came to learn of it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ledger.counts.decisions import lines_sent_back
from ledger.counts.posted import lines_counted
from ledger.database import Reading, Row, Writing
from ledger.incidents import NewIncident, close_incidents, open_incidents
from ledger.movement_rows import DESTINATION, ITEM, OCCURRED, QUANTITY, SOURCE
from ledger.numbers import counted
from ledger.told import told_command
from ledger.values import State

DAMAGE_FOUND: Final = "damage_found"
"""The kind of the incident: the book learnt of other damage than a count had found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DamageFound:
    """``found`` units of an item damaged at a location, as of the line of a count.

    ``booked``: what the book has as of then, and ``before`` what it had before it learnt more.
    """

    count: int
    sku: str
    location: str
    found: int
    booked: int
    before: int

    @property
    def subject(self) -> str:
        return f"count-{self.count}/{self.sku}"

    @property
    def is_doubtful(self) -> bool:
        """What was learnt leads away from what people saw."""
        return abs(self.found - self.booked) > abs(self.found - self.before)

    @property
    def text(self) -> str:
        show = f"`{told_command('count', 'show', self.count)}` tells how to"
        then = (
            f"if both are the same damage, {show} take one of the two back"
            if self.booked > self.found
            else f"if they were damaged then, {show} book them so again"
        )
        return (
            f"count {self.count} found {counted(self.found, 'damaged unit')} of {self.sku} at "
            f"{self.location} later on, and the book has {self.booked} as of then now: {then}"
        )


def damage_found(tx: Reading, facts: Iterable[Row]) -> list[DamageFound]:
    """What counts found that looked after these new facts, beside the book with them."""
    changes = _changes(dict(tx.rows(_DAMAGED)), facts)
    return [
        one
        for (place, location), of_items in changes.items()
        for (count,) in tx.rows(_COUNTS, (location, min(map(_since, of_items.values()))))
        for one in _of_count(tx, count, place, of_items)
    ]


def tell_damage(tx: Writing, found: Iterable[DamageFound]) -> None:
    """An incident where a person must say what it was, until the book has what the count found."""
    found = list(found)
    over = [one.subject for one in found if one.booked == one.found]
    close_incidents(tx, DAMAGE_FOUND, over, actor="late news")
    told = [one for one in found if one.is_doubtful]
    open_incidents(
        tx, [NewIncident(kind=DAMAGE_FOUND, subject=one.subject, text=one.text) for one in told]
    )


def forget_damage(
    tx: Writing, count: int, *, actor: str, skus: Collection[str] | None = None
) -> None:
    """What a count found that is reversed is asked about no more; of these items, or of all."""
    begins = f"count-{count}/"
    told = [subject for (subject,) in tx.rows(_TOLD, (DAMAGE_FOUND, len(begins), begins))]
    over = [one for one in told if skus is None or one.removeprefix(begins) in skus]
    close_incidents(tx, DAMAGE_FOUND, over, actor=actor)


_Change = tuple[int, int]
"""An instant in microseconds, and by how much damaged goods changed then."""

_OfItems = Mapping[int, Sequence[_Change]]


def _changes(
    locations: Mapping[int, int], facts: Iterable[Row]
) -> Mapping[tuple[int, int], _OfItems]:
    """By place of damaged goods and its location, and by item. Pure."""
    found: dict[tuple[int, int], defaultdict[int, list[_Change]]] = {}
    for row in facts:
        for place, units in ((row[SOURCE], -row[QUANTITY]), (row[DESTINATION], row[QUANTITY])):
            if place in locations:
                of_items = found.setdefault((place, locations[place]), defaultdict(list))
                of_items[row[ITEM]].append((row[OCCURRED], units))
    return found


def _since(changes: Sequence[_Change]) -> int:
    return min(at for at, _ in changes)


def _of_count(tx: Reading, count: int, place: int, of_items: _OfItems) -> Iterator[DamageFound]:
    found = _found(tx, count, of_items)
    names = {item: names for item, *names in tx.rows_among(_NAMES, found, (place,))}
    sent_back = lines_sent_back(tx, count)
    for line in lines_counted(tx, count, found.keys()):
        learnt = sum(units for at, units in of_items[line.item] if at <= line.counted_at)
        if learnt and line.line not in sent_back:
            sides = (place, line.item, line.counted_at, place, place)
            booked = int(tx.rows(_BOOKED, sides)[0][0])
            sku, location = names[line.item]
            yield DamageFound(
                count=count,
                sku=sku,
                location=location,
                found=found[line.item],
                booked=booked,
                before=booked - learnt,
            )


def _found(tx: Reading, count: int, items: Collection[int]) -> dict[int, int]:
    """By item; of one without a row of damaged goods none were, where other rows name them."""
    found: dict[int, int] = tx.mapping(_FOUND, items, (count,))
    if len(found) < len(items) and tx.rows(_NAMES_DAMAGED, (count,)):
        return dict.fromkeys(items, 0) | found
    return found


_STATE: Final = State.DAMAGED.value

_DAMAGED: Final = f"SELECT id, location_id FROM place WHERE state = '{_STATE}'"

_COUNTS: Final = """
    SELECT id FROM stock_count
    WHERE location_id = ? AND counted_at >= ? AND reversed_at IS NULL AND damaged_counted = 1
"""
"""A row of damaged goods says that such goods were counted."""

_FOUND: Final = f"""
    SELECT item_id, sum(counted) FROM count_lot
    WHERE item_id IN (?*) AND count_id = ? AND state = '{_STATE}' GROUP BY item_id
"""

_NAMES_DAMAGED: Final = f"""
    SELECT 1 FROM count_lot WHERE count_id = ? AND state = '{_STATE}' LIMIT 1
"""

_NAMES: Final = """
    SELECT item.id, item.sku, location.code FROM item
    JOIN place ON place.id = ? JOIN location ON location.id = place.location_id
    WHERE item.id IN (?*)
"""

_BOOKED: Final = """
    SELECT coalesce(sum(CASE WHEN destination_id = ? THEN quantity ELSE -quantity END), 0)
    FROM movement
    WHERE item_id = ? AND occurred_at <= ? AND (source_id = ? OR destination_id = ?)
"""

_TOLD: Final = """
    SELECT subject FROM incident
    WHERE resolved_at IS NULL AND kind = ? AND substr(subject, 1, ?) = ?
"""
