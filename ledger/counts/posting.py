"""Counts into the book and out of it again: adjustments, and what they mean to other counts.

An adjustment closes a variance: a movement between the location's available goods and ``loss``,
dated at the line's instant, so that from then on the book says what was counted.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from msgspec import structs

from ledger.counts.blocks import Columns
from ledger.counts.comparisons import drop_comparison
from ledger.counts.damage_found import forget_damage
from ledger.counts.facts import READY, WAITING, LineStatus, Variance
from ledger.counts.files import require_open, require_standing
from ledger.counts.late_news import PostedLine, contradicted, posting, reopenings, reversing
from ledger.counts.late_posting import (
    REOPENED,
    adjustment_rows,
    compensation_rows,
    incident_subject,
    keep_reopenings,
)
from ledger.counts.posted import posted_lines
from ledger.counts.rows import StoredCount, counted_slices
from ledger.database import Reading, Row, Writing
from ledger.errors import Rejected
from ledger.incidents import close_incidents
from ledger.instants import to_micros
from ledger.numbers import counted
from ledger.store import insert_adjustments
from ledger.told import told_command

LINES_POSTED: Final = 500
"""At a time, all of them in one transaction. Each table is written while what the database has read
of these items for the one before is still at hand.
"""

WAITING_TOLD_MAX: Final = 20
"""Lines that wait: who posts too early looks at the count and not at a thousand commands."""

ROWS_AT_ONCE: Final = 50
"""In one statement; with all columns they have 850 values, and SQLite has always taken 999."""


def post_count(tx: Writing, count: StoredCount, lines: Sequence[Variance], *, actor: str) -> int:
    """Post a count, all or nothing; answers how many adjustments it took.

    ``lines`` are those that are not simply as expected, compared with the book in this
    transaction. Raises Rejected when the count is not open, when a line waits for a decision, and
    when another posted count says something of the very same instant.
    """
    require_open(tx, count)
    _require_decided(count, lines)
    new = {
        one.line: _posted_line(count, one)
        for one in lines
        if one.status in READY and one.difference
    }
    unnamed = [one for one in new.values() if one.line > count.sheet.lines]
    _reject_contradictions(
        tx, count, {one.line for one in lines if one.status not in READY}, unnamed
    )
    standing = posted_lines(tx, _wanted(new.values()))
    owed = posting([*new.values()], standing) if standing else []  # a count has each item once
    for part in _in_parts(lines):
        adjusted = [new[one.line] for one in part if one.line in new]
        insert_adjustments(tx, adjustment_rows(tx, adjusted, actor=actor))
        rows = [_line_row(count, one) for one in part]
        tx.insert("count_line", _LINE_COLUMNS, rows, at_once=ROWS_AT_ONCE)
    insert_adjustments(tx, compensation_rows(tx, owed))
    keep_reopenings(tx, reopenings(owed))
    _note_step(tx, count, "posted", actor)
    return len(new)


def as_posted(lines: Iterable[Variance]) -> list[Variance]:
    """The lines that `post_count` has just posted, as `posted_variances` would read them."""
    return [
        structs.replace(
            one,
            status=LineStatus.POSTED if one.status in READY else LineStatus.RECOUNT,
            passed=one.status if one.status in READY else None,
            booked=one.difference if one.status in READY else 0,
            counted_from=None,
        )
        for one in lines
    ]


def reverse_count(tx: Writing, count: StoredCount, *, actor: str) -> int:
    """Take a count out of the book, or withdraw one that is not in it yet.

    The counts that stand take over what it had compensated. Answers how many movements it took.
    Raises Rejected when it is reversed already.
    """
    require_standing(tx, count)
    gone = _standing_variances(tx, count)
    _note_step(tx, count, "reversed", actor)
    moved = reversing(gone, posted_lines(tx, _wanted(gone)))
    insert_adjustments(tx, compensation_rows(tx, moved))
    keep_reopenings(tx, [one for one in reopenings(moved) if one.line.count != count.id])
    skus = tx.rows(_SKUS, (count.id,))
    subjects = [incident_subject(count.id, sku) for (sku,) in skus]
    close_incidents(tx, REOPENED, subjects, actor=actor)
    forget_damage(tx, count.id, actor=actor)
    tx.run("UPDATE count_line SET status = 'reversed' WHERE count_id = ?", (count.id,))
    return len(moved)


def _in_parts(lines: Sequence[Variance]) -> Iterator[Sequence[Variance]]:
    """So that a hundred thousand lines are not a hundred thousand rows of each table at once."""
    for first in range(0, len(lines), LINES_POSTED):
        yield lines[first : first + LINES_POSTED]


def _require_decided(count: StoredCount, lines: Iterable[Variance]) -> None:
    waiting = [
        f"{one.sku}: counted {one.counted}, expected {one.expected}: {one.reason}; decide with "
        f"`{told_command('count', 'approve', count.id, skus=(one.sku,))}` or "
        f"`{told_command('count', 'recount', count.id, skus=(one.sku,))}`"
        for one in lines
        if one.status in WAITING
    ]
    if waiting:
        more = len(waiting) - WAITING_TOLD_MAX
        others = [f"and {counted(more, 'line')} more: see `stockbook count show {count.id}`"]
        raise Rejected([*waiting[:WAITING_TOLD_MAX], *(others if more > 0 else [])])


def _reject_contradictions(
    tx: Reading, count: StoredCount, without: set[int], unnamed: Sequence[PostedLine]
) -> None:
    """Only counts whose time overlaps with this one's are looked into.

    ``unnamed``: what a complete sheet does not name, and the book has.
    """
    since, until = to_micros(count.sheet.counted_from), to_micros(count.sheet.counted_at)
    if not tx.rows(_OVERLAPPING, (count.location_id, since, until)):
        return
    wrong = [
        line.item
        for columns in counted_slices(tx, count.id)
        for line in _contradicted(tx, count, columns, without)
    ]
    wrong += [one.item for one in contradicted(unnamed, posted_lines(tx, _wanted(unnamed)))]
    skus = tx.mapping("SELECT id, sku FROM item WHERE id IN (?*)", wrong)
    if wrong:
        raise Rejected(
            [
                f"{skus[item]} was counted at this very instant by a count that is posted; "
                "reverse that one first, or mend the instant"
                for item in wrong
            ]
        )


def _contradicted(
    tx: Reading, count: StoredCount, columns: Columns, without: set[int]
) -> list[PostedLine]:
    numbered = enumerate(zip(columns.item, columns.counted_at, strict=True), columns.first_line)
    new = [
        PostedLine(
            count=count.id, line=line, item=item, location=count.location_id, counted_at=at,
            variance=0,
        )
        for line, (item, at) in numbered
        if line not in without
    ]  # fmt: skip
    return contradicted(new, posted_lines(tx, _wanted(new)))


def _posted_line(count: StoredCount, line: Variance) -> PostedLine:
    return PostedLine(
        count=count.id,
        line=line.line,
        item=line.item,
        location=count.location_id,
        counted_at=to_micros(line.counted_at),
        variance=line.difference,
    )


def _wanted(lines: Iterable[PostedLine]) -> dict[int, dict[int, int]]:
    wanted: dict[int, dict[int, int]] = {}
    for line in lines:
        wanted.setdefault(line.location, {})[line.item] = line.counted_at
    return wanted


def _line_row(count: StoredCount, line: Variance) -> Row:
    posted = line.status in READY
    variance = line.difference if posted else 0
    return (
        count.id,
        line.line,
        line.item,
        line.row,
        to_micros(line.counted_at),
        line.expected,
        line.counted,
        variance,
        variance,
        1,
        1,
        _POSTED if posted else _RECOUNT,
        line.reason,
        line.unit_cost,
        line.status.value if posted else None,
        line.reason_code or None,
        line.first_difference,
    )


def _standing_variances(tx: Reading, count: StoredCount) -> list[PostedLine]:
    return [
        PostedLine(
            count=count.id,
            line=line,
            item=item,
            location=count.location_id,
            counted_at=at,
            variance=variance,
            revision=revision,
        )
        for line, item, at, variance, revision in tx.rows(_VARIANCES, (count.id,))
    ]


def _note_step(tx: Writing, count: StoredCount, step: str, actor: str) -> None:
    tx.run(
        f"UPDATE stock_count SET {step}_at = ?, {step}_by = ? WHERE id = ?",
        (tx.now_micros, actor, count.id),
    )
    drop_comparison(tx, count.id)


_LINE_COLUMNS: Final = (
    "count_id",
    "line",
    "item_id",
    "sheet_row",
    "counted_at",
    "expected",
    "counted",
    "variance",
    "ruled",
    "revision",
    "ruled_revision",
    "status",
    "reason",
    "unit_cost",
    "passed",
    "reason_code",
    "first_difference",
)

_POSTED: Final = LineStatus.POSTED.value
_RECOUNT: Final = LineStatus.RECOUNT.value

_VARIANCES: Final = """
    SELECT line, item_id, counted_at, variance, revision FROM count_line
    WHERE count_id = ? AND variance <> 0 AND status IN ('posted', 'reopened')
"""

_SKUS: Final = """
    SELECT item.sku FROM count_line JOIN item ON item.id = count_line.item_id
    WHERE count_id = ? AND status = 'reopened'
"""

_OVERLAPPING: Final = """
    SELECT id FROM stock_count
    WHERE location_id = ? AND counted_at >= ? AND counted_from <= ?
    AND posted_at IS NOT NULL AND reversed_at IS NULL
"""
