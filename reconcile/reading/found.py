"""What a sheet found, by item, bin and lot, and who counted; once it is read it is gone."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from ledger.counts.bins import BinsFound
from ledger.counts.blocks import Columns
from ledger.counts.counters import Counted
from ledger.counts.lots import LotFound
from ledger.values import State
from reconcile.arrays import Integers, array_of, runs
from reconcile.reading.lines import SLICE_LINES, SheetRows
from reconcile.reading.texts import Prints

PLAIN_LOT: Final = f"{State.AVAILABLE.value}\n\n"
"""State, lot and expiry, one a line, of a row that says nothing of them."""

NO_LOT: Final = ""
"""Of rows whose lots are told elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """``lines``: some at a time, sorted by item. ``bins``: None when no sheet has any.

    ``counters``: who counted which items, of several people. ``tags``: the fingerprints of single
    things. ``lots``: sorted by item.
    """

    lines: Iterator[Columns]
    bins: BinsFound | None
    counters: Sequence[Counted] = ()
    tags: bytes = b""
    lots: Iterable[LotFound] = ()


def bins_found(rows: SheetRows) -> BinsFound | None:
    """Where everything lay."""
    if rows.bins is None:
        return None
    numbers: dict[str, int] = {}
    places = [numbers.setdefault(text, len(numbers)) for text in rows.bins.texts]
    codes = np.array(places, dtype=np.int64)[rows.bins.codes]
    # Its rows may be told apart by lot, or leave the bin open.
    return BinsFound(codes=list(numbers), rows=_summed(rows.item, codes, rows.counted))


def counters_found(rows: SheetRows) -> list[Counted]:
    """Who counted which items; nothing where one person counted all of them."""
    people = people_of(rows)
    if rows.counted_by is None or len(people) == 1:
        return []
    codes, texts = rows.counted_by
    found = []
    for name in people:
        own = [code for code, text in enumerate(texts) if name in text.split("\n")]
        found.append((name, array_of(np.unique(rows.item[np.isin(codes, own)]))))
    return found


def people_of(rows: SheetRows) -> list[str]:
    """Everyone whom a row names, sorted."""
    if rows.counted_by is None:
        return []
    codes, texts = rows.counted_by
    there = np.unique(codes).tolist()
    return sorted({name for code in there for name in texts[code].split("\n")})


def tags_found(rows: SheetRows) -> bytes:
    """Of things that are one of a kind and were there, 16 bytes each."""
    if rows.single is None:
        return b""
    there = (rows.single.first != 0) & (rows.counted > 0)
    return tag_bytes(Prints(*(half[there] for half in rows.single)))


def tag_bytes(prints: Prints) -> bytes:
    return np.stack(prints, axis=1).tobytes()


def tells_lots(rows: SheetRows) -> bool:
    """Whether some row names its lot, in a column or by its label."""
    return rows.lots is not None and any(text.split("\n")[1:2] > [""] for text in rows.lots.texts)


def lots_found(rows: SheetRows) -> Iterator[LotFound]:
    """Each item, state, lot and expiry once."""
    if rows.lots is None:
        return
    codes, texts = rows.lots
    for item, code, units in _summed(rows.item, codes, rows.counted):
        if texts[code] != NO_LOT:
            state, lot, expiry = texts[code].split("\n")
            yield LotFound(item, state, lot, expiry, units)


def _summed(items: Integers, codes: Integers, counted: Integers) -> Iterator[tuple[int, int, int]]:
    """Each item and code once, with its units."""
    order = np.lexsort((codes, items))
    item, code = items[order], codes[order]
    begin = np.flatnonzero(runs(item, code))
    units = np.add.reduceat(counted[order].astype(np.int64), begin)
    for first in range(0, len(begin), SLICE_LINES):
        places = slice(first, first + SLICE_LINES)
        columns = (item[begin[places]], code[begin[places]], units[places])
        yield from zip(*(column.tolist() for column in columns), strict=True)
