"""What to say of barcodes that are kept as they are, but may not be what was meant."""

from collections.abc import Iterator, Sequence
from typing import Final

from ledger.barcodes import barcode_skus
from ledger.database import Reading
from ledger.said import Said
from reconcile.barcodes.damaged import is_rounded
from reconcile.barcodes.gtin import contained, expected_check_digit, forms, gtin14

WARNINGS_MAX: Final = 1_000
"""A person looks into the file long before reading more than this."""


def barcode_warnings(tx: Reading, said: Sequence[Said]) -> list[str]:
    """Of items that the book has taken."""
    codes = {code for one in said for code in one.barcodes}
    owners = barcode_skus(tx, {form for code in codes for form in forms(code)})
    sized = {code for (code,) in tx.rows_among(_SIZED, codes)}
    found = [
        f"barcode {code!r} of {one.sku} {warning}"
        for one in said
        for code in one.barcodes
        for warning in _warnings(one.sku, code, owners, is_sized=code in sized)
    ]
    more = len(found) - WARNINGS_MAX
    return found if more <= 0 else [*found[:WARNINGS_MAX], f"and {more} warnings more"]


def _warnings(sku: str, code: str, owners: dict[str, str], *, is_sized: bool) -> Iterator[str]:
    if right := expected_check_digit(code):
        yield (
            f"has a wrong check digit, which would be {right}; unless it is a number of your own, "
            "mend it"
        )
    if is_rounded(code):
        yield "is what a spreadsheet made of a longer code; write the code itself"
    if len(code) in _UPC_WITHOUT_ZEROS and gtin14(code.zfill(_UPC)):
        yield f"may have lost zeros at its beginning, as {code.zfill(_UPC)}"
    others = sorted({owners[form] for form in forms(code) if form in owners} - {sku})
    if others:
        yield f"is the same number as one of {', '.join(others)}: a count by it is refused"
    number = gtin14(code)
    if number and contained(number) and not is_sized:
        yield (
            "is that of a case, which counts as one unit; say how many are in it: --pack-size, or "
            f"{code}=UNITS"
        )


_SIZED: Final = """
    SELECT code FROM barcode JOIN item ON item.id = barcode.item_id
    WHERE code IN (?*) AND (item.pack_size > 1 OR barcode.units IS NOT NULL)
"""
"""Of which it is known how many units they stand for."""

_UPC: Final = 12
_UPC_WITHOUT_ZEROS: Final = (9, 10, 11)
"""Shorter numbers are more often codes of somebody's own."""
