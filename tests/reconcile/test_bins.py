"""In which bins an item lies: the rule on whole columns is the rule told item by item."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ledger.counts.bins import NO_BIN, BinnedCount, BinWord
from reconcile.bins import Memory, Sightings, bins_left_out, known_bins

CODES = {1: NO_BIN, 2: "x", 3: "y", 4: "z"}


@dataclass(frozen=True)
class Sheet:
    """What a count found: units by item and bin. ``silent``: items that are counted again."""

    at: int
    posted: bool
    found: dict[tuple[int, int], int]
    silent: frozenset[int]


SHEETS = st.lists(
    st.builds(
        Sheet,
        at=st.integers(1, 4),
        posted=st.booleans(),
        found=st.dictionaries(
            st.tuples(st.integers(1, 2), st.sampled_from(list(CODES))), st.integers(0, 2)
        ),
        silent=st.frozensets(st.integers(1, 2)),
    ),
    max_size=5,
)
WORDS = st.lists(
    st.builds(BinWord, st.sampled_from([2, 3, 4]), st.integers(0, 2), st.integers(0, 5)), max_size=3
)


def memory_of(sheets: Sequence[Sheet], words: Sequence[BinWord]) -> Memory:
    numbered = list(enumerate(sheets, 1))
    rows = [
        (item, code, number, units)
        for number, sheet in numbered
        for (item, code), units in sheet.found.items()
    ]
    counts = [BinnedCount(number, sheet.at, sheet.posted) for number, sheet in numbered]
    return Memory(
        sightings=Sightings(*np.array(rows, dtype=np.int64).reshape(-1, 4).T),
        counts=sorted(counts, key=lambda one: (one.counted_at, one.id)),
        left_out=[(number, item) for number, one in numbered if one.posted for item in one.silent],
        gone=words,
        codes=CODES,
    )


def told(
    sheets: Sequence[Sheet], words: Sequence[BinWord], without: int = 0, until: int = 9
) -> set[tuple[int, int]]:
    """The items and bins that hold, one sheet after the other."""
    held: dict[tuple[int, int], int] = {}
    for number, sheet in sorted(_numbered(sheets), key=lambda one: (one[1].at, one[0])):
        if number == without or sheet.at > until:
            continue
        items = {item for item, _ in sheet.found} - sheet.silent if sheet.posted else set()
        held = {pair: at for pair, at in held.items() if pair[0] not in items}
        for pair, units in sheet.found.items():
            held.pop(pair, None)
            if units and CODES[pair[1]]:
                held[pair] = sheet.at
    return {
        (item, code)
        for (item, code), at in held.items()
        if not any(one.bin == code and one.item in {0, item} and one.at >= at for one in words)
    }


def _numbered(sheets: Sequence[Sheet]) -> list[tuple[int, Sheet]]:
    return list(enumerate(sheets, 1))


@given(SHEETS, WORDS)
def test_what_is_remembered_follows_sheet_after_sheet(
    sheets: list[Sheet], words: list[BinWord]
) -> None:
    """However they overlap, and in whatever order they came."""
    known = known_bins(memory_of(sheets, words))

    assert {(one.item, one.bin) for one in known} == told(sheets, words)
    assert len(known) == len(told(sheets, words))


@given(SHEETS.filter(len), WORDS)
def test_a_count_left_out_what_others_remember_and_it_does_not_name(
    sheets: list[Sheet], words: list[BinWord]
) -> None:
    """Of items that it counted by bin throughout."""
    own = sheets[0]
    missed = bins_left_out(memory_of(sheets, words), 1, counted_at=own.at)

    by_bin = {item for item, _ in own.found} - {item for item, code in own.found if code == 1}
    expected = told(sheets, words, without=1, until=own.at) - own.found.keys()
    assert {(item, code) for item, codes in missed.items() for code in codes} == {
        (item, CODES[code]) for item, code in expected if item in by_bin
    }
