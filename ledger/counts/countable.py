"""Which item a text on a count sheet names, and whether such an item can be counted.

A text is a SKU or a barcode. Of a few texts the book is asked; for many it is quicker to read all
of its names.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

import msgspec

from ledger.database import Reading, Row
from ledger.joined import item_ranges, joined
from ledger.said import Assembly

ASKED_MAX: Final = 20_000
"""For more texts than this it is quicker to read every name."""

RESEMBLING_MAX: Final = 50
"""Of so many names nobody says which one was meant."""

Lines = tuple[str, str | range]
"""Names, one a line, and a number for each: one a line as well, or those of a range."""


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    source: str


SKUS: Final = Kind("sku", "FROM item")
BARCODES: Final = Kind("code", "FROM barcode JOIN item ON item.id = item_id")


class CountedItem(msgspec.Struct, frozen=True, gc=False):
    """What of an item a difference is judged by; ``unit_cost`` in millionths. ``abc_class``: as a
    count took it, empty where it took none.
    """

    id: int
    sku: str
    unit_cost: int | None
    category: str
    abc_class: str = ""


def asked_names(tx: Reading, kind: Kind, texts: Iterable[str]) -> Lines:
    """Of these texts those that name what can be counted, with the ids of the items."""
    query = f"SELECT {kind.name}, item.id {kind.source} {_WHERE_COUNTED}"
    return _lines(tx.rows_among(f"{query} AND {kind.name} IN (?*)", texts))


def countable_ids(tx: Reading, skus: Iterable[str]) -> dict[str, int]:
    """By SKU, of those that name what can be counted."""
    return tx.mapping(f"SELECT sku, id FROM item {_WHERE_COUNTED} AND sku IN (?*)", skus)


def every_name(tx: Reading, kind: Kind) -> Iterator[Lines]:
    """As `asked_names`, of all that there are, some at a time."""
    (last,) = tx.rows("SELECT coalesce(max(id), 0) FROM item")[0]
    for items in item_ranges(last):
        yield (_skus_in_row(tx, items) if kind is SKUS else None) or _names(tx, kind, items)


def _names(tx: Reading, kind: Kind, items: range) -> Lines:
    counted = f"{kind.source} {_WHERE_COUNTED} {_OF}"
    names, ids = joined(tx, (kind.name, "item.id"), counted, items=items)
    return names, ids


def _skus_in_row(tx: Reading, items: range) -> Lines | None:
    """A SKU for every id of the range, so that the ids need not be told; None where one is missing.

    SQLite keeps a table by its ids. Read without an index it is told forwards, or backwards where
    someone has asked for that: the names at both ends show which.
    """
    if not tx.sqlite:
        return None
    ends = (items.start, items.stop - 1)
    ((some_uncounted,),) = tx.rows(_SOME_UNCOUNTED, ends)
    in_row = _IN_ROW.format(name=_NAME if some_uncounted else "sku")
    names, first, last = tx.rows(in_row, (*ends, *ends))[0]
    whole = names and names.count("\n") == len(items) - 1 and first != last
    forwards = whole and names.startswith(f"{first}\n") and names.endswith(f"\n{last}")
    return (names, items) if forwards else None


def every_pack(tx: Reading) -> Iterator[Lines]:
    """All barcodes of which somebody has said for how many units they stand, and these units."""
    rows = tx.stream("SELECT code, units FROM barcode WHERE units IS NOT NULL")
    while some := list(islice(rows, ASKED_MAX)):
        yield _lines(some)


def refused_names(tx: Reading, kind: Kind, texts: Iterable[str]) -> dict[str, str]:
    """Of these texts those that name what cannot be counted, and why it cannot."""
    query = f"SELECT {kind.name}, stocked {kind.source} WHERE NOT ({COUNTED})"
    rows = tx.rows_among(f"{query} AND {kind.name} IN (?*)", texts)
    return {text: _KIT if stocked else _NOT_STOCKED for text, stocked in rows}


def known_names(tx: Reading, kind: Kind, texts: Iterable[str]) -> dict[str, str]:
    """SKU by name, for those of these texts that the book has."""
    return tx.mapping(f"SELECT {kind.name}, sku {kind.source} WHERE {kind.name} IN (?*)", texts)


def names_between(tx: Reading, kind: Kind, low: str, high: str) -> dict[str, str]:
    """SKU by name, of the first such numbers with as many digits as both ends have."""
    rows = tx.rows(
        f"SELECT {kind.name}, sku {kind.source} WHERE {kind.name} BETWEEN ? AND ? "
        f"AND length({kind.name}) = ? ORDER BY {kind.name} LIMIT ?",
        (low, high, len(low), RESEMBLING_MAX),
    )
    return {name: sku for name, sku in rows if name.isdigit()}


def pack_sizes(tx: Reading, items: Collection[int]) -> Mapping[int, int]:
    return tx.mapping("SELECT id, pack_size FROM item WHERE id IN (?*)", items)


def items_in_category(tx: Reading, category: str) -> set[int]:
    return {item for (item,) in tx.rows("SELECT id FROM item WHERE category = ?", (category,))}


def items_of_supplier(tx: Reading, supplier: str) -> set[int]:
    return {item for (item,) in tx.rows("SELECT id FROM item WHERE supplier = ?", (supplier,))}


def items_in_scope(tx: Reading, *, category: str | None, supplier: str | None) -> set[int] | None:
    """Of both where both are said; None for all items."""
    asked = []
    if category is not None:
        asked.append(items_in_category(tx, category))
    if supplier is not None:
        asked.append(items_of_supplier(tx, supplier))
    return set.intersection(*asked) if asked else None


def countable_among(tx: Reading, items: Iterable[int]) -> set[int]:
    """Those that are stocked themselves."""
    query = f"SELECT id FROM item {_WHERE_COUNTED} AND item.id IN (?*)"
    return {item for (item,) in tx.rows_among(query, items)}


def counted_items(tx: Reading, item_ids: Collection[int]) -> dict[int, CountedItem]:
    """By id."""
    query = "SELECT id, sku, unit_cost, category FROM item WHERE id IN (?*)"
    return {row[0]: CountedItem(*row) for row in tx.rows_among(query, item_ids)}


def _lines(rows: Iterable[Row]) -> Lines:
    rows = list(rows)
    return "\n".join(str(name) for name, _ in rows), "\n".join(str(number) for _, number in rows)


COUNTED: Final = f"stocked = 1 AND assembly <> '{Assembly.COMPONENTS.value}'"
_WHERE_COUNTED: Final = f"WHERE {COUNTED}"
_SOME_UNCOUNTED: Final = f"""
    SELECT EXISTS (SELECT 1 FROM item
                   WHERE (stocked <> 1 OR assembly = '{Assembly.COMPONENTS.value}')
                   AND id BETWEEN ? AND ?)
"""
"""The opposite of ``COUNTED`` in the words of an index that has no other items."""

_OF: Final = "AND item.id IN (?*)"
_NAME: Final = f"CASE WHEN {COUNTED} THEN sku ELSE ' ' END"
_IN_ROW: Final = """
    SELECT names, (SELECT {name} FROM item WHERE id = ?), (SELECT {name} FROM item WHERE id = ?)
    FROM (SELECT group_concat({name}, '\n') AS names
          FROM item NOT INDEXED WHERE id BETWEEN ? AND ?)
"""
"""A space is no cell's text: what cannot be counted keeps its place, and nothing names it."""

_KIT: Final = "is a kit that is never stocked itself; count its components"
_NOT_STOCKED: Final = "is not stocked, so there is nothing to count"
