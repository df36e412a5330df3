"""The item of each row of a sheet: by its SKU, and where that is empty by its barcode."""

from collections.abc import Mapping
from functools import partial
from typing import Final

import numpy as np
import numpy.typing as npt

from ledger.countable import (
    Countable,
    countable_by_barcode,
    countable_by_sku,
    every_barcode,
    every_sku,
)
from ledger.database import Reading
from reconcile.arrays import Integers, narrowed
from reconcile.blocks import Block
from reconcile.cells import Parsed
from reconcile.headings import Column
from reconcile.layouts import PROBLEMS_MAX, TextSheet
from reconcile.names import EMPTY, LookUp, Names, texts_at


class Naming:
    """The columns that name items, while the blocks of a sheet come one by one."""

    def __init__(self, tx: Reading, text: TextSheet) -> None:
        self._text = text
        self._look_up: Mapping[Column, LookUp] = {
            Column.SKU: partial(countable_by_sku, tx),
            Column.BARCODE: partial(countable_by_barcode, tx),
        }
        everything = {
            Column.SKU: partial(every_sku, tx),
            Column.BARCODE: partial(every_barcode, tx),
        }
        self._names = {
            column: Names(look_up, everything[column])
            for column, look_up in self._look_up.items()
            if column in text.headings
        }

    def add(self, block: Block) -> None:
        for column, names in self._names.items():
            names.add(block.cells[column])

    def items(self, row: Integers) -> Parsed:
        """Ids, and for each row without one what is wrong; ``row``: all row numbers."""
        nothing = np.broadcast_to(np.int64(EMPTY), len(row))
        sku, barcode = (
            self._names[column].items() if column in self._names else nothing
            for column in (Column.SKU, Column.BARCODE)
        )
        problems = [
            *self._unknown(Column.SKU, row, sku == _NONE),
            *self._unknown(Column.BARCODE, row, (barcode == _NONE) & (sku == EMPTY)),
            *_told((sku == EMPTY) & (barcode == EMPTY), _NAMELESS),
            *_told((sku > 0) & (barcode > 0) & (sku != barcode), _ANOTHER),
        ]
        return Parsed(narrowed(np.where(sku == EMPTY, barcode, sku)), problems)

    def _unknown(
        self, column: Column, row: Integers, wrong: npt.NDArray[np.bool_]
    ) -> list[tuple[int, str]]:
        places = np.flatnonzero(wrong)[:PROBLEMS_MAX]
        if not len(places):
            return []
        rows = row[places].tolist()
        cells = ((block.row, block.cells[column]) for block in self._text.blocks())
        texts = texts_at(cells, rows)
        known = self._look_up[column](set(texts.values()))
        return [
            (place, _unknown_text(column, texts[number], known))
            for place, number in zip(places.tolist(), rows, strict=True)
        ]


_NONE: Final = 0
_NAMELESS: Final = "names no item; write its SKU or barcode"
_ANOTHER: Final = "is another item than the barcode of its row"


def _told(wrong: npt.NDArray[np.bool_], problem: str) -> list[tuple[int, str]]:
    return [(place, problem) for place in np.flatnonzero(wrong)[:PROBLEMS_MAX].tolist()]


def _unknown_text(column: Column, name: str, known: Countable) -> str:
    if name in known.refused:
        return f"{name!r} {known.refused[name]}"
    return f"{column} {name[:80]!r} is unknown; correct it, or create the item"
