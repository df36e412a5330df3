"""A person's word on late news: did it happen before the count, or after it in spite of its stamp?

The stamp of a storefront is not the moment at which a parcel left. "Before" is what was booked.
"After" takes the facts back and books them anew just after the count, each keeping the instant
that was claimed; what had been compensated for them is taken back with them.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Final

from ledger.counts.facts import LineStatus
from ledger.counts.late_posting import REOPENED, incident_subject
from ledger.counts.learnt import Learnt, learnt_since
from ledger.counts.rows import StoredCount
from ledger.counts.ruled_later import RULED_AFTER_MICROS, after_key, first_key
from ledger.database import Reading, Row, Writing
from ledger.errors import Rejected
from ledger.incidents import close_incidents
from ledger.movement_rows import COLUMNS, KEY, LINE
from ledger.packing_rows import ended_by, packed_after, packings_of
from ledger.store import insert_movements


class When(StrEnum):
    """When the goods really moved."""

    BEFORE = "before"
    AFTER = "after"


def rule_count_line(
    tx: Writing,
    count: StoredCount,
    sku: str,
    when: When,
    *,
    actor: str,
    only: Collection[str] = (),
) -> int:
    """Settle a reopened line; answers how many movements it took.

    ``only``: of what was learnt, these facts happened after the count; the others wait still.
    Raises Rejected when the line is not reopened, for a fact that does not wait, and when all that
    was learnt is another count.
    """
    line, counted_at, *revisions = _reopened(tx, count, sku)
    name = (count.id, line)
    learnt = learnt_since(tx, {name: range(*revisions)})[name]
    left, moved = {one.name for one in learnt.facts}, 0
    if when is When.AFTER:
        chosen = _chosen(learnt, only)
        left -= chosen
        moved = _rule_after(tx, chosen, f"count-{count.id}/{line}", at=counted_at, actor=actor)
    elif only:
        raise Rejected(["say `before` of all that is left, and `after` of single facts first"])
    if not (only and left):
        tx.run(_SETTLE, (LineStatus.POSTED.value, count.id, line))
        close_incidents(tx, REOPENED, [incident_subject(count.id, sku)], actor=actor)
    return moved


def _reopened(tx: Reading, count: StoredCount, sku: str) -> Row:
    rows = tx.rows(_LINE, (count.id, sku, LineStatus.REOPENED.value))
    if not rows:
        raise Rejected(
            [f"{sku} is not reopened in count {count.id}; see `stockbook count show {count.id}`"]
        )
    return rows[0]


def _chosen(learnt: Learnt, only: Collection[str]) -> set[str]:
    """The facts that a person means."""
    waiting = [one.name for one in learnt.facts]
    if unknown := sorted(set(only) - set(waiting)):
        raise Rejected(
            [f"{name} does not wait for a ruling; {', '.join(waiting) or 'nothing'} does"
             for name in unknown]
        )  # fmt: skip
    if not waiting:
        raise Rejected(
            [f"{name} was posted by a count, which cannot have been made later; if it is wrong, "
             "reverse that count" for name in learnt.standing]
            or [f"{name} comes of reversing that count, and of no goods that may have moved later; "
                "say `before`" for name in learnt.reversed]
        )  # fmt: skip
    return set(only or waiting)


def _rule_after(tx: Writing, names: Collection[str], prefix: str, *, at: int, actor: str) -> int:
    facts = tx.rows_among(f"SELECT {', '.join(COLUMNS)} FROM movement WHERE key IN (?*)", names)
    again = _booked_after(tx, facts, prefix, counted_at=at, actor=actor)
    ended = ended_by(tx, _with_lines(tx, facts))
    packed = [packed_after(tx, one, counted_at=at) for one in [*ended, *packings_of(tx, names)]]
    return insert_movements(tx, again, packings=[row for two in packed for row in two]).new


def _with_lines(tx: Reading, facts: Sequence[Row]) -> Iterator[Row]:
    """Those of order lines; what was ruled to be later before is of the line that it was of."""
    first = {fact[KEY]: first_key(fact[KEY]) for fact in facts}
    lines = tx.mapping("SELECT key, line_id FROM movement WHERE key IN (?*)", first.values())
    for fact in facts:
        if line := lines[first[fact[KEY]]]:
            yield (*fact[:LINE], line, *fact[LINE + 1 :])


def _booked_after(
    tx: Writing, facts: Iterable[Row], prefix: str, *, counted_at: int, actor: str
) -> list[Row]:
    """Each fact undone at its own instant, and again a microsecond after the line's."""
    rows = []
    for fact in facts:
        cells = dict(zip(COLUMNS, fact, strict=True))
        told_at = min(cells["occurred_at"], cells["claimed_at"] or cells["occurred_at"])
        kept = cells | {"recorded_at": tx.now_micros, "line_id": None, "actor": actor}
        undone = kept | {
            "key": f"{prefix}/undone/{cells['key']}",
            "source_id": cells["destination_id"],
            "destination_id": cells["source_id"],
        }
        again = kept | {
            "key": after_key(prefix, cells["key"]),
            "occurred_at": counted_at + RULED_AFTER_MICROS,
            "claimed_at": told_at,
        }
        rows += [tuple(undone.values()), tuple(again.values())]
    return rows


_LINE: Final = """
    SELECT line, counted_at, ruled_revision, revision FROM count_line
    JOIN item ON item.id = count_line.item_id
    WHERE count_id = ? AND item.sku = ? AND status = ?
"""

_SETTLE: Final = """
    UPDATE count_line SET status = ?, ruled = variance, ruled_revision = revision
    WHERE count_id = ? AND line = ?
"""
