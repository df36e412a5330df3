"""How many units one code on the goods stands for: one, or a case's pack size."""

import numpy as np

from ledger.counts.countable import pack_sizes
from ledger.database import Reading
from reconcile.arrays import Integers
from reconcile.reading.names import Found

UNPACKED = -3
"""A case of an item whose pack size is not known, in the place of the item's id."""


def units_of(tx: Reading, found: Found) -> Integers:
    """As the book says of the code, else the pack size where its number is that of a case."""
    units = np.maximum(found.units, 1)
    cases = found.is_case & (found.units == 0) & (found.item > 0)
    if cases.any():
        units = units.astype(np.int64)
        units[cases] = packs_of(tx, found.item[cases])
    return units


def packs_of(tx: Reading, items: Integers) -> Integers:
    """The pack size of each."""
    different, places = np.unique(items, return_inverse=True)
    sizes = pack_sizes(tx, different.tolist())
    found: Integers = np.array([sizes[item] for item in different.tolist()], dtype=np.int64)
    return found[places]
