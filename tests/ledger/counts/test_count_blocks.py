"""What people found, packed: nothing is lost on the way, and one line is found among many."""

from array import array

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
