"""What people found, kept a thousand lines to a row: a count of a million lines is one second.

A block holds the lines of a run of items, column by column, as integers of 8 to 64 bits
(little-endian, as on every machine in use); a column that is the same throughout is kept once.
Blocks are facts: they are never changed. Pure.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Final

import msgspec

BLOCK_LINES: Final = 1_000
"""So many that a million lines are quickly written, so few that one of them is quickly found."""


def _integers() -> "array[int]":
    return array("q")


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The lines of a count, sorted by item, each item once; the first one is number ``first_line``.

    Signed integers, each column as wide as it needs. ``item``: ids. ``row``: where the item first
    stands on the sheet. Instants in microseconds UTC: each line was counted from ``counted_from``
    on and is true at ``counted_at``.
    """

    first_line: int = 1
    item: "array[int]"
    counted: "array[int]"
    row: "array[int]"
    counted_from: "array[int]"
    counted_at: "array[int]"

    def __len__(self) -> int:
        return len(self.item)


@dataclass(frozen=True, slots=True)
class CountedLine:
    """One line of a count; see `Columns`."""

    line: int
    item: int
    counted: int
    row: int
    counted_from: int
    counted_at: int


@dataclass(frozen=True, slots=True)
class Block:
    """A row of the table count_block."""

    first_item: int
    last_item: int
    content: bytes


def packed(columns: Columns) -> Iterator[Block]:
    """The lines as blocks.

    Raises ValueError when the ends of one show that they are not sorted by item, each once: to look
    at each line again costs as much as to write it.
    """
    items, before = columns.item, 0
    kinds = "".join(getattr(columns, name).typecode for name in _NAMES)
    for start in range(0, len(columns), BLOCK_LINES):
        end = min(start + BLOCK_LINES, len(columns))
        first, last = items[start], items[end - 1]
        if (start and first <= before) or last - first < end - 1 - start:
            raise ValueError("the lines of a count are sorted by item, each item once")
        before = last
        kept = {name: _squeezed(getattr(columns, name)[start:end]) for name in _NAMES}
        line = columns.first_line + start
        content = _encoder.encode(_Kept(first_line=line, **kept, kinds=kinds))
        yield Block(first_item=first, last_item=last, content=content)


def unpacked(contents: Iterable[bytes]) -> Columns:
    """All lines of these blocks, which come in the order of their items."""
    joined = {name: _integers() for name in _NAMES}
    first_line = 1
    for number, content in enumerate(contents):
        kept = _decoder.decode(content)
        first_line = first_line if number else kept.first_line
        columns = {
            name: _column(kind, getattr(kept, name))
            for name, kind in zip(_NAMES, kept.kinds, strict=True)
        }
        lines = len(columns["item"])
        for name, column in columns.items():
            whole = column * lines if len(column) == 1 else column
            joined[name] = _followed(joined[name], whole) if number else whole
    return Columns(first_line=first_line, **joined)


def find(content: bytes, items: Iterable[int]) -> Iterator[CountedLine]:
    """The lines of those items in a block that somebody counted."""
    block = unpacked([content])
    columns = [getattr(block, name) for name in _NAMES]
    for item in items:
        place = bisect_left(block.item, item)
        if place < len(block) and block.item[place] == item:
            yield CountedLine(block.first_line + place, *(column[place] for column in columns))


class _Kept(msgspec.Struct):
    """A block as it is stored; a column of one number stands for as many as there are items.

    ``kinds``: the typecode of each column, of which older blocks say nothing.
    """

    first_line: int
    item: bytes
    counted: bytes
    row: bytes
    counted_from: bytes
    counted_at: bytes
    kinds: str = "qqqqq"


_NAMES: Final = tuple(one.name for one in fields(Columns) if one.name != "first_line")

_encoder: Final = msgspec.msgpack.Encoder()
_decoder: Final = msgspec.msgpack.Decoder(_Kept)


def _squeezed(column: "array[int]") -> bytes:
    content = column.tobytes()
    first = content[: column.itemsize]
    return first if content == first * len(column) else content


def _column(kind: str, kept: bytes) -> "array[int]":
    column = array(kind)
    column.frombytes(kept)
    return column


def _followed(column: "array[int]", by: "array[int]") -> "array[int]":
    """The one and then the other, which may be wider or narrower."""
    if column.typecode == by.typecode:
        column.extend(by)
        return column
    wide = column if column.typecode == "q" else array("q", column)
    wide.extend(by.tolist())
    return wide
