"""A person's word on late news: did it happen before the count, or after it in spite of its stamp?

The stamp of a storefront is not the moment at which a parcel left. "Before" is what was booked.
"After" takes the facts back and books them anew just after the count, each keeping the instant
that was claimed; what had been compensated for them is taken back with them.
"""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from ledger.counts.facts import LineStatus, adjustment_key
from ledger.counts.late_posting import REOPENED, incident_subject
from ledger.counts.rows import StoredCount
from ledger.database import Reading, Row, Writing
from ledger.errors import Rejected
from ledger.incidents import close_incidents
from ledger.movement_rows import COLUMNS
from ledger.packing_rows import packed_after, packings_of
from ledger.store import insert_movements


class When(StrEnum):
    """When the goods really moved."""

    BEFORE = "before"
    AFTER = "after"


def rule_count_line(tx: Writing, count: StoredCount, sku: str, when: When, *, actor: str) -> int:
    """Settle a reopened line; answers how many movements it took.

    Raises Rejected when the line is not reopened, and when what was learnt is another count.
    """
    rows = tx.rows(_LINE, (count.id, sku, LineStatus.REOPENED.value))
    if not rows:
        raise Rejected(
            [f"{sku} is not reopened in count {count.id}; see `stockbook count show {count.id}`"]
        )
    line, counted_at, *revisions = rows[0]
    moved = 0
    if when is When.AFTER:
        prefix = f"count-{count.id}/{line}"
        causes = _causes(tx, [adjustment_key(count.id, line, one) for one in range(*revisions)])
        facts = tx.rows_among(
            f"SELECT {', '.join(COLUMNS)} FROM movement WHERE key IN (?*)", causes
        )
        again = _booked_after(tx, facts, prefix, counted_at=counted_at, actor=actor)
        packed = [packed_after(tx, one, counted_at=counted_at) for one in packings_of(tx, causes)]
        moved = insert_movements(tx, again, packings=[row for two in packed for row in two]).new
    tx.run(_SETTLE, (LineStatus.POSTED.value, count.id, line))
    close_incidents(tx, REOPENED, [incident_subject(count.id, sku)], actor=actor)
    return moved


def _causes(tx: Reading, compensated_as: Iterable[str]) -> set[str]:
    """The facts that were answered by these compensations of a line, as they are called."""
    answered = tx.rows_among("SELECT reference FROM movement WHERE key IN (?*)", compensated_as)
    causes = {cause for (cause,) in answered}
    counts = {cause: found for cause in causes if (found := _ADJUSTMENT.fullmatch(cause))}
    facts = causes - counts.keys()
    for cause, (count_id, line, revision) in (
        (cause, map(int, found.groups())) for cause, found in sorted(counts.items())
    ):
        facts |= _handed_on(tx, cause, count_id=count_id, line=line, until=revision)
    if not facts:
        raise Rejected(
            [f"{cause} comes of reversing that count, and of no goods that may have moved later; "
             "say `before`" for cause in sorted(counts)]
        )  # fmt: skip
    return facts


def _handed_on(tx: Reading, cause: str, *, count_id: int, line: int, until: int) -> set[str]:
    """Facts of a reversed count on which nobody had ruled. Raises Rejected for one that stands."""
    ((since, reversed_at),) = tx.rows(_REVERSED, (count_id, line))
    if reversed_at is None:
        raise Rejected(
            [f"{cause} was posted by a count, which cannot have been made later; if it is wrong, "
             "reverse that count"]
        )  # fmt: skip
    keys = [adjustment_key(count_id, line, one) for one in range(since, until)]
    return _causes(tx, keys) if keys else set()


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
            "key": f"{prefix}/after/{cells['key']}",
            "occurred_at": counted_at + 1,
            "claimed_at": told_at,
        }
        rows += [tuple(undone.values()), tuple(again.values())]
    return rows


_ADJUSTMENT: Final = re.compile(r"count-(\d+)/(\d+)/(\d+)")

_REVERSED: Final = """
    SELECT ruled_revision, reversed_at FROM count_line
    JOIN stock_count ON stock_count.id = count_line.count_id WHERE count_id = ? AND line = ?
"""

_LINE: Final = """
    SELECT line, counted_at, ruled_revision, revision FROM count_line
    JOIN item ON item.id = count_line.item_id
    WHERE count_id = ? AND item.sku = ? AND status = ?
"""

_SETTLE: Final = """
    UPDATE count_line SET status = ?, ruled = variance, ruled_revision = revision
    WHERE count_id = ? AND line = ?
"""
