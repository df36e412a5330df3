"""What columns without a heading that is known look like: a proposal for a person, never a choice.

Where two columns look like the same, neither is proposed.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from reconcile.barcodes.gs1 import is_label
from reconcile.barcodes.gtin import gtin14
from reconcile.barcodes.rfid import is_tag
from reconcile.reading.headings import Column


def looks_like(columns: Mapping[int, Sequence[str]]) -> dict[int, Column]:
    """By place, of the cells by place; blank cells say nothing."""
    filled = {
        place: [one.strip() for one in cells if one.strip()] for place, cells in columns.items()
    }
    looks = {place: _look(cells) for place, cells in filled.items() if cells}
    found = {
        place: look for place, look in looks.items()
        if look and sum(look is one for one in looks.values()) == 1
    }  # fmt: skip
    if Column.BARCODE not in looks.values() and Column.TAG not in looks.values():
        texts = [
            place for place, look in looks.items()
            if look is None and len({*filled[place]}) == len(filled[place])
        ]  # fmt: skip
        if len(texts) == 1:
            found[texts[0]] = Column.SKU
    return found


def _look(cells: Sequence[str]) -> Column | None:
    return next((column for column, fits in _LOOKS.items() if all(map(fits, cells))), None)


_QUANTITY: Final = re.compile(r"[0-9]{1,6}(?:[.,]0+)?")
_INSTANT: Final = re.compile(r"[0-9]{1,4}[-./][0-9]{1,2}[-./][0-9]{1,4}[ T,]+[0-9]{1,2}:[0-9]{2}.*")
_LOOKS: Final[Mapping[Column, Callable[[str], bool]]] = {
    Column.TAG: is_tag,
    Column.BARCODE: lambda text: bool(gtin14(text)) or is_label(text),
    Column.QUANTITY: lambda text: bool(_QUANTITY.fullmatch(text)),
    Column.COUNTED_AT: lambda text: bool(_INSTANT.fullmatch(text)),
}
"""The surest first."""
