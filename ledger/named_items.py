"""What people call items: of some of them at a time."""

from collections.abc import Iterable
from dataclasses import dataclass

from ledger.database import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedItem:
    """``barcode``: the shortest of its codes, which is the one of a single unit; "" without any."""

    id: int
    sku: str
    name: str
    category: str
    barcode: str


def named_items(tx: Reading, items: Iterable[int]) -> dict[int, NamedItem]:
    """By id."""
    wanted = list(items)
    codes: dict[int, str] = {}
    for item, code in tx.rows_among("SELECT item_id, code FROM barcode WHERE item_id IN (?*)",
                                    wanted):  # fmt: skip
        codes[item] = min(code, codes.get(item, code), key=lambda one: (len(one), one))
    rows = tx.rows_among("SELECT id, sku, name, category FROM item WHERE id IN (?*)", wanted)
    return {
        item: NamedItem(id=item, sku=sku, name=name, category=category, barcode=codes.get(item, ""))
        for item, sku, name, category in rows
    }
