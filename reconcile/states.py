"""What a sheet says of its rows beside how many there were: their state, and their lot.

The lines of a count are of on hand as a whole. Packed goods are a part of it, so rows that say so
are added up with the others, and the sheet declares that packed goods were counted. Of goods that
are damaged or wait for inspection a line could not tell how many there were, so their rows are
refused rather than added up unsaid. Lots are added up; they only tell rows apart.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Final

import numpy as np

from ledger.counts import Problem
from reconcile.arrays import Integers
from reconcile.blocks import Block
from reconcile.cells import Parsed, parsed
from reconcile.headings import Column, plain
from reconcile.layouts import PROBLEMS_MAX, TextSheet
from reconcile.numbers import short
from reconcile.texts import Coded, Coding

AVAILABLE, PACKED = 0, 1


def state_of(text: str) -> int:
    """AVAILABLE or PACKED; an empty text says nothing else. Raises ValueError for another state."""
    word = plain(text)
    if not word or word in _AVAILABLE:
        return AVAILABLE
    if word in _PACKED:
        return PACKED
    for words, advice in _APART.items():
        if word in words:
            raise ValueError(f"{short(text)}: {advice}")
    raise ValueError(f"{short(text)} is no state; write available, packed, damaged or inspection")


def some_packed(states: Parsed | None) -> bool:
    return states is not None and bool((states.integers == PACKED).any())


class Remarks:
    """State and lot of all rows, while the blocks of a sheet come one by one."""

    def __init__(self, text: TextSheet) -> None:
        self._headings = text.headings
        self._codings = {
            column: Coding() for column in (Column.STATE, Column.LOT) if column in text.headings
        }
        self._coded: dict[Column, Coded] = {}
        self._valueless: list[Problem] = []

    def add(self, block: Block) -> None:
        for column, coding in self._codings.items():
            coding.add(block.cells[column])
        for column in _TEXTS:
            if column in block.cells:
                left = PROBLEMS_MAX - len(self._valueless)
                found = _valueless(block, column, self._headings[column])
                self._valueless += islice(found, left)

    def states(self) -> Parsed | None:
        """None when the sheet does not say."""
        coded = self._whole(Column.STATE)
        return None if coded is None else parsed(coded, state_of, problems_max=PROBLEMS_MAX)

    def problems(
        self, row: Integers, states: Parsed | None, *, packed_counted: bool | None
    ) -> list[Problem]:
        """``row``: all row numbers. ``packed_counted``: as the uploader says."""
        found = list(self._valueless)
        if states is None:
            return found
        heading = self._headings[Column.STATE]
        found += [Problem(row=int(row[place]), column=heading, problem=text)
                  for place, text in states.problems]  # fmt: skip
        if packed_counted is False and some_packed(states):
            place = int(np.flatnonzero(states.integers == PACKED)[0])
            text = "is packed, and --packed not-counted says that no such goods were counted"
            found.append(Problem(row=int(row[place]), column=heading, problem=text))
        return found

    def apart(self, bins: Coded | None) -> Coded | None:
        """The same bins, each told apart by lot and state: there a row is not the other again."""
        remarks = [one for one in map(self._whole, (Column.STATE, Column.LOT)) if one is not None]
        if bins is None or not remarks:
            return bins
        codes = bins.codes.astype(np.int64)
        for other, texts in remarks:
            codes = codes * len(texts) + other
        _, first, again = np.unique(codes, return_index=True, return_inverse=True)
        return Coded(again, [bins.texts[bins.codes[place]] for place in first.tolist()])

    def _whole(self, column: Column) -> Coded | None:
        """A column from its first row to its last; a coding gives it away only once."""
        if column in self._codings:
            self._coded[column] = self._codings.pop(column).coded()
        return self._coded.get(column)


def _valueless(block: Block, column: Column, heading: str) -> Iterator[Problem]:
    """Cells that a spreadsheet could not work out; elsewhere they are no number and no name."""
    texts = block.cells[column]
    marked = (texts.content[texts.begin] == _MARK) & (texts.length > 0)
    for place in np.flatnonzero(marked).tolist():
        if _is_error(text := texts[place]):
            problem = f"is the error {text}; mend its formula, or write its value"
            yield Problem(row=int(block.row[place]), column=heading, problem=problem)


def _is_error(text: str) -> bool:
    return text.rstrip("!?").upper() in _ERRORS


def _words(text: str) -> frozenset[str]:
    return frozenset(word.strip() for word in text.split(","))


_MARK: Final = ord("#")
_TEXTS: Final = (Column.BIN, Column.LOT, Column.LOCATION)
_ERRORS: Final = _words(
    "#N/A, #NV, #REF, #BEZUG, #VALUE, #WERT, #VALOR, #VALEUR, #VALORE, #DIV/0, #NAME, #NOMBRE, "
    "#NOME, #NOM, #NULL, #NUM, #ZAHL, #NOT CALCULATED"
)
"""As the spreadsheets of our languages write them, without the mark at the end."""

_AVAILABLE: Final = _words(
    "available, sellable, good, ok, new, normal, saleable, fulfillable, newitem, new item, "
    "verfugbar, frei, gut, verkaufbar, neu, in ordnung, "
    "disponible, vendable, bon, bon etat, neuf, vendible, bueno, buen estado, nuevo, "
    "disponibile, vendibile, buono, nuovo"
)
_PACKED: Final = _words(
    "packed, verpackt, gepackt, emballe, embale, empaquetado, embalado, imballato, confezionato"
)
_DAMAGED: Final = _words(
    "damaged, damage, defective, broken, unsellable, unsaleable, unfulfillable, bad, "
    "customer damaged, carrier damaged, warehouse damaged, distributor damaged, expired, "
    "beschadigt, defekt, kaputt, schadhaft, unverkauflich, "
    "endommage, defectueux, abime, casse, invendable, mauvais, "
    "danado, danada, defectuoso, defectuosa, averiado, roto, no vendible, "
    "danneggiato, danneggiata, difettoso, difettosa, rotto, guasto, invendibile"
)
_INSPECTION: Final = _words(
    "inspection, in inspection, quarantine, on hold, hold, returned, return, to check, "
    "prufung, in prufung, quarantane, gesperrt, retoure, rucklaufer, ruckgabe, "
    "a controler, controle, quarantaine, retour, retourne, "
    "inspeccion, cuarentena, devuelto, devolucion, "
    "ispezione, da controllare, quarantena, reso"
)
_APART: Final = {
    _DAMAGED: "a count cannot hold damaged goods apart from others: add them to the item's other "
    "rows and say --damaged counted, or remove the row and say --damaged not-counted",
    _INSPECTION: "a count cannot hold goods in inspection apart from others: they are always "
    "counted, so add them to the item's other rows",
}
