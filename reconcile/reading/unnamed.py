"""What to say of a text that names no item: what is wrong with it, and what may have been meant.

Where only one item can have been meant, it is offered with the text to write; nobody guesses.
"""

from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from typing import Final

from ledger.counts.bins import is_bin
from ledger.counts.countable import (
    BARCODES,
    SKUS,
    known_names,
    names_between,
    refused_names,
)
from ledger.database import Reading
from ledger.unknown import NearSkus, meant
from reconcile.barcodes.damaged import ZEROS_MAX, Damage, damages_of, is_rounded
from reconcile.barcodes.gtin import (
    contained,
    expected_check_digit,
    forms,
    gtin14,
    is_of_a_shop,
    upc_e_check_digit,
)
from reconcile.barcodes.scans import scan_of, scan_of_tag
from reconcile.reading.heading_words import WORDS
from reconcile.reading.headings import Column, plain
from reconcile.reading.no_values import spreadsheet_error

SHOWN_MAX: Final = 80
"""Letters of a text; longer ones are cut."""

LOOKED_INTO_MAX: Final = 5_000
"""Different texts of which what may be meant is looked up, a millisecond or two each; of the others
it is only told that they are unknown."""

OFFERED_MAX: Final = 3
"""Of more items than these none is named: it is no help."""


class Unnamed:
    """Texts of one column that name no item; each different one is looked into once."""

    def __init__(self, tx: Reading, column: Column) -> None:
        self._tx = tx
        self._column = column
        self._kind = SKUS if column is Column.SKU else BARCODES
        self._near = NearSkus(tx)
        self._problems: dict[str, str] = {}

    def problem(self, text: str) -> str:
        if text not in self._problems:
            is_looked_into = len(self._problems) < LOOKED_INTO_MAX
            found = next(filter(None, self._readings(text)), None) if is_looked_into else None
            shown = repr(text[:SHOWN_MAX])
            self._problems[text] = (
                f"{shown} {found}"
                if found
                else f"{self._column} {shown} is unknown; {self._meant(text)}"
            )
        return self._problems[text]

    def _meant(self, text: str) -> str:
        near = self._near.to(text) if self._kind is SKUS else []
        return meant(near) or "correct it, or create the item"

    def _readings(self, text: str) -> Iterator[str]:
        """Every way to look at it, the surest first; an empty text says nothing."""
        yield spreadsheet_error(text) or ""
        if self._kind is SKUS:
            yield from self._refused([text])
            yield self._barcode(text)
        else:
            yield from self._number(forms(text))
            yield from self._scan(text)
        for damage in damages_of(text):
            yield self._offer(damage, text)
        yield _BIN if is_bin(self._tx, text) else ""
        yield self._damaged(text)

    def _refused(self, texts: Collection[str]) -> Iterator[str]:
        yield from refused_names(self._tx, self._kind, texts).values()

    def _barcode(self, text: str) -> str:
        """People scan into any column; a SKU is compared exactly."""
        skus = set(known_names(self._tx, BARCODES, forms(text)).values())
        if len(skus) != 1:
            return ""
        return f"is no SKU but a barcode of {skus.pop()}; write that, or call the column 'barcode'"

    def _number(self, texts: Collection[str]) -> Iterator[str]:
        """``texts``: all forms of it."""
        yield from self._refused(texts)
        known = known_names(self._tx, BARCODES, texts)
        if len(known) > 1:
            named = " and ".join(f"{sku} (as {code})" for code, sku in sorted(known.items()))
            yield f"is one number for {named}; write the SKU, and take the barcode from one of them"

    def _scan(self, text: str) -> Iterator[str]:
        try:
            gtin = (scan_of_tag if self._column is Column.TAG else scan_of)(text).gtin
        except ValueError as error:
            gtin = ""
            yield str(error)
        yield from self._number(forms(gtin))
        inner = contained(gtin)
        if inner:
            yield from self._number(forms(inner))
            yield from self._case(forms(inner))
        if gtin and not gtin14(text):
            yield f"says GTIN {gtin}, which no item has as its barcode; add it to its item"

    def _case(self, texts: Collection[str]) -> Iterator[str]:
        for sku in known_names(self._tx, BARCODES, texts).values():
            yield (
                f"is a case of {sku}, and nobody has said how many are in it; say so in the "
                f"item's pack size, or write {sku} and count units"
            )

    def _offer(self, damage: Damage, text: str) -> str:
        names = self._names(damage)
        skus = sorted(set(names.values()))
        if not skus or len(skus) > OFFERED_MAX:
            return ""
        if len(skus) > 1:
            return f"{damage.what}; it may mean {', '.join(skus)}: look at the goods"
        name = min(names, key=lambda one: (len(one) != len(text), one))
        of = "" if self._kind is SKUS else f", a barcode of {skus[0]}"
        return (
            f"{damage.what}; of all items only {name!r}{of} can be meant: write that where it is, "
            "and let the column be text"
        )

    def _names(self, damage: Damage) -> Mapping[str, str]:
        """SKU by name, of all that it may have been."""
        if damage.codes:
            texts = chain.from_iterable(
                forms(code) if self._kind is BARCODES else [code] for code in damage.codes
            )
            return known_names(self._tx, self._kind, set(texts))
        found: dict[str, str] = {}
        digits = len(str(damage.high))
        for width in range(digits, digits + ZEROS_MAX + 1):
            low, high = (f"{number:0{width}}" for number in (damage.low, damage.high))
            found |= names_between(self._tx, self._kind, low, high)
        return found

    def _damaged(self, text: str) -> str:
        """What is surely wrong with it, where no item resembles it."""
        if plain(text) in _SUMS:
            return "is a sum of other rows and no item; remove the row"
        if plain(text) in _HEADINGS:
            return (
                "is a word of headings and no item; leave one row of headings, and upload a page "
                "with other columns as a sheet of its own"
            )
        if is_rounded(text):
            return "is what a spreadsheet made of a longer code, and no item has one like it"
        return _wrong_number(text) if self._kind is BARCODES else ""


def _wrong_number(text: str) -> str:
    right, of_upc_e = expected_check_digit(text), upc_e_check_digit(text)
    if right:
        other = f", or {of_upc_e} of an UPC-E" if of_upc_e else ""
        return f"has a wrong check digit (it would be {right}{other}); scan it again"
    return _OF_A_SHOP if is_of_a_shop(text) else ""


_BIN: Final = (
    "is a bin and no item; say the bin of each row in a column of its own, or upload each bin by "
    "itself with --bin"
)
_OF_A_SHOP: Final = (
    "is a number that a shop or its scale made, which may hold a price or a weight, and no item "
    "has it; write the SKU, or add it to its item"
)


_HEADINGS: Final = frozenset().union(
    *(words for column in (Column.SKU, Column.BARCODE, Column.QUANTITY) for words in WORDS[column])
)
_SUMS: Final = frozenset([
    "total", "totals", "subtotal", "sub total", "grand total", "sum",
    "summe", "gesamt", "gesamtsumme", "zwischensumme", "insgesamt",
    "sous total", "total general", "somme", "suma", "totale", "subtotale", "totale generale",
    "somma",
])  # fmt: skip
"""What stands where an item would, on the last row of a table or between its parts."""
