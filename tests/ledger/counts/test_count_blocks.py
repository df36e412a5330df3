"""What people found, packed: nothing is lost on the way, and one line is found among many."""

from array import array

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.counts.blocks import BLOCK_LINES, Columns, find, packed, unpacked

SIXTY_FOUR_BITS = st.integers(min_value=-(2**63), max_value=2**63 - 1)


def columns(items: list[int], counted: list[int], at: list[int]) -> Columns:
    rows = range(2, len(items) + 2)
    return Columns(
        item=array("q", items),
        counted=array("q", counted),
        row=array("q", rows),
        counted_from=array("q", at),
        counted_at=array("q", at),
    )


@given(st.lists(st.tuples(SIXTY_FOUR_BITS, SIXTY_FOUR_BITS, SIXTY_FOUR_BITS), max_size=50))
def test_what_is_packed_comes_out_again(lines: list[tuple[int, int, int]]) -> None:
    """Whatever the numbers are, be a column all the same or not."""
    by_item = {item: (counted, at) for item, counted, at in lines}
    items = sorted(by_item)
    whole = columns(items, [by_item[one][0] for one in items], [by_item[one][1] for one in items])

    assert unpacked(block.content for block in packed(whole)) == whole


@given(st.lists(st.sampled_from("bhiq"), min_size=1, max_size=5))
def test_blocks_of_wider_and_narrower_columns_make_one(kinds: list[str]) -> None:
    """The lines of a count are packed some at a time, and each time as narrow as they are."""
    parts = [
        Columns(
            first_line=number,
            item=array("i", [number]),
            counted=array(kind, [number]),
            row=array("h", [number + 1]),
            counted_from=array("q", [5]),
            counted_at=array("q", [6]),
        )
        for number, kind in enumerate(kinds, 1)
    ]
    contents = [block.content for part in parts for block in packed(part)]

    whole = unpacked(contents)

    assert whole.counted.tolist() == whole.item.tolist() == [*range(1, len(kinds) + 1)]
    assert (whole.first_line, whole.counted_at.tolist()) == (1, [6] * len(kinds))


def test_a_block_that_was_kept_as_wide_integers_is_read_as_before() -> None:
    """Older ones do not say how wide they are."""
    kept = {
        "item": [7, 9],
        "counted": [3, -4],
        "row": [2, 5],
        "counted_from": [1],
        "counted_at": [8],
    }
    columns = {name: array("q", values).tobytes() for name, values in kept.items()}

    found = unpacked([msgspec.msgpack.encode({"first_line": 11, **columns})])

    assert (found.first_line, found.item.tolist()) == (11, [7, 9])
    assert (found.counted.tolist(), found.counted_at.tolist()) == ([3, -4], [8, 8])


def test_every_line_is_found_in_its_block_and_no_other_is() -> None:
    """Its number goes on from block to block."""
    items = list(range(10, 10 + 3 * BLOCK_LINES, 2))
    whole = columns(items, items, [5] * len(items))
    blocks = list(packed(whole))

    for number, item in enumerate(items, 1):
        (block,) = [one for one in blocks if one.first_item <= item <= one.last_item]
        (found,) = find(block.content, [item + 1, item])
        assert (found.line, found.counted, found.row) == (number, item, number + 1)


@pytest.mark.parametrize("items", [[2, 1], [1, 1]])
def test_lines_that_are_not_sorted_are_a_mistake(items: list[int]) -> None:
    """Nobody would find them again."""
    with pytest.raises(ValueError, match="sorted by item, each item once"):
        list(packed(columns(items, [0, 0], [0, 0])))
