"""Lines beside the book as of their own instants: what differs, and what becomes of it."""

from collections.abc import Sequence

import numpy as np

from ledger.count_decisions import first_count, words_on_lines
from ledger.count_rows import StoredCount, counted_columns
from ledger.countable import CountedItem, counted_items, items_in_category
from ledger.counts import CountSheet, Decided, Decision, LineStatus, Variance
from ledger.database import Reading
from ledger.instants import from_micros, to_micros
from ledger.shelf import PACKED
from ledger.values import State
from reconcile.arrays import Integers
from reconcile.decide import LineFacts, Rules, judge
from reconcile.shelf import PARTS, Book, Lines, Shelf, lines_of, read_book, shelf_at


def compare(tx: Reading, count: StoredCount, rules: Rules) -> list[Variance]:
    """The lines that are not simply as expected, beside the book as this transaction knows it.

    Of a count that counts lines of another one again, those lines as well.
    """
    lines, shelf = _beside_the_book(tx, count)
    expected = _expected(count.sheet, shelf)
    first = _first_differences(tx, count)
    again = np.isin(lines.item, list(first))
    places = np.flatnonzero((lines.counted != expected) | (shelf.moved > 0) | again)
    items = counted_items(tx, lines.item[places].tolist())
    words = words_on_lines(tx, count.id)
    variances = []
    for place in places.tolist():
        item = items[int(lines.item[place])]
        facts = _facts(
            count.sheet, lines, shelf, expected, place=place, item=item, first=first.get(item.id)
        )
        said = words.get(int(lines.number[place]), ())
        variances.append(_variance(lines, place, facts, item=item, rules=rules, said=said))
    return variances


def _beside_the_book(tx: Reading, count: StoredCount) -> tuple[Lines, Shelf]:
    lines = lines_of(counted_columns(tx, count.id))
    book = read_book(tx, count.location_id, lines, everything=count.sheet.complete)
    if count.sheet.complete:
        lines = _completed(lines, _missing(tx, count.sheet, lines, book), count.sheet)
    return lines, shelf_at(lines, book)


def _first_differences(tx: Reading, again: StoredCount) -> dict[int, int]:
    """What the lines that are counted again differed by in the count before, by item.

    Beside the book as it is known now, as the lines of the second count are.
    """
    first = first_count(tx, again.id)
    if first is None:
        return {}
    words = words_on_lines(tx, first.id)
    wanted = [line for line, said in words.items() if said[-1].decided is Decided.RECOUNT]
    lines, shelf = _beside_the_book(tx, first)
    difference = lines.counted - _expected(first.sheet, shelf)
    places = np.flatnonzero(np.isin(lines.number, wanted))
    return dict(zip(lines.item[places].tolist(), difference[places].tolist(), strict=True))


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
    sheet: CountSheet,
    lines: Lines,
    shelf: Shelf,
    expected: Integers,
    *,
    place: int,
    item: CountedItem,
    first: int | None,
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
        unit_cost=item.unit_cost,
        category=item.category,
        first_difference=first,
    )


def _variance(
    lines: Lines,
    place: int,
    facts: LineFacts,
    *,
    item: CountedItem,
    rules: Rules,
    said: Sequence[Decision],
) -> Variance:
    status, reason = judge(facts, rules, said)
    return Variance(
        line=int(lines.number[place]),
        row=int(lines.row[place]) or None,
        item=item.id,
        sku=item.sku,
        counted_at=from_micros(int(lines.counted_at[place])),
        expected=facts.expected,
        counted=facts.counted,
        status=status,
        uncertain=facts.moved,
        reason=reason,
        unit_cost=item.unit_cost,
        reason_code=said[-1].reason_code if said and status is LineStatus.ACCEPTED else "",
        first_difference=facts.first_difference,
        counted_from=from_micros(int(lines.counted_from[place])),
    )
