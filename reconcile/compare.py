"""Lines beside the book as of their own instants: what differs, and what becomes of it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
import numpy as np
from msgspec import structs

from ledger.counts.adjusted import Adjusted, adjusted_near
from ledger.counts.classes import Classes
from ledger.counts.countable import CountedItem, counted_items
from ledger.counts.decisions import first_count, lines_sent_back, words_on_lines
from ledger.counts.facts import CountSheet, Decision, LineStatus, Variance
from ledger.counts.files import FileRows, files_of
from ledger.counts.rows import StoredCount
from ledger.counts.shelf import PACKED, moved_until
from ledger.database import Reading
from ledger.instants import from_micros, to_micros
from ledger.values import State
from reconcile.arrays import Integers
from reconcile.beside import Beside, every_line
from reconcile.decide import SLICES_DAYS, STRICT, LineFacts, Rules, judge
from reconcile.kept import differing
from reconcile.shelf import PARTS


def compare(
    tx: Reading, count: StoredCount, rules: Rules, classes: Classes | None = None
) -> list[Variance]:
    """The lines that are not simply as expected, beside the book as this transaction knows it.

    Of a count that counts lines of another one again, those lines as well. ``classes``: of its
    items, where a tolerance is by class.
    """
    first = _first_differences(tx, count)
    found = differing(tx, count, first)
    words = words_on_lines(tx, count.id)
    judge_of = _Judge(
        rules=rules,
        count=count.id,
        sheet=count.sheet,
        rows=FileRows(files_of(tx, count.id)),
        words=words,
        first=first,
        missed=found.missed,
        adjusted=_adjusted(tx, count, found.beside, rules),
        moved_until=_moved_until(tx, count, found.beside, words),
    )
    items = _items(tx, found.beside, classes)
    return [judge_of.variance(*cells) for cells in _to_judge(items, count.sheet, found.beside)]


def _first_differences(tx: Reading, again: StoredCount) -> dict[int, int]:
    """What the lines that are counted again differed by in the count before, by item.

    Beside the book as it is known now, as the lines of the second count are. A count that was
    withdrawn says nothing any more with which another one could agree.
    """
    first = first_count(tx, again.id)
    if first is None or first.reversed:
        return {}
    wanted = [*lines_sent_back(tx, first.id)]
    found: dict[int, int] = {}
    for beside, _ in every_line(tx, first):
        lines = beside.lines
        difference = lines.counted - beside.expected(first.sheet)
        places = np.flatnonzero(np.isin(lines.number, wanted))
        items, differences = lines.item[places].tolist(), difference[places].tolist()
        found.update(zip(items, differences, strict=True))
    return found


def _adjusted(
    tx: Reading, count: StoredCount, beside: Beside, rules: Rules
) -> Mapping[int, Sequence[Adjusted]]:
    """By item, what other counts of these weeks adjusted: none where nothing passes by itself."""
    if rules == STRICT:
        return {}
    return adjusted_near(tx, count, beside.lines.item.tolist(), days=SLICES_DAYS)


def _moved_until(
    tx: Reading, count: StoredCount, beside: Beside, words: Collection[int]
) -> Mapping[int, int]:
    """Of lines that moved while they were counted and that people decided about, by item."""
    decided = np.isin(beside.lines.number, [*words]) & (beside.shelf.moved > 0)
    since, until = to_micros(count.sheet.counted_from), to_micros(count.sheet.counted_at)
    items = beside.lines.item[decided].tolist()
    return moved_until(tx, count.location_id, items, since=since, until=until)


class _Line(msgspec.Struct, frozen=True, gc=False):
    """What of a line is told and not judged; instants in microseconds. ``row`` 0: on none."""

    number: int
    row: int
    counted_from: int
    counted_at: int


Units = tuple[int, ...]
"""Expected, counted, moved, and what is there by PARTS."""


def _items(tx: Reading, beside: Beside, classes: Classes | None) -> Mapping[int, CountedItem]:
    items = counted_items(tx, beside.lines.item.tolist())
    if classes is None:
        return items
    return {id_: structs.replace(one, abc_class=classes.of(id_)) for id_, one in items.items()}


def _to_judge(
    items: Mapping[int, CountedItem], sheet: CountSheet, beside: Beside
) -> Iterator[tuple[_Line, CountedItem, Units]]:
    lines, shelf = beside.lines, beside.shelf
    ids = lines.item.tolist()
    told = _cells(lines.number, lines.row, lines.counted_from, lines.counted_at)
    levels = (shelf.levels[name] for name in PARTS)
    units = _cells(beside.expected(sheet), lines.counted, shelf.moved, *levels)
    for line, item, of_line in zip(told, ids, units, strict=True):
        yield _Line(*line), items[item], of_line


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judge:
    """What becomes of lines. Those that nothing tells apart are judged once, all others alone."""

    rules: Rules
    count: int
    sheet: CountSheet
    rows: FileRows
    words: Mapping[int, Sequence[Decision]]
    first: Mapping[int, int]
    missed: Mapping[int, Sequence[str]]
    adjusted: Mapping[int, Sequence[Adjusted]]
    moved_until: Mapping[int, int]
    _alike: dict[tuple[Any, ...], tuple[LineStatus, str]] = field(default_factory=dict)

    def variance(self, line: _Line, item: CountedItem, units: Units) -> Variance:
        said = self.words.get(line.number, ())
        status, reason = self._judged(line, item, units, said)
        return Variance(
            line=line.number,
            row=line.row or None,
            item=item.id,
            sku=item.sku,
            counted_at=from_micros(line.counted_at),
            expected=units[0],
            counted=units[1],
            status=status,
            uncertain=units[2],
            reason=reason,
            unit_cost=item.unit_cost,
            reason_code=said[-1].reason_code if said and status is LineStatus.ACCEPTED else "",
            first_difference=self.first.get(item.id),
            counted_from=from_micros(line.counted_from),
            adjusted_before=self._before(item)[1] if item.id in self.adjusted else 0,
        )

    def _judged(
        self, line: _Line, item: CountedItem, units: Units, said: Sequence[Decision]
    ) -> tuple[LineStatus, str]:
        one = item.id
        if said or one in self.first or one in self.missed or one in self.adjusted:
            return judge(self._facts(line, item, units), self.rules, said)
        on_sheet = self._is_on_sheet(line)
        alike = (units, item.unit_cost, item.category, item.abc_class, on_sheet)
        found = self._alike.get(alike)
        if found is None:
            found = judge(self._facts(line, item, units), self.rules)
            self._alike[alike] = found
        return found

    def _facts(self, line: _Line, item: CountedItem, units: Units) -> LineFacts:
        expected, counted, moved, *there = units
        parts = {name: some for name, some in zip(PARTS, there, strict=True) if some}
        passed, adjusted = self._before(item)
        return LineFacts(
            count=self.count,
            location=self.sheet.location,
            sku=item.sku,
            expected=expected,
            counted=counted,
            on_sheet=self._is_on_sheet(line),
            moved=moved,
            moved_until=self.moved_until.get(item.id, 0),
            parts=parts,
            unsaid=_unsaid(self.sheet, parts),
            missed_bins=self.missed.get(item.id, ()),
            unit_cost=item.unit_cost,
            category=item.category,
            abc_class=item.abc_class,
            first_difference=self.first.get(item.id),
            passed_before=passed,
            adjusted_before=adjusted,
        )

    def _is_on_sheet(self, line: _Line) -> bool:
        """What a sheet of whole bins does not name has a row below all of its own."""
        if not (self.sheet.bins and line.row):
            return bool(line.row)
        return self.rows.place(line.row)[1] is not None

    def _before(self, item: CountedItem) -> tuple[int, int]:
        """What other counts adjusted within the tolerance alone, and with less than two people."""
        near = self.adjusted.get(item.id)
        if not near:
            return 0, 0
        passed = sum(one.units for one in near if one.passed is LineStatus.WITHIN_TOLERANCE)
        alone = sum(one.units for one in near if not self.rules.takes_two(one.units, one.unit_cost))
        return passed, alone


def _unsaid(sheet: CountSheet, parts: Mapping[str, int]) -> dict[str, int]:
    said = {PACKED: sheet.packed_counted, State.DAMAGED.value: sheet.damaged_counted}
    return {name: parts[name] for name in said if said[name] is None and name in parts}


def _cells(*columns: Integers) -> Iterator[Units]:
    """Plain integers, a tuple a place."""
    return zip(*(column.tolist() for column in columns), strict=True)
