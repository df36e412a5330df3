"""`count report`: a count as an auditor wants it, on its own legs: who, when, before, after, why.

What was expected is told as it was known at posting; what was learnt since stands beside it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

from jobs.counts.classes import classes_in_words
from jobs.counts.desk import Desk, classes_told, lines_of_count
from jobs.counts.recounts import counted_again_in
from jobs.counts.report_files import Cell, Report, Table
from jobs.counts.scope import complete_for, scope_of
from jobs.goods.movement_cells import MILLIONTHS
from ledger.counts.classes import Classes
from ledger.counts.counters import counters
from ledger.counts.decisions import confirmations, first_count, recounts_of, words_on_lines
from ledger.counts.facts import Decision, Variance
from ledger.counts.files import FileRows, files_of, goes_on_as
from ledger.counts.lots import lots_with_skus
from ledger.counts.reports import LaterMovement, later_movements, line_skus
from ledger.counts.rows import Step, StoredCount, counted_columns, expected_lines, load_count
from ledger.database import Reading


def count_report(tx: Reading, desk: Desk, count_id: int) -> Report:
    """Its lines are read while they are written, so the transaction must stay open until then."""
    count = load_count(tx, count_id)
    classes = classes_told(tx, desk, count)
    words = words_on_lines(tx, count_id)
    differing = {one.line: one for one in lines_of_count(tx, desk, count)}
    lines = Table(
        name="Lines",
        columns=LINE_COLUMNS,
        rows=_line_rows(tx, count, differing, words, classes=classes),
        size=count.sheet.lines + sum(one.row is None for one in differing.values()),
        own=(3, -6),
    )
    return Report(
        title=f"Count {count.id} of {count.sheet.location}",
        before=[_summary(tx, count, classes)],
        main=lines,
        after=[
            *_lots(tx, count_id),
            _decisions(tx, count, words),
            _late_news(later_movements(tx, count_id)),
        ],
    )


LINE_COLUMNS: Final = (
    "count",
    "location",
    "complete_for",
    "line",
    "file",
    "row",
    "sku",
    "class",
    "counted_at",
    "expected",
    "counted",
    "difference",
    "unit_cost",
    "value",
    "status",
    "passed",
    "reason_code",
    "waits_for",
    "decided",
    "counted_again_in",
    "booked",
    "late_news",
    "counted_by",
    "uploaded_by",
    "uploaded_at",
    "posted_by",
    "posted_at",
    "reversed_by",
    "reversed_at",
)
"""Each row stands alone: a CSV of many counts can be joined and sorted."""


def _line_rows(
    tx: Reading,
    count: StoredCount,
    differing: Mapping[int, Variance],
    words: Mapping[int, Sequence[Decision]],
    *,
    classes: Classes | None,
) -> Iterator[Sequence[Cell]]:
    scope = complete_for(scope_of(count.sheet))
    head: tuple[Cell, ...] = (count.id, count.sheet.location, scope)
    tail = (*_step(count.uploaded), *_step(count.posted), *_step(count.reversed))
    again = counted_again_in(tx, count, [*differing.values()])
    people, rows = counters(tx, count), FileRows(files_of(tx, count.id))
    for one in expected_lines(tx, count.id, instead=differing):
        yield (
            *head,
            *_line(one, rows, words.get(one.line, ()), classes),
            again.get(one.line),
            *_booked(one, count),
            ", ".join(sorted(people.of(one.item))),
            *tail,
        )


def _line(
    one: Variance, rows: FileRows, words: Sequence[Decision], classes: Classes | None
) -> tuple[Cell, ...]:
    return (
        one.line,
        *rows.place(one.row),
        one.sku,
        None if classes is None else classes.of(one.item),
        one.counted_at,
        one.expected,
        one.counted,
        one.difference,
        _amount(one.unit_cost),
        _amount(one.value),
        one.status.value,
        one.passed.value if one.passed else None,
        one.reason_code,
        one.reason,
        "; ".join(_told(word) for word in words),
    )


def _booked(one: Variance, count: StoredCount) -> tuple[int | None, int | None]:
    """The adjustment as it stands now, and what of it late news made."""
    if count.posted is None:
        return None, None
    if count.reversed is not None:
        return 0, None
    return one.booked, one.booked - (one.difference if one.passed else 0)


def _told(word: Decision) -> str:
    at = word.at.isoformat() if word.at else ""
    why = f" ({word.reason_code})" if word.reason_code else ""
    return f"{word.actor} {at}: {word.decided.value} {word.difference:+d}{why}"


def _summary(tx: Reading, count: StoredCount, classes: Classes | None) -> Table:
    sheet = count.sheet
    first, later = first_count(tx, count.id), goes_on_as(tx, count)
    facts: list[tuple[str, Cell]] = [
        ("count", count.id),
        ("location", sheet.location),
        ("file", count.file_name),
        ("SHA-256 of the file", sheet.digest),
        ("counted from", sheet.counted_from),
        ("counted at", sheet.counted_at),
        ("lines", sheet.lines),
        ("complete for", complete_for(scope_of(sheet)) or "its own rows"),
        ("packed goods", _DECLARED[sheet.packed_counted]),
        ("damaged goods", _DECLARED[sheet.damaged_counted]),
        ("counts again", f"count {first.id}" if first else None),
        ("counted again by", ", ".join(f"count {one.id}" for one in recounts_of(tx, count.id))),
        ("classes", None if classes is None else classes_in_words(classes)),
        *_files(tx, count),
        *_steps(count),
        ("goes on as", f"count {later}" if later else None),
        *[
            ("confirmed", f"{one.actor} {_iso(one.at)}: {one.doubts}")
            for one in confirmations(tx, count.id)
        ],
        ("reported at", tx.now),
        ("expected", "the book just before, as it was known when the count was posted"),
        ("booked", "the adjustment as it stands now, with what was learnt since (late_news)"),
    ]
    return Table(name="Count", columns=("what", "is"), rows=facts, size=len(facts))


def _files(tx: Reading, count: StoredCount) -> Iterator[tuple[str, Cell]]:
    """Who counted each, and of one that came under an earlier number who brought it."""
    for one in files_of(tx, count.id):
        yield f"{one.name} counted by", one.counted_by
        if one.first_count not in {None, count.id}:
            first = load_count(tx, one.first_count)
            by, at = _step(first.uploaded)
            yield f"{one.name} came with", f"count {first.id}, uploaded by {by} {_iso(at)}"


def _steps(count: StoredCount) -> Iterator[tuple[str, Cell]]:
    for name in ("uploaded", "approved", "posted", "reversed"):
        by, at = _step(getattr(count, name))
        yield f"{name} by", by
        yield f"{name} at", at


def _decisions(tx: Reading, count: StoredCount, words: Mapping[int, Sequence[Decision]]) -> Table:
    skus = line_skus(tx, count, counted_columns(tx, count.id), words) if words else {}
    rows = [
        (one.at, one.actor, line, skus[line], one.decided.value, one.difference, one.reason_code)
        for line, said in sorted(words.items())
        for one in said
    ]
    columns = ("at", "by", "line", "sku", "decided", "difference", "reason_code")
    return Table(name="Decisions", columns=columns, rows=rows, size=len(rows))


def _lots(tx: Reading, count_id: int) -> list[Table]:
    """What was found of each item by state and lot, where a sheet tells them apart."""
    rows = [
        (sku, one.state, one.lot, one.expiry, one.counted)
        for sku, one in lots_with_skus(tx, count_id)
    ]
    columns = ("sku", "state", "lot", "expiry", "counted")
    return [Table(name="Lots", columns=columns, rows=rows, size=len(rows))] if rows else []


def _late_news(later: Sequence[LaterMovement]) -> Table:
    rows = [
        (one.booked_at, one.line, one.sku, one.units, one.cause, one.happened_at) for one in later
    ]
    columns = ("booked_at", "line", "sku", "units", "because_of", "which_happened_at")
    return Table(name="Late news", columns=columns, rows=rows, size=len(rows))


def _step(step: Step | None) -> tuple[str | None, datetime | None]:
    return (step.actor, step.at) if step else (None, None)


def _amount(millionths: int | None) -> Decimal | None:
    return None if millionths is None else Decimal(millionths) / MILLIONTHS


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""


_DECLARED: Final = {None: "nobody said", True: "counted", False: "not counted"}
