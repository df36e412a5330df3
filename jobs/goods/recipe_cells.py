"""A kit's recipe in words and in one cell: ``COMPONENT=QUANTITY``, in a cell parted by ``;``."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Final

_SEPARATOR: Final = ";"


def parts_from_words(words: Iterable[str]) -> dict[str, int]:
    """Raises ValueError for a word that is no part, and for a component said twice."""
    parts: dict[str, int] = {}
    for word in words:
        sku, _, units = word.rpartition("=")
        if not sku or not units.isascii() or not units.isdigit():
            raise ValueError(f"{word!r} is no part of a kit; write COMPONENT=QUANTITY")
        if sku in parts:
            raise ValueError(f"{sku} is said twice; add its units up")
        parts[sku] = int(units)
    return parts


def parts_from_cell(text: str) -> dict[str, int]:
    """Raises ValueError as `parts_from_words`."""
    try:
        words = next(csv.reader([text], delimiter=_SEPARATOR, skipinitialspace=True, strict=True))
    except csv.Error:
        raise ValueError(f"{text!r} is no recipe; write COMPONENT=QUANTITY;…") from None
    return parts_from_words(words)


def cell_from_parts(parts: Mapping[str, int]) -> str:
    """A SKU with the separator or a quote in it is quoted, as in any CSV."""
    cell = io.StringIO()
    words = [f"{sku}={units}" for sku, units in parts.items()]
    csv.writer(cell, delimiter=_SEPARATOR, lineterminator="").writerow(words)
    return cell.getvalue()
