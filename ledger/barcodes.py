"""The barcodes of items: each names one item, alone or so many units of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from ledger.database import Reading, Writing
from ledger.said import Said


def barcode_skus(tx: Reading, codes: Iterable[str]) -> dict[str, str]:
    """SKU by barcode, for the codes that are known."""
    query = "SELECT code, sku FROM barcode JOIN item ON item.id = item_id WHERE code IN (?*)"
    return dict(tx.rows_among(query, codes))


def foreign_barcodes(tx: Reading, said: Sequence[Said]) -> Iterator[tuple[int, str]]:
    """Those of another item already, each with the index of who wants it."""
    owners = barcode_skus(tx, [code for one in said for code in one.barcodes])
    for index, one in enumerate(said):
        for code in one.barcodes:
            if owners.get(code, one.sku) != one.sku:
                yield index, f"barcode {code!r} of {one.sku} belongs to {owners[code]} already"


def new_barcodes(tx: Reading, said: Sequence[Said]) -> dict[str, list[tuple[str, int | None]]]:
    """By SKU those that are new, or stand for other units than before, with their units."""
    codes = [code for one in said for code in one.barcodes]
    known = tx.mapping("SELECT code, units FROM barcode WHERE code IN (?*)", codes)

    def is_new(code: str, units: int | None) -> bool:
        return code not in known or units not in (None, known[code])

    new = {
        one.sku: [
            (code, units)
            for code in one.barcodes
            for units in [one.barcode_units.get(code)]
            if is_new(code, units)
        ]
        for one in said
    }
    return {sku: codes for sku, codes in new.items() if codes}


def add_barcodes(tx: Writing, new: Mapping[str, list[tuple[str, int | None]]]) -> None:
    ids = tx.mapping("SELECT sku, id FROM item WHERE sku IN (?*)", new)
    rows = [(code, ids[sku], units) for sku, codes in new.items() for code, units in codes]
    tx.run_many(_SAVE_BARCODE, rows)


_SAVE_BARCODE: Final = """
    INSERT INTO barcode (code, item_id, units) VALUES (?, ?, ?)
    ON CONFLICT (code) DO UPDATE SET units = excluded.units
"""
