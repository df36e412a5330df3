"""Late news in the posting transaction: which posted counts new facts concern, and the answer.

Most facts are newer than every posted count; one small query then says that there is nothing to
do. The rule itself is ledger.counts.late_news.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from ledger import packing_rows
from ledger.counts.damage_found import DamageFound, damage_found
from ledger.counts.facts import LineStatus, adjustment_key
from ledger.counts.late_news import (
    Compensation,
    PostedLine,
    Reopening,
    compensations,
    reopenings,
)
from ledger.counts.learnt import learnt_since
from ledger.counts.on_hand import OnHandChange, on_hand_changes
from ledger.counts.posted import Wanted, as_found, counted_until, posted_lines
from ledger.database import Reading, Row, Writing
from ledger.incidents import NewIncident, close_incidents, open_incidents
from ledger.movement_rows import (
    DESTINATION,
    ITEM,
    KEY,
    LINE,
    OCCURRED,
    QUANTITY,
    SOURCE,
    movement_row,
)
from ledger.packing_rows import packing_cause
from ledger.told import rule_command
from ledger.values import LOSS, ON_HAND_STATES, State

REOPENED: Final = "count_reopened"
"""The kind of the incident: late news made a count harder to believe."""


@dataclass(frozen=True, slots=True)
class LateNews:
    """Rows to insert with the facts, and the posted lines that they concern.

    ``damage``: what counts found damaged, where facts say something of it.
    """

    rows: list[Row] = field(default_factory=list)
    reopenings: list[Reopening] = field(default_factory=list)
    damage: list[DamageFound] = field(default_factory=list)


def answer_late_news(tx: Writing, facts: Sequence[Row], packings: Sequence[Row] = ()) -> LateNews:
    """What these new facts, which are in the book already, mean for counts of before.

    ``packings``: see ledger.packing_rows; news to counts that say that packed goods lay elsewhere.
    """
    posted, counted = counted_until(tx)
    late = [row for row in facts if row[OCCURRED] <= counted]
    damage = damage_found(tx, late) if late else []
    late = [row for row in late if row[OCCURRED] <= posted]
    packed = [row for row in packings if row[packing_rows.OCCURRED] <= posted]
    if not (late or packed):
        return LateNews(damage=damage)
    changes = _with_packings(_changes(tx, late), late, packed)
    lines = posted_lines(tx, _wanted(changes))
    found = compensations(changes, lines)
    return LateNews(compensation_rows(tx, found), reopenings(found), damage)


def compensation_rows(tx: Writing, found: Iterable[Compensation]) -> list[Row]:
    """The movements between the shelf and ``loss`` that these are."""
    shelves = _Shelves(tx)
    return [
        shelves.row(tx, one.line, one.units, revision=one.revision, reference=one.cause)
        for one in found
    ]


def adjustment_rows(tx: Writing, lines: Iterable[PostedLine], *, actor: str) -> list[Row]:
    """The movements that close the variances of newly posted lines."""
    shelves = _Shelves(tx)
    return [shelves.row(tx, line, line.variance, actor=actor) for line in lines]


class _Shelves:
    """Place ids of ``loss`` and of the available goods of each location."""

    def __init__(self, tx: Reading) -> None:
        self._loss: int = tx.rows("SELECT id FROM place WHERE name = ?", (LOSS.name,))[0][0]
        shelves = tx.rows(
            "SELECT location_id, id FROM place WHERE state = ?", (State.AVAILABLE.value,)
        )
        self._shelves: dict[int, int] = dict(shelves)

    def row(
        self,
        tx: Writing,
        line: PostedLine,
        units: int,
        *,
        revision: int = 0,
        reference: str = "",
        actor: str = "late news",
    ) -> Row:
        """``units`` more on the shelf, or fewer below zero, dated at the line's instant."""
        sides = (self._loss, self._shelves[line.location])
        source, destination = sides if units > 0 else sides[::-1]
        return movement_row(
            tx,
            key=adjustment_key(line.count, line.line, revision),
            item_id=line.item,
            quantity=abs(units),
            source_id=source,
            destination_id=destination,
            occurred_at=line.counted_at,
            actor=actor,
            reason=f"count {line.count}",
            reference=reference,
        )


def keep_reopenings(tx: Writing, found: Sequence[Reopening]) -> None:
    """The lines as they stand now; an incident for each whose variance grew."""
    for one in found:
        _keep_line(tx, one.line)


def incident_subject(count: int, sku: str) -> str:
    return f"count-{count}/{sku}"


def _keep_line(tx: Writing, line: PostedLine) -> None:
    """A variance that is again what a person saw last needs nobody, unless facts only offset it."""
    known = tx.rows(_RULED, line.name)
    if not known:
        row, counted = as_found(tx, line)
        tx.run(_NEW_LINE, (*line.name, line.item, row, line.counted_at, counted, counted))
    ruled, since = known[0] if known else (0, 1)
    asked = {line.name: range(since, line.revision)}
    waits = line.variance != ruled or bool(learnt_since(tx, asked)[line.name].facts)
    status = LineStatus.REOPENED if waits else LineStatus.POSTED
    tx.run(
        "UPDATE count_line SET variance = ?, revision = ?, status = ? "
        "WHERE count_id = ? AND line = ?",
        (line.variance, line.revision, status.value, *line.name),
    )
    _tell(tx, line, ruled)


def _tell(tx: Writing, line: PostedLine, ruled: int) -> None:
    (sku,) = tx.rows("SELECT sku FROM item WHERE id = ?", (line.item,))[0]
    subject = incident_subject(line.count, sku)
    if abs(line.variance) <= abs(ruled):
        close_incidents(tx, REOPENED, [subject], actor="late news")
        return
    before, after = (rule_command(line.count, sku, when) for when in ("before", "after"))
    text = (
        f"what was learnt after count {line.count} makes the variance of {sku} {line.variance:+d} "
        f"instead of {ruled:+d}; say whether that happened before the count or after it: "
        f"`{before}` or `{after}`"
    )
    open_incidents(tx, [NewIncident(kind=REOPENED, subject=subject, text=text)])


def _changes(tx: Reading, facts: Iterable[Row]) -> list[OnHandChange]:
    rows = tx.rows(_ON_HAND_PLACES)
    shelves: dict[int, int] = {place: location for place, location, _ in rows}
    damaged = {place for place, _, state in rows if state == State.DAMAGED.value}
    return [
        change
        for row in facts
        for change in on_hand_changes(
            cause=row[KEY],
            item=row[ITEM],
            quantity=row[QUANTITY],
            occurred_at=row[OCCURRED],
            source=shelves.get(row[SOURCE]),
            destination=shelves.get(row[DESTINATION]),
            from_damaged=row[SOURCE] in damaged,
            to_damaged=row[DESTINATION] in damaged,
        )
    ]


def _with_packings(
    changes: Sequence[OnHandChange], facts: Iterable[Row], packings: Iterable[Row]
) -> list[OnHandChange]:
    """A parcel that leaves is packed no more: one change, not two that answer each other."""
    found = list(changes)
    lines = {row[KEY]: row[LINE] for row in facts}
    parcels = defaultdict[Hashable, list[int]](list)
    for place, one in enumerate(found):
        parcels[lines[one.cause], one.item, one.location, one.occurred_at].append(place)
    for row in packings:
        packing = OnHandChange(
            item=row[packing_rows.ITEM],
            location=row[packing_rows.LOCATION],
            occurred_at=row[packing_rows.OCCURRED],
            units=0,
            packed=row[packing_rows.DELTA],
            cause=packing_cause(row),
        )
        of_parcel = (packing.item, packing.location, packing.occurred_at)
        # What a person ruled to be later bears no line any more.
        places = parcels[row[packing_rows.LINE], *of_parcel] or parcels[None, *of_parcel]
        if places:
            # Each that left at this instant has a change of its own, in the same order.
            place = places.pop(0)
            found[place] = replace(found[place], packed=packing.packed)
        else:
            found.append(packing)
    return found


def _wanted(changes: Iterable[OnHandChange]) -> Wanted:
    wanted: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for change in changes:
        since = wanted[change.location]
        since[change.item] = min(change.occurred_at, since.get(change.item, change.occurred_at))
    return wanted


_ON_HAND_PLACES: Final = f"""
    SELECT id, location_id, state FROM place
    WHERE state IN ({", ".join(f"'{state.value}'" for state in ON_HAND_STATES)})
"""

_RULED: Final = "SELECT ruled, ruled_revision FROM count_line WHERE count_id = ? AND line = ?"

_NEW_LINE: Final = """
    INSERT INTO count_line (count_id, line, item_id, sheet_row, counted_at, expected, counted,
                            variance, ruled, revision, ruled_revision, status, reason)
    VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, 1, 1, 'posted', '')
"""
