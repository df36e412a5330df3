"""In which bins an item lies as far as anybody remembers, and which of them a count left out.

The newest sighting of an item in a bin holds, of counts that are posted or merely uploaded. A
posted line says all that there was of its item, so a bin that it does not name is forgotten; so is
one in which nothing was found, and one of which somebody said so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from ledger.counts.bins import (
    NO_BIN,
    BinnedCount,
    BinWord,
    bin_codes,
    binned_counts,
    bins_gone,
    lines_left_out,
    sightings,
)
from ledger.counts.rows import StoredCount
from ledger.database import Reading
from ledger.instants import to_micros
from ledger.joined import Items
from reconcile.arrays import Integers, integers_of_text, runs

Places = npt.NDArray[np.bool_] | Integers
"""A mask, or places."""


@dataclass(frozen=True, slots=True)
class Sightings:
    """What was found in bins, one place each: ids, and units. A count names a pair once."""

    item: Integers
    bin: Integers
    count: Integers
    units: Integers

    def __len__(self) -> int:
        return len(self.item)

    def among(self, places: Places) -> "Sightings":
        return Sightings(
            self.item[places], self.bin[places], self.count[places], self.units[places]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """All that bears on where items lie at a location.

    ``sightings``: of ``counts`` only, which come the oldest first. ``left_out``: (count, item) of
    posted lines that say nothing.
    """

    sightings: Sightings
    counts: Sequence[BinnedCount]
    left_out: Sequence[tuple[int, int]] = ()
    gone: Sequence[BinWord] = ()
    codes: Mapping[int, str]


def read_memory(tx: Reading, location_id: int, items: Items) -> Memory:
    """Of the bins of these items."""
    found = Sightings(*map(integers_of_text, sightings(tx, items)))
    counts = binned_counts(tx, location_id) if len(found) else []
    return Memory(
        sightings=found.among(np.isin(found.count, [one.id for one in counts])),
        counts=counts,
        left_out=[(one, item) for one, item in lines_left_out(tx, items)] if counts else [],
        gone=bins_gone(tx, location_id) if counts else [],
        codes=bin_codes(tx, location_id) if counts else {},
    )


@dataclass(frozen=True, slots=True)
class KnownBin:
    """An item lies in a bin, where this count found so many units of it; ids."""

    item: int
    bin: int
    count: int
    units: int


def known_bins(memory: Memory) -> list[KnownBin]:
    """What is remembered now. Pure."""
    known = _standing(memory)
    columns = (known.item, known.bin, known.count, known.units)
    return [KnownBin(*one) for one in zip(*(each.tolist() for each in columns), strict=True)]


def bins_then(memory: Memory, *, until: int) -> list[tuple[int, str]]:
    """Items and the bins in which they lay at an instant, in microseconds. Pure."""
    known = _standing(memory, until=until)
    pairs = zip(known.item.tolist(), known.bin.tolist(), strict=True)
    return [(item, memory.codes[one]) for item, one in pairs]


def bins_of_count(memory: Memory, count_id: int) -> Mapping[int, tuple[str, ...]]:
    """Where a count found each item. Pure."""
    own = memory.sightings.among(memory.sightings.count == count_id)
    found: dict[int, list[str]] = {}
    for item, number in zip(own.item.tolist(), own.bin.tolist(), strict=True):
        if (code := memory.codes[number]) != NO_BIN:
            found.setdefault(item, []).append(code)
    return {item: tuple(codes) for item, codes in found.items()}


def bins_left_out(
    memory: Memory, count_id: int, *, counted_at: int
) -> Mapping[int, tuple[str, ...]]:
    """The bins that hold an item which this count counted in other bins only, by item. Pure.

    What other counts found after it says nothing of its time. A row that names no bin is taken for
    all that there was.
    """
    found = units_left_out(memory, count_id, counted_at=counted_at)
    return {item: tuple(sorted(bins)) for item, bins in found.items()}


def units_left_out(
    memory: Memory, count_id: int, *, counted_at: int
) -> Mapping[int, Mapping[str, int]]:
    """The same, with how many units were last found in each bin. Pure."""
    seen = memory.sightings
    is_own = seen.count == count_id
    own, others = seen.among(is_own), seen.among(~is_own)
    if not len(own) or not len(others):
        return {}
    whole = own.item[np.isin(own.bin, _no_bins(memory))]
    asked = others.among(np.isin(others.item, own.item) & ~np.isin(others.item, whole))
    known = _standing(replace(memory, sightings=asked), until=counted_at)
    counted = set(zip(own.item.tolist(), own.bin.tolist(), strict=True))
    named: dict[int, dict[str, int]] = {}
    columns = (known.item.tolist(), known.bin.tolist(), known.units.tolist())
    for item, one, units in zip(*columns, strict=True):
        if (item, one) not in counted:
            named.setdefault(item, {})[memory.codes[one]] = units
    return named


def bins_missed(tx: Reading, count: StoredCount, items: Items) -> Mapping[int, tuple[str, ...]]:
    """`bins_left_out` as this transaction knows it, for these items of a count."""
    memory = read_memory(tx, count.location_id, items)
    return bins_left_out(memory, count.id, counted_at=to_micros(count.sheet.counted_at))


_NEVER: Final = -(2**63)


def _standing(memory: Memory, *, until: int | None = None) -> Sightings:
    """The sightings that hold, one an item and bin, as of ``until`` in microseconds.

    Those of no bin in particular are left out.
    """
    instants = np.array([one.counted_at for one in memory.counts], dtype=np.int64)
    order = _order(memory)
    seen = memory.sightings
    if until is not None:
        in_time = instants[order] <= until
        seen, order = seen.among(in_time), order[in_time]
    newest = _last_of_each(seen, order)
    holds = order[newest] >= _last_posted(memory, seen, order)[newest]
    found = seen.among(newest[holds])
    at = instants[order[newest[holds]]]
    stays = (found.units > 0) & (at > _gone_at(found, memory.gone))
    return found.among(stays & ~np.isin(found.bin, _no_bins(memory)))


def _order(memory: Memory) -> Integers:
    """The place of each sighting's count among all, the oldest first."""
    numbers = np.array([one.id for one in memory.counts], dtype=np.int64)
    by_number = np.argsort(numbers)
    return by_number[np.searchsorted(numbers[by_number], memory.sightings.count)]


def _last_of_each(seen: Sightings, order: Integers) -> Integers:
    """The place of the newest sighting of each item and bin."""
    places = np.lexsort((-order, seen.bin, seen.item))
    return places[runs(seen.item[places], seen.bin[places])]


def _last_posted(memory: Memory, seen: Sightings, order: Integers) -> Integers:
    """By sighting: the order of the posted count that last spoke of its item; else before all."""
    posted = np.array([one.posted for one in memory.counts], dtype=np.bool_)
    silent = set(memory.left_out)
    says_all = posted[order]
    if silent:
        pairs = zip(seen.count.tolist(), seen.item.tolist(), strict=True)
        says_all &= np.array([pair not in silent for pair in pairs], dtype=np.bool_)
    items, places = np.unique(seen.item, return_inverse=True)
    last = np.full(len(items), -1, dtype=np.int64)
    np.maximum.at(last, places[says_all], order[says_all])
    return last[places]


def _gone_at(found: Sightings, gone: Sequence[BinWord]) -> Integers:
    """Until when what was found does not count: when somebody last said that it is gone."""
    words: dict[tuple[int, int], int] = {}
    for word in gone:
        words[word.bin, word.item] = max(word.at, words.get((word.bin, word.item), _NEVER))
    at = np.full(len(found), _NEVER, dtype=np.int64)
    if words:
        for place, (one, item) in enumerate(zip(found.bin.tolist(), found.item.tolist(),
                                                strict=True)):  # fmt: skip
            at[place] = max(words.get((one, 0), _NEVER), words.get((one, item), _NEVER))
    return at


def _no_bins(memory: Memory) -> list[int]:
    return [number for number, code in memory.codes.items() if code == NO_BIN]
