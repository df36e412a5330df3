"""What to say of a file in which no row of headings makes a count, and what was nearest to one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ledger.counts.facts import Problem
from reconcile.reading.headings import (
    AmbiguousError,
    Column,
    Understanding,
    columns_of,
    is_heading,
    make_a_count,
    plain,
)
from reconcile.reading.layouts import Asked, UnusableError, shortened


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """The row with the most headings that are known; ``row``: its number."""

    row: int
    headings: Sequence[str]
    columns: frozenset[Column]


class UnheadedError(UnusableError):
    """No row is one of headings.

    ``rows``: the first ones. ``nearest``: one that lacks some, if any does. ``known``: before them.
    """

    def __init__(
        self,
        problem: Problem,
        *,
        rows: Sequence[Sequence[str]],
        nearest: Nearest | None,
        known: Understanding,
    ) -> None:
        super().__init__(problem)
        self.rows = rows
        self.nearest = nearest
        self.known = known


def unheaded(begins: Sequence[Sequence[Sequence[str]]], asked: Asked) -> UnheadedError:
    """``begins``: the first rows, of each worksheet or as each delimiter cuts them."""
    found = [(rows, _nearest(rows, asked)) for rows in begins]
    rows, nearest = max(found, key=_likeness, default=([], None))
    row = nearest.row if nearest else widest_row(rows) or 1
    problem = " ".join(_said(rows[row - 1] if rows else [], row, nearest, asked))
    if nearest is None and (joint := _joint(rows, asked)):
        row, problem = joint
    return UnheadedError(
        Problem(row=row, problem=problem), rows=rows, nearest=nearest, known=asked.known
    )


def widest_row(rows: Sequence[Sequence[str]]) -> int:
    """The number of the first one with the most cells that say something, 0 where none does."""
    filled = [*map(_filled, rows)]
    return filled.index(max(filled)) + 1 if any(filled) else 0


def _filled(cells: Sequence[str]) -> int:
    return sum(map(bool, cells))


def _nearest(rows: Sequence[Sequence[str]], asked: Asked) -> Nearest | None:
    found, most = [], max(map(_filled, rows), default=0)
    for number, cells in enumerate(rows, 1):
        if 2 * _filled(cells) < most:  # a title may be such a word
            continue
        try:
            columns = frozenset(columns_of(cells, asked.known))
        except AmbiguousError:  # it is one, of which not all was found that was said
            continue
        if columns & _TELLING:
            found.append(Nearest(row=number, headings=cells, columns=columns))
    return max(found, key=lambda one: len(one.columns), default=None)


def _likeness(found: tuple[Sequence[Sequence[str]], Nearest | None]) -> tuple[bool, int, int]:
    """Whether most of it was cut, then how much of it is known, then how often it was cut."""
    rows, nearest = found
    filled = [number for number in map(_filled, rows) if number]
    is_cut = 2 * sum(number > 1 for number in filled) > len(filled)
    return is_cut, len(nearest.columns) if nearest else 0, max(filled, default=0)


def _said(
    headings: Sequence[str], row: int, nearest: Nearest | None, asked: Asked
) -> Iterator[str]:
    words = {plain(heading) for heading in headings}
    missing = [repr(one) for one in asked.known.said.values() if plain(one) not in words]
    if nearest is None or missing:
        yield _NO_HEADINGS
    if missing:
        yield f"--map names {' and '.join(missing)}."
    if nearest is None:
        yield f"{'The first row' if row == 1 else f'Row {row}'} says: {shortened(headings)}."
        yield _NONE
        return
    yield from _lacking(nearest, asked)
    yield f"The headings are: {shortened(headings)}"


def _joint(rows: Sequence[Sequence[str]], asked: Asked) -> tuple[int, str] | None:
    """A row that would be one of headings, were it not all in one cell, and what to say of it."""
    for number, cells in enumerate(rows, 1):
        filled = [*filter(None, cells)]
        for mark in _JOINTS if len(filled) == 1 else ():
            if mark in filled[0] and is_heading(filled[0].split(mark), asked.known):
                return number, _IN_ONE_CELL.format(mark)
    return None


def _lacking(nearest: Nearest, asked: Asked) -> Iterator[str]:
    columns = nearest.columns
    if make_a_count(columns, scans=asked.known.scans):
        return
    if Column.QUANTITY in columns:
        yield _NO_ITEM
    else:
        yield _NO_QUANTITY


_TELLING: Final = frozenset([Column.SKU, Column.BARCODE, Column.QUANTITY])
_NO_HEADINGS: Final = (
    "no row of headings was found; it must name the SKU or the barcode, and the quantity counted."
)
_JOINTS: Final = (",", ";", "\t", "|")
_IN_ONE_CELL: Final = (
    "has all headings in one cell; split the column at {0!r} (in Excel: Data, Text to Columns)"
)
_NONE: Final = (
    "Say what its headings mean with --map sku=HEADING --map quantity=HEADING; if it has none, "
    "name its columns with --columns sku,quantity; if each row is one scan, with --scans "
    "--columns barcode"
)
_NO_ITEM: Final = (
    "no heading is known to name the item; say which does with --map sku=HEADING or "
    "--map barcode=HEADING."
)
_NO_QUANTITY: Final = (
    "no heading is known to say how many were counted; say which does with --map quantity=HEADING. "
    "If each row is one scan of one unit or case, say --scans."
)
