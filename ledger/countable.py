"""Which item a text on a count sheet means, and whether such an item can be counted."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ledger.database import Reading
from ledger.items import Assembly
from ledger.joined import item_ranges, joined

ASKED_MAX: Final = 20_000
"""For more texts than this it is quicker to read every item, by `every_sku` or `every_barcode`."""


@dataclass(frozen=True, slots=True)
class Countable:
    """Items by the texts that name them; ``refused`` says why others cannot be counted."""

    ids: Mapping[str, int]
    refused: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CountedItem:
    """What of an item's master data a difference is judged by; ``unit_cost`` in millionths."""

    id: int
    sku: str
    unit_cost: int | None
    category: str


def countable_by_sku(tx: Reading, skus: Collection[str]) -> Countable:
    return _countable(tx, "SELECT sku, item.id, stocked FROM item", "sku", skus)


def countable_by_barcode(tx: Reading, codes: Collection[str]) -> Countable:
    query = "SELECT code, item.id, stocked FROM barcode JOIN item ON item.id = barcode.item_id"
    return _countable(tx, query, "code", codes)


def every_sku(tx: Reading) -> Iterator[tuple[str, str]]:
    """Of all that can be counted, some at a time: SKUs and item ids, one a line."""
    return _every(tx, "sku", "FROM item")


def every_barcode(tx: Reading) -> Iterator[tuple[str, str]]:
    """As `every_sku`."""
    return _every(tx, "code", "FROM barcode JOIN item ON item.id = barcode.item_id")


def items_in_category(tx: Reading, category: str) -> set[int]:
    return {item for (item,) in tx.rows("SELECT id FROM item WHERE category = ?", (category,))}


def counted_items(tx: Reading, item_ids: Collection[int]) -> dict[int, CountedItem]:
    """By id."""
    query = "SELECT id, sku, unit_cost, category FROM item WHERE id IN (?*)"
    return {row[0]: CountedItem(*row) for row in tx.rows_among(query, item_ids)}


def _countable(tx: Reading, query: str, column: str, texts: Collection[str]) -> Countable:
    rows = tx.rows_among(f"{query} {_WHERE_COUNTED} AND {column} IN (?*)", texts)
    others = tx.rows_among(f"{query} {_WHERE_NOT} AND {column} IN (?*)", texts)
    return Countable(
        ids={text: item for text, item, _ in rows},
        refused={text: _KIT if stocked else _NOT_STOCKED for text, _, stocked in others},
    )


def _every(tx: Reading, column: str, source: str) -> Iterator[tuple[str, str]]:
    (last,) = tx.rows("SELECT coalesce(max(id), 0) FROM item")[0]
    for items in item_ranges(last):
        counted = f"{source} {_WHERE_COUNTED} {_OF}"
        names, ids = joined(tx, (column, "item.id"), counted, items=items)
        yield names, ids


COUNTED: Final = f"stocked = 1 AND assembly <> '{Assembly.COMPONENTS.value}'"
_WHERE_COUNTED: Final = f"WHERE {COUNTED}"
_WHERE_NOT: Final = f"WHERE NOT ({COUNTED})"
_OF: Final = "AND item.id IN (?*)"
_KIT: Final = "is a kit that is never stocked itself; count its components"
_NOT_STOCKED: Final = "is not stocked, so there is nothing to count"
