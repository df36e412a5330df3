"""Lines beside the book as of their own instants: what differs, and what becomes of it."""

from collections.abc import Mapping

import numpy as np

from ledger.count_rows import StoredCount, counted_columns, decisions, skus_of
from ledger.countable import items_in_category
from ledger.counts import CountSheet, Decision, Variance
from ledger.database import Reading
from ledger.instants import from_micros, to_micros
from ledger.shelf import PACKED
from ledger.values import State
from reconcile.arrays import Integers
from reconcile.decide import LineFacts, Tolerance, judge
from reconcile.shelf import PARTS, Book, Lines, Shelf, lines_of, read_book, shelf_at


def compare(tx: Reading, count: StoredCount, tolerance: Tolerance) -> list[Variance]:
    """The lines that are not simply as expected, beside the book as this transaction knows it."""
    lines = lines_of(counted_columns(tx, count.id))
    book = read_book(tx, count.location_id, lines, everything=count.sheet.complete)
    if count.sheet.complete:
        lines = _completed(lines, _missing(tx, count.sheet, lines, book), count.sheet)
    shelf = shelf_at(lines, book)
    expected = _expected(count.sheet, shelf)
    places = np.flatnonzero((lines.counted != expected) | (shelf.moved > 0))
    skus = skus_of(tx, lines.item[places].tolist())
    decided = decisions(tx, count.id)
    return [
        _variance(
            lines,
            place,
            _facts(count.sheet, lines, shelf, expected, place=place),
            sku=skus[int(lines.item[place])],
            tolerance=tolerance,
            decided=decided,
        )
        for place in places.tolist()
    ]


def _missing(tx: Reading, sheet: CountSheet, lines: Lines, book: Book) -> Integers:
    """Items of the sheet's scope that the book names at the location and the sheet does not."""
    missing = np.setdiff1d(book.items, lines.item)
    if sheet.category is not None:
        missing = np.intersect1d(missing, list(items_in_category(tx, sheet.category)))
    return missing.astype(np.int64)


def _completed(lines: Lines, missing: Integers, sheet: CountSheet) -> Lines:
    """What a complete sheet does not name was not there: counted 0, on no row.

    Such lines are numbered after the sheet's own, see ledger.posted_counts.
    """
    order = np.argsort(np.concatenate([lines.item, missing]), kind="stable")
    nothing = np.zeros(len(missing), dtype=np.int64)
    at = np.full(len(missing), to_micros(sheet.counted_at), dtype=np.int64)

    def joined(own: Integers, others: Integers) -> Integers:
        both: Integers = np.concatenate([own, others])[order]
        return both

    return Lines(
        number=joined(lines.number, missing + sheet.lines),
        item=joined(lines.item, missing),
        counted=joined(lines.counted, nothing),
        row=joined(lines.row, nothing),
        counted_from=joined(lines.counted_from, at),
        counted_at=joined(lines.counted_at, at),
    )


def _expected(sheet: CountSheet, shelf: Shelf) -> Integers:
    """On hand, without what lay elsewhere as the uploader said."""
    elsewhere = ((PACKED, sheet.packed_counted), (State.DAMAGED.value, sheet.damaged_counted))
    expected = shelf.on_hand
    for state, counted in elsewhere:
        if counted is False:
            expected = expected - shelf.levels[state]
    return expected


def _facts(
    sheet: CountSheet, lines: Lines, shelf: Shelf, expected: Integers, *, place: int
) -> LineFacts:
    parts = {name: int(shelf.levels[name][place]) for name in PARTS}
    said = {PACKED: sheet.packed_counted, State.DAMAGED.value: sheet.damaged_counted}
    return LineFacts(
        expected=int(expected[place]),
        counted=int(lines.counted[place]),
        on_sheet=bool(lines.row[place]),
        moved=int(shelf.moved[place]),
        parts=parts,
        unsaid={name: parts[name] for name in said if said[name] is None and parts[name]},
    )


def _variance(
    lines: Lines,
    place: int,
    facts: LineFacts,
    *,
    sku: str,
    tolerance: Tolerance,
    decided: Mapping[int, Decision],
) -> Variance:
    number = int(lines.number[place])
    status, reason = judge(facts, tolerance, decided.get(number))
    return Variance(
        line=number,
        row=int(lines.row[place]) or None,
        item=int(lines.item[place]),
        sku=sku,
        counted_at=from_micros(int(lines.counted_at[place])),
        expected=facts.expected,
        counted=facts.counted,
        status=status,
        uncertain=facts.moved,
        reason=reason,
    )
