"""An item's barcodes in words and in a cell: ``CODE``, or ``CODE=UNITS`` where it holds several."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from ledger.said import ItemRecord

Barcodes = Mapping[str, int | None]
"""By code for how many units it stands, where that is said."""


def barcodes_from_words(words: Iterable[str]) -> Barcodes:
    found: dict[str, int | None] = {}
    for word in words:
        said = _WITH_UNITS.fullmatch(word)
        found[said[1] if said else word] = int(said[2]) if said else None
    return found


def barcodes_from_cell(text: str) -> Barcodes:
    return barcodes_from_words(text.split(_SEPARATOR))


def barcode_values(barcodes: Barcodes) -> dict[str, Any]:
    """What of an `ItemRecord` they are."""
    units = {code: units for code, units in barcodes.items() if units is not None}
    return {"barcodes": tuple(barcodes), "barcode_units": units}


def cell_from_barcodes(record: ItemRecord) -> str:
    """A code that looks like one with its units is written with the one that it stands for."""
    units = record.barcode_units
    return _SEPARATOR.join(
        f"{code}={units.get(code, 1)}" if code in units or _WITH_UNITS.fullmatch(code) else code
        for code in record.barcodes
    )


_SEPARATOR: Final = " "
"""Between the codes of one cell; no barcode holds a space."""

_WITH_UNITS: Final = re.compile(r"([^/?]+)=([1-9][0-9]{0,11})")
"""A link may end in an equals sign and a number; it is a code as it stands."""
