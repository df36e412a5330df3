"""The lines of a count that differ, from what was kept of it when it was uploaded.

What the book says of an instant changes only with a movement or a packing that is learnt later. So
the kept lines hold but for the items that such facts name, which are compared anew: the answer is
what comparing every line would give (decision 0028). Small counts keep nothing, they are as
quickly compared; so does a count of a category or a supplier, whose items people change without a
movement.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

import msgspec
import numpy as np

from ledger.counts.comparisons import (
    KeptComparison,
    items_touched,
    load_comparison,
    save_comparison,
)
from ledger.counts.rows import StoredCount
from ledger.database import Reading, Writing
from ledger.joined import item_ranges
from reconcile.arrays import Integers, narrowed
from reconcile.beside import (
    ITEMS_ASKED_MAX,
    Beside,
    every_line,
    from_columns,
    joined,
    lines_of_items,
)
from reconcile.bins import bins_missed

KEPT_MAX: Final = 200_000
"""Of so many lines that differ, 18 MB; a sheet of which more do is absurd or soon uploaded anew."""


@dataclass(frozen=True, slots=True)
class Differing:
    """Lines that are not simply as expected, and the bins that were left out, by item."""

    beside: Beside
    missed: Mapping[int, tuple[str, ...]]


def keep_comparison(tx: Writing, count: StoredCount) -> None:
    """Of a count that was just uploaded, if that is worth it."""
    if count.sheet.lines > ITEMS_ASKED_MAX and not count.sheet.scope:
        keep_any_comparison(tx, count)


def keep_any_comparison(tx: Writing, count: StoredCount) -> None:
    """Of a count of any size, unless far too much of it differs."""
    parts, many, found = [], 0, 0
    for beside, _ in every_line(tx, count):
        odd = beside.among(beside.odd(count.sheet))
        parts.append(odd)
        found += int(np.count_nonzero(beside.lines.counted))
        many += len(odd.lines.item)
        if many > KEPT_MAX:
            return
    content = _encoder.encode([_column(one) for one in joined(parts).columns()])
    save_comparison(tx, count.id, found=found, content=content)


def differing(tx: Reading, count: StoredCount, also: Collection[int]) -> Differing:
    """As this transaction knows the book; with the lines of the items in ``also``."""
    kept = load_comparison(tx, count.id)
    brought = None if kept is None else _up_to_date(tx, count, kept, also)
    return brought or compared_anew(tx, count, also)


def compared_anew(tx: Reading, count: StoredCount, also: Collection[int]) -> Differing:
    """The same, of every line."""
    parts, missed = [], dict[int, tuple[str, ...]]()
    for beside, items in every_line(tx, count):
        left_out = bins_missed(tx, count, items)
        missed.update(left_out)
        parts.append(_wanted(beside, count, {*also, *left_out}))
    return Differing(joined(parts), missed)


def _up_to_date(
    tx: Reading, count: StoredCount, kept: KeptComparison, also: Collection[int]
) -> Differing | None:
    """None when so much has changed since that comparing every line is as quick."""
    touched = items_touched(tx, since=kept.sequence, at_most=ITEMS_ASKED_MAX)
    if touched is None:
        return None
    missed = _missed(tx, count)
    special = {*also, *missed}
    asked = touched | special
    if len(asked) > ITEMS_ASKED_MAX:
        return None
    before = from_columns(_columns(kept.content))
    still = before.among(~np.isin(before.lines.item, [*asked]))
    anew = _wanted(lines_of_items(tx, count, asked), count, special)
    return Differing(joined([still, anew]), missed)


def _wanted(beside: Beside, count: StoredCount, special: Collection[int]) -> Beside:
    return beside.among(beside.odd(count.sheet) | np.isin(beside.lines.item, [*special]))


def _missed(tx: Reading, count: StoredCount) -> dict[int, tuple[str, ...]]:
    (last,) = tx.rows("SELECT coalesce(max(id), 0) FROM item")[0]
    missed: dict[int, tuple[str, ...]] = {}
    for items in item_ranges(last):
        missed.update(bins_missed(tx, count, items))
    return missed


class _Column(msgspec.Struct, array_like=True):
    """``kind``: of its numbers, as numpy has it; one number stands for as many as there are."""

    kind: str
    content: bytes


_encoder: Final = msgspec.msgpack.Encoder()
_decoder: Final = msgspec.msgpack.Decoder(list[_Column])


def _column(numbers: Integers) -> _Column:
    numbers = narrowed(numbers)
    is_even = numbers.strides == (0,)
    return _Column(numbers.dtype.str, (numbers[:1] if is_even else numbers).tobytes())


def _columns(content: bytes) -> list[Integers]:
    found = [np.frombuffer(one.content, dtype=one.kind) for one in _decoder.decode(content)]
    lines = max(map(len, found))
    return [np.broadcast_to(one, lines).astype(np.int64) for one in found]
