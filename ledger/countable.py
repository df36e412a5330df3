"""Which item a text on a count sheet means, and whether such an item can be counted."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from ledger.database import Reading, Row
from ledger.items import Assembly

ASKED_MAX: Final = 20_000
"""For more texts than this it is quicker to read every item."""


@dataclass(frozen=True, slots=True)
class Countable:
    """Items by the texts that name them; ``refused`` says why others cannot be counted."""

    ids: Mapping[str, int]
    refused: Mapping[str, str]


def countable_by_sku(tx: Reading, skus: Collection[str]) -> Countable:
    return _countable(_rows(tx, _BY_SKU, "item.sku", skus))


def countable_by_barcode(tx: Reading, codes: Collection[str]) -> Countable:
    return _countable(_rows(tx, _BY_BARCODE, "barcode.code", codes))


def items_in_category(tx: Reading, category: str) -> set[int]:
    return {item for (item,) in tx.rows("SELECT id FROM item WHERE category = ?", (category,))}


def _rows(tx: Reading, query: str, column: str, texts: Collection[str]) -> list[Row]:
    if len(texts) > ASKED_MAX:
        return tx.rows(query)
    return tx.rows_among(f"{query} WHERE {column} IN (?*)", texts)


def _countable(rows: Collection[Row]) -> Countable:
    ids: dict[str, int] = {}
    refused: dict[str, str] = {}
    for text, item, stocked, assembly in rows:
        if not stocked:
            refused[text] = "is not stocked, so there is nothing to count"
        elif assembly == Assembly.COMPONENTS:
            refused[text] = "is a kit that is never stocked itself; count its components"
        else:
            ids[text] = item
    return Countable(ids, refused)


_BY_SKU: Final = "SELECT item.sku, item.id, item.stocked, item.assembly FROM item"

_BY_BARCODE: Final = """
    SELECT barcode.code, item.id, item.stocked, item.assembly
    FROM barcode JOIN item ON item.id = barcode.item_id
"""
