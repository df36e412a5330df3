"""What to say of a SKU that no item has: that it is unknown, and which ones are written alike.

Nothing is ever taken for another SKU; a person reads the hint and writes what was meant.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

from ledger.database import Reading

OFFERED_MAX: Final = 3
"""More than these are a list, not a hint."""

ASKED_MAX: Final = 5
"""Of a file full of unknown SKUs the first few show what is wrong with all of them."""

COMPARED_MAX: Final = 100_000
"""Items that one SKU is compared with: about half a second."""

LIKENESS_MIN: Final = 0.75
"""Of difflib: two letters of eight may be others, or left out."""


LIST_ITEMS: Final = "list the known ones with `stockbook items list`"
"""The remedy for those who look at what there is."""


class NearSkus:
    """The SKUs of the book that are written like others; read when first asked for."""

    def __init__(self, tx: Reading) -> None:
        self._tx = tx
        self._asked = 0
        self._by_letters: dict[str, str] = {}

    def to(self, sku: str) -> list[str]:
        """The nearest first; none once too many were asked for. Case does not matter here."""
        self._asked += 1
        if self._asked > ASKED_MAX:
            return []
        if not self._by_letters:
            rows = self._tx.rows("SELECT sku FROM item ORDER BY id DESC LIMIT ?", (COMPARED_MAX,))
            self._by_letters = {known.casefold(): known for (known,) in rows}
        letters = sku.casefold()
        near = get_close_matches(letters, self._by_letters, n=OFFERED_MAX, cutoff=LIKENESS_MIN)
        # Case alone is surely what was mistaken; what is merely alike would hide it.
        return [self._by_letters[one] for one in ([letters] if letters in near else near)]


def unknown_skus(
    tx: Reading, skus: Iterable[str], *, remedy: str = "create it with `stockbook items create`"
) -> dict[str, str]:
    """The sentence for each of these, which no item has; ``remedy`` where no SKU is near."""
    near = NearSkus(tx)
    return {sku: f"SKU {sku!r} is unknown; {meant(near.to(sku)) or remedy}" for sku in sorted(skus)}


def meant(near: list[str]) -> str:
    """Nothing where nothing is near."""
    return f"did you mean {' or '.join(map(repr, near))}?" if near else ""
