"""The headings of the files that people feed: items, opening stock and moves, in five languages.

A column's own name is surest. The words of what a count sheet has, too, are those of its headings.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from reconcile.reading.heading_words import WORDS, Column
from reconcile.reading.headings import plain

Words = Mapping[str, Sequence[frozenset[str]]]
"""By column; of each the surest first."""


def named_columns(heading: Sequence[str], known: Sequence[str]) -> list[str]:
    """The column that each heading means; a heading that means none stays as it is."""
    names = [text.strip().lower() for text in heading]
    found = {name for name in names if name in known}
    words = [plain(text) for text in heading]
    for column in known:
        if column not in found and (places := _meaning(column, names, words, known)):
            for place in places:
                names[place] = column
    return names


def _meaning(
    column: str, names: Sequence[str], words: Sequence[str], known: Sequence[str]
) -> list[int]:
    """Where headings stand that mean this column and are no column's own name."""
    free = [place for place, name in enumerate(names) if name not in known]
    for tier in _WORDS.get(column, ()):
        if places := [place for place in free if words[place] in tier]:
            return places
    return []


def _words(text: str) -> list[frozenset[str]]:
    return [frozenset(word.strip() for word in text.split(","))]


_WORDS: Final[Words] = {
    "sku": WORDS[Column.SKU],
    "quantity": WORDS[Column.QUANTITY],
    "barcodes": [WORDS[Column.BARCODE][0] | {"barcodes", "eans", "gtins", "codes barres"}],
    "location": WORDS[Column.LOCATION],
    "lot": WORDS[Column.LOT],
    "name": _words(
        "item name, product name, title, description, bezeichnung, artikelbezeichnung, "
        "artikelname, produktname, beschreibung, titel, nom, designation, libelle, "
        "nom de l article, nom du produit, titre, nombre, nombre del articulo, "
        "nombre del producto, descripcion, denominacion, titulo, nome, nome articolo, "
        "nome prodotto, descrizione, denominazione, titolo"
    ),
    "category": _words(
        "category name, product category, item category, group, kategorie, warengruppe, "
        "artikelgruppe, produktgruppe, categorie, famille, famille d articles, rayon, "
        "categoria, familia, grupo, famiglia, gruppo, gruppo merceologico"
    ),
    "supplier": _words(
        "supplier name, vendor, vendor name, lieferant, lieferantenname, hersteller lieferant, "
        "fournisseur, nom du fournisseur, proveedor, nombre del proveedor, fornitore, "
        "nome fornitore"
    ),
    "pack_size": _words(
        "pack size, packsize, case size, case quantity, case qty, units per case, units per pack, "
        "carton quantity, verpackungseinheit, ve, packungsgrosse, gebindegrosse, "
        "stuck pro karton, taille du lot, conditionnement, colisage, unites par carton, "
        "pieces par carton, unidades por caja, unidades por paquete, tamano del paquete, "
        "pezzi per confezione, pezzi per cartone, confezione"
    ),
    "unit_cost": _words(
        "unit cost, cost, cost price, purchase price, cost per item, cost per unit, "
        "default unit cost, einkaufspreis, ek, ek preis, ek netto, einstandspreis, stuckkosten, "
        "prix d achat, prix de revient, cout unitaire, cout d achat, precio de compra, "
        "precio de coste, precio de costo, coste unitario, costo unitario, coste, costo, "
        "prezzo di acquisto, prezzo d acquisto, costo di acquisto"
    ),
    "stocked": _words(
        "stockable, track inventory, track stock, lagergefuhrt, lagerartikel, bestandsgefuhrt, "
        "stocke, gere en stock, suivi de stock, almacenable, gestionar stock, "
        "gestito a magazzino, a magazzino"
    ),
    "recipe": _words(
        "components, bill of materials, bom, stuckliste, rezept, rezeptur, recette, composants, "
        "nomenclature, receta, componentes, lista de materiales, ricetta, componenti, distinta base"
    ),
    "at": _words(
        "date, happened at, datum, zeitpunkt, le, date et heure, fecha, fecha y hora, data, "
        "data e ora"
    ),
    "reason": _words(
        "reason code, cause, grund, ursache, motif, raison, motivo, causa, causale, ragione"
    ),
    "reference": _words(
        "ref, document, document number, beleg, belegnummer, referenz, "
        "reference du document, referencia, documento, riferimento, numero documento"
    ),
}

_YES: Final = frozenset(["yes", "y", "true", "1", "ja", "j", "wahr", "oui", "vrai", "si", "s",
                         "verdadero", "vero"])  # fmt: skip
_NO: Final = frozenset(["no", "n", "false", "0", "nein", "falsch", "non", "faux", "falso"])


def yes_or_no(text: str) -> bool:
    """Raises ValueError for any other word."""
    word = plain(text)
    if word not in _YES | _NO:
        raise ValueError(f"{text!r} is neither yes nor no")
    return word in _YES
