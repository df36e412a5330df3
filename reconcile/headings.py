"""Which column a heading means, in the words that people and their systems use.

A heading that says *counted* is surer than one that says *quantity*, which may be what the system
expected; so each column has sure words and words that only count when no sure one is there.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final


class Column(StrEnum):
    """What a count sheet may say of a line."""

    SKU = "sku"
    BARCODE = "barcode"
    QUANTITY = "quantity"
    COUNTED_AT = "counted_at"
    BIN = "bin"
    LOCATION = "location"


class AmbiguousError(Exception):
    """Several headings mean one column. The text names them."""


def columns_of(headings: Sequence[str]) -> dict[Column, int]:
    """The place of each column that is there. Raises AmbiguousError; other headings are ignored."""
    words = [plain(heading) for heading in headings]
    found: dict[Column, int] = {}
    for column, (sure, likely) in _WORDS.items():
        places = [place for place, word in enumerate(words) if word in sure]
        places = places or [place for place, word in enumerate(words) if word in likely]
        if len(places) > 1:
            named = " and ".join(repr(headings[place]) for place in places)
            raise AmbiguousError(f"{named} both mean {column}; rename or remove all but one")
        if places:
            found[column] = places[0]
    return found


def is_heading(headings: Sequence[str]) -> bool:
    """Whether this row names a quantity and something to know the item by."""
    try:
        found = columns_of(headings)
    except AmbiguousError:
        return True
    return Column.QUANTITY in found and (Column.SKU in found or Column.BARCODE in found)


def plain(heading: str) -> str:
    """Lower case, without accents and punctuation: ``Qté comptée`` is ``qte comptee``.

    A program's ``CountedQty`` is two words as well.
    """
    letters = unicodedata.normalize("NFKD", _WORD_BEGIN.sub(" ", heading).casefold())
    without_accents = "".join(one for one in letters if not unicodedata.combining(one))
    return " ".join(re.findall(r"[^\W_]+", without_accents))


_WORD_BEGIN: Final = re.compile("(?<=[a-z])(?=[A-Z])")


def _words(text: str) -> frozenset[str]:
    return frozenset(word.strip() for word in text.split(","))


_WORDS: Final[Mapping[Column, tuple[frozenset[str], frozenset[str]]]] = {
    Column.SKU: (
        _words(
            "sku, item sku, variant sku, seller sku, merchant sku, msku, product sku, stock code, "
            "stockcode, item code, item number, item no, item id, product code, product number, "
            "part number, part no, sku code, sku number, material number, "
            "article number, article code, artikelnummer, artikel nr, artikelnr, sachnummer, "
            "materialnummer, "
            "code article, reference article, codigo de articulo, codice articolo"
        ),
        _words(
            "item, product, article, artikel, material, code, ref, reference, codigo, codice, "
            "articulo, articolo, referencia, riferimento"
        ),
    ),
    Column.BARCODE: (
        _words(
            "barcode, bar code, ean, ean13, ean code, gtin, gtin 13, upc, upc code, isbn, jan, "
            "strichcode, barcode nummer, code barre, code barres, code a barres, "
            "codigo de barras, codice a barre"
        ),
        frozenset(),
    ),
    Column.QUANTITY: (
        _words(
            "counted, counted quantity, counted qty, count quantity, count qty, quantity counted, "
            "qty counted, physical qoh, physical quantity, physical qty, physical count, "
            "physical stock, new count, new quantity, on hand new, actual quantity, actual qty, "
            "actual count, actual stock, actual, found, quantity found, qty found, "
            "gezahlt, gezahlte menge, gezahlter bestand, bestand gezahlt, zahlmenge, istbestand, "
            "ist bestand, ist menge, "
            "stock physique, quantite comptee, qte comptee, compte, cantidad contada, contado, "
            "conteo, quantita contata, contato, conteggio"
        ),
        _words(
            "quantity, qty, count, units, pieces, pcs, amount, stock, on hand, quantity on hand, "
            "qty on hand, on hand quantity, on hand qty, in stock, stock quantity, stock qty, "
            "inventory quantity, inventory qty, variant inventory qty, menge, anzahl, "
            "bestand, stuck, stuckzahl, quantite, qte, nombre, cantidad, unidades, quantita, "
            "qta, pezzi"
        ),
    ),
    Column.COUNTED_AT: (
        _words(
            "counted at, counted on, count time, count date, time counted, date counted, "
            "scanned at, scan time, gezahlt am, gezahlt um, zahlzeitpunkt, compte le, "
            "contado el, contato il"
        ),
        _words("timestamp, datetime, date time, time, date, zeitpunkt, datum, fecha, data, heure"),
    ),
    Column.BIN: (
        _words(
            "bin, bin location, bin name, bin code, storage bin, shelf, lagerplatz, lagerfach, "
            "regal, regalplatz, fach, emplacement, casier, ubicacion, estante, ubicazione, "
            "scaffale"
        ),
        frozenset(),
    ),
    Column.LOCATION: (
        _words("location code, location name, stock location, standort, lagerort"),
        _words("location, warehouse, site, store, lager, magasin, entrepot, almacen, magazzino"),
    ),
}
