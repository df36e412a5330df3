"""What a sheet says of the state of its rows: available, packed, damaged, or in inspection.

The lines of a count are of on hand as a whole, so the rows of all states are added up, and how
many there were of each is kept beside the line. A sheet with such rows declares that those goods
were counted. Of an item whose available goods have no row nobody knows whether they were counted.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np

from ledger.counts.shelf import PACKED as PACKED_GOODS
from ledger.values import State
from reconcile.arrays import Integers
from reconcile.reading.headings import plain
from reconcile.reading.layouts import PROBLEMS_MAX
from reconcile.reading.no_values import short

AVAILABLE, PACKED, DAMAGED, INSPECTION = range(4)

NAMES: Final = (
    State.AVAILABLE.value,
    PACKED_GOODS,
    State.DAMAGED.value,
    State.INSPECTION.value,
)
"""Of the four above."""


def state_of(text: str) -> int:
    """An empty text says that they are available. Raises ValueError for no state."""
    word = plain(text)
    if not word:
        return AVAILABLE
    for state, words in _WORDS.items():
        if word in words:
            return state
    raise ValueError(f"{short(text)} is no state; write available, packed, damaged or inspection")


def some_of(states: Integers | None, state: int) -> bool:
    return states is not None and bool((states == state).any())


def state_problems(
    item: Integers,
    states: Integers,
    *,
    packed_counted: bool | None,
    damaged_counted: bool | None,
    alone: bool,
) -> Iterator[tuple[int, str]]:
    """Rows that contradict what was declared; and those beside which others must be missing.

    ``alone``: no other sheet has those, and what is not on this one was not seen to be missing.
    """
    said = ((PACKED, "packed", packed_counted), (DAMAGED, "damaged", damaged_counted))
    for state, name, counted in said:
        if counted is False and some_of(states, state):
            place = int(np.flatnonzero(states == state)[0])
            text = f"is {name}, and --{name} not-counted says that no such goods were counted"
            yield place, text
    if not alone:
        return
    apart = (states != AVAILABLE) & (item > 0)
    alone = apart & ~np.isin(item, item[states == AVAILABLE])
    for place in np.flatnonzero(alone)[:PROBLEMS_MAX].tolist():
        yield place, ALONE.format(NAMES[int(states[place])])


def _words(text: str) -> frozenset[str]:
    return frozenset(word.strip() for word in text.split(","))


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
_WORDS: Final = {
    AVAILABLE: _AVAILABLE,
    PACKED: _PACKED,
    DAMAGED: _DAMAGED,
    INSPECTION: _INSPECTION,
}
ALONE: Final = (
    "counts goods of this item that are {}, and no row counts those that are available: add one, "
    "with 0 if there are none"
)
