"""Physical counts as rows: kept when they are uploaded, decided about, looked at again."""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any, Final

from ledger.counts.blocks import Columns, packed, unpacked
from ledger.counts.facts import CountSheet, CountStatus, LineStatus, Variance
from ledger.database import Reading, Row, Writing
from ledger.errors import Rejected
from ledger.instants import from_micros, to_micros
from ledger.told import rule_command

SLICE_BLOCKS: Final = 50
"""Fifty thousand lines: enough for arithmetic on whole columns, and little memory."""

LINES_TOLD: Final = 5_000
"""Of so many the SKUs are asked at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Who did it, and when."""

    at: datetime
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCount:
    """A count, and how far it has come."""

    id: int
    location_id: int
    file_name: str
    sheet: CountSheet
    uploaded: Step
    approved: Step | None
    posted: Step | None
    reversed: Step | None

    def status(self, *, waiting: bool) -> CountStatus:
        """``waiting``: a line of it needs a person's word."""
        if self.reversed:
            return CountStatus.REVERSED
        if self.posted:
            return CountStatus.POSTED
        return CountStatus.APPROVED if self.approved and not waiting else CountStatus.OPEN


def save_count(
    tx: Writing, sheet: CountSheet, lines: Iterable[Columns], *, file_name: str, actor: str
) -> int:
    """Keep what was found, of which ``lines`` are some at a time; answers the count's number."""
    (count_id,) = tx.rows(_SAVE, (*_values(tx, sheet), file_name, tx.now_micros, actor))[0]
    for columns in lines:
        tx.insert(
            "count_block",
            ("count_id", "first_item", "last_item", "content"),
            [(count_id, one.first_item, one.last_item, one.content) for one in packed(columns)],
        )
    return int(count_id)


def same_count(tx: Reading, sheet: CountSheet) -> int | None:
    """The number under which the same file was taken, with the same said of it, if it was."""
    rows = tx.rows(f"{_COUNTS} WHERE digest = ? AND reversed_at IS NULL", (sheet.digest,))
    return next((one.id for one in map(_stored, rows) if _is_same(one.sheet, sheet)), None)


def _is_same(kept: CountSheet, sheet: CountSheet) -> bool:
    """Of a sheet that is complete for bins: what it found changed what is remembered there."""
    return (replace(kept, lines=sheet.lines) if sheet.bins else kept) == sheet


def load_count(tx: Reading, count_id: int) -> StoredCount:
    """Raises Rejected for a number that no count has."""
    rows = tx.rows(f"{_COUNTS} WHERE stock_count.id = ?", (count_id,))
    if not rows:
        raise Rejected([f"count {count_id} is unknown; list them with `stockbook count list`"])
    return _stored(rows[0])


def list_counts(tx: Reading) -> list[StoredCount]:
    """All of them, the newest first."""
    return [_stored(row) for row in tx.rows(f"{_COUNTS} ORDER BY stock_count.id DESC")]


def counted_columns(tx: Reading, count_id: int) -> Columns:
    """Everything that was found, by item."""
    rows = tx.rows(f"{_BLOCKS} ORDER BY first_item", (count_id,))
    return unpacked(content for _, content in rows)


def counted_slices(tx: Reading, count_id: int) -> Iterator[Columns]:
    """The same, some at a time."""
    some, last = f"{_BLOCKS} AND first_item > ? ORDER BY first_item LIMIT {SLICE_BLOCKS}", 0
    while rows := tx.rows(some, (count_id, last)):
        last = rows[-1][0]
        yield unpacked(content for _, content in rows)


def save_approval(tx: Writing, count_id: int, *, actor: str) -> None:
    tx.run(
        "UPDATE stock_count SET approved_at = ?, approved_by = ? WHERE id = ?",
        (tx.now_micros, actor, count_id),
    )


def posted_variances(tx: Reading, count_id: int) -> list[Variance]:
    """The lines of a posted or reversed count that were not simply as expected, by line."""
    return [_variance(count_id, *row) for row in tx.rows(_LINES, (count_id,))]


def expected_lines(
    tx: Reading, count_id: int, *, instead: Mapping[int, Variance]
) -> Iterator[Variance]:
    """Every line in the order of the sheet: simply as expected, or what is said instead of it.

    They are made while they are read, so the transaction must stay open until then.
    """
    columns = counted_columns(tx, count_id)
    places = _by_row(columns)
    while some := [*islice(places, LINES_TOLD)]:
        skus = skus_of(tx, (columns.item[place] for place in some))
        for place in some:
            line = columns.first_line + place
            yield instead.get(line) or _as_expected(columns, place, skus)
    yield from (one for one in instead.values() if one.row is None)


def _by_row(columns: Columns) -> Iterator[int]:
    """The places of all lines in the order of the sheet, by a slip for each of its rows.

    A list of a million places to sort is forty megabytes. Raises ValueError for two lines on a row.
    """
    slips = array("q", bytes(8 * (max(columns.row, default=0) + 1)))
    for number, row in enumerate(columns.row, 1):
        slips[row] = number
    if slips.count(0) != len(slips) - len(columns):
        raise ValueError("two lines of a count stand on one row of its sheet")
    return (number - 1 for number in slips if number)


def _as_expected(columns: Columns, place: int, skus: Mapping[int, str]) -> Variance:
    item, counted = columns.item[place], columns.counted[place]
    return Variance(
        line=columns.first_line + place,
        row=columns.row[place],
        item=item,
        sku=skus[item],
        counted_at=from_micros(columns.counted_at[place]),
        expected=counted,
        counted=counted,
        status=LineStatus.MATCHED,
    )


def skus_of(tx: Reading, items: Iterable[int]) -> Mapping[int, str]:
    return tx.mapping("SELECT id, sku FROM item WHERE id IN (?*)", items)


_STATUSES: Final = {one.value: one for one in LineStatus}
_REOPENED: Final = LineStatus.REOPENED.value


def _variance(count_id: int, *values: Any) -> Variance:
    line, row, item, sku, at, expected, counted, variance, ruled, status, reason, *posting = values
    unit_cost, passed, reason_code, first_difference = posting
    return Variance(
        line=line,
        row=row,
        item=item,
        sku=sku,
        counted_at=from_micros(at),
        expected=expected,
        counted=counted,
        status=_STATUSES[status],
        reason=_readings(count_id, sku, variance, ruled) if status == _REOPENED else reason,
        unit_cost=unit_cost,
        passed=_STATUSES[passed] if passed else None,
        reason_code=reason_code or "",
        first_difference=first_difference,
        booked=variance,
    )


def _readings(count_id: int, sku: str, variance: int, ruled: int) -> str:
    """What a reopened line means if the news happened before the count, and if after it."""
    before, after = (rule_command(count_id, sku, when) for when in ("before", "after"))
    return (
        f"learnt later: {variance:+d} if that happened before the count (booked so), "
        f"{ruled:+d} if after it; say which: `{before}` or `{after}`"
    )


def _values(tx: Reading, sheet: CountSheet) -> Row:
    """The columns of a sheet in the order of ``_SAVE``. Raises Rejected for an unknown location."""
    rows = tx.rows("SELECT id FROM location WHERE code = ?", (sheet.location,))
    if not rows:
        raise Rejected([f"location {sheet.location!r} is unknown; run `stockbook init`"])
    return (
        rows[0][0],
        sheet.digest,
        to_micros(sheet.counted_from),
        to_micros(sheet.counted_at),
        *(
            said if said is None else int(said)
            for said in (sheet.packed_counted, sheet.damaged_counted)
        ),
        int(sheet.complete),
        sheet.category,
        sheet.supplier,
        "\n".join(sheet.bins) or None,
        sheet.lines,
    )


def _said(flag: int | None) -> bool | None:
    return None if flag is None else bool(flag)


def _stored(row: Row) -> StoredCount:
    number, location_id, code, file_name, digest, since, at, packed_, damaged, *rest = row
    complete, category, supplier, bins, lines, *steps = rest
    uploaded, approved, posted, reversed_ = (
        None if when is None else Step(at=from_micros(when), actor=actor)
        for when, actor in zip(steps[::2], steps[1::2], strict=True)
    )
    assert uploaded is not None
    return StoredCount(
        id=number,
        location_id=location_id,
        file_name=file_name,
        sheet=CountSheet(
            location=code,
            digest=digest,
            lines=lines,
            counted_from=from_micros(since),
            counted_at=from_micros(at),
            packed_counted=_said(packed_),
            damaged_counted=_said(damaged),
            complete=bool(complete),
            category=category,
            supplier=supplier,
            bins=tuple(bins.split("\n")) if bins else (),
        ),
        uploaded=uploaded,
        approved=approved,
        posted=posted,
        reversed=reversed_,
    )


_SAVE: Final = """
    INSERT INTO stock_count (location_id, digest, counted_from, counted_at, packed_counted,
        damaged_counted, complete, category, supplier, complete_bins, lines, file_name, uploaded_at,
        uploaded_by, approved_by, posted_by, reversed_by)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', '', '') RETURNING id
"""

_BLOCKS: Final = "SELECT first_item, content FROM count_block WHERE count_id = ?"

_COUNTS: Final = """
    SELECT stock_count.id, location_id, location.code, file_name, digest, counted_from,
           counted_at, packed_counted, damaged_counted, complete, category, supplier, complete_bins,
           lines, uploaded_at, uploaded_by, approved_at, approved_by, posted_at, posted_by,
           reversed_at, reversed_by
    FROM stock_count JOIN location ON location.id = stock_count.location_id
"""

_LINES: Final = """
    SELECT line, sheet_row, item_id, item.sku, counted_at, expected, counted, variance, ruled,
           status, reason, count_line.unit_cost, passed, reason_code, first_difference
    FROM count_line JOIN item ON item.id = count_line.item_id
    WHERE count_id = ? ORDER BY line
"""
