"""The words by which people and their systems call the columns of a count, in five languages.

Each column has words in the order of how sure they are: one that says *counted* is surer than one
that says *quantity*, which may be what the system expected. Accents, case and punctuation are gone.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final


class Column(StrEnum):
    """What a count sheet may say of a line."""

    SKU = "sku"
    BARCODE = "barcode"
    QUANTITY = "quantity"
    COUNTED_AT = "counted_at"
    TIME = "time"
    COUNTED_BY = "counted_by"
    TAG = "tag"
    BIN = "bin"
    LOT = "lot"
    EXPIRY = "expiry"
    STATE = "state"
    LOCATION = "location"


def _words(*texts: str) -> Sequence[frozenset[str]]:
    return [frozenset(word.strip() for word in text.split(",")) for text in texts]


WORDS: Final[Mapping[Column, Sequence[frozenset[str]]]] = {
    Column.SKU: _words(
        "sku, item sku, variant sku, seller sku, merchant sku, msku, product sku, stock code, "
        "stockcode, item code, item number, item no, item id, product code, product number, "
        "part number, part no, sku code, sku number, material number, "
        "article number, article code, artikelnummer, artikel nr, artikelnr, sachnummer, "
        "materialnummer, artikelcode, artikel code, bestellnummer, "
        "code article, reference article, ref article, numero d article, code produit, "
        "codigo de articulo, codigo articulo, codigo del articulo, codigo de producto, "
        "codigo producto, numero de articulo, codice articolo, codice prodotto, numero articolo, "
        "cod articolo",
        "item, product, article, artikel, material, code, codigo, codice, "
        "articulo, articolo, producto, prodotto, produit",
        "ref, reference, referencia, riferimento, referenz",
    ),
    Column.BARCODE: _words(
        "barcode, bar code, ean, ean13, ean 13, ean8, ean code, gtin, gtin 13, gtin 14, upc, "
        "upc code, isbn, jan, strichcode, barcode nummer, barcode number, ean nummer, ean number, "
        "code barre, code barres, code a barres, code ean, "
        "codigo de barras, codigo barras, codigo ean, codice a barre, codice ean",
    ),
    Column.QUANTITY: _words(
        "counted, counted quantity, counted qty, count quantity, count qty, quantity counted, "
        "qty counted, physical qoh, physical quantity, physical qty, physical count, "
        "physical stock, new count, new quantity, on hand new, actual quantity, actual qty, "
        "actual count, actual stock, actual, quantity found, qty found, ending warehouse balance, "
        "gezahlt, gezahlte menge, gezahlter bestand, bestand gezahlt, menge gezahlt, "
        "anzahl gezahlt, zahlmenge, istbestand, ist bestand, ist menge, istmenge, ist, ist stuck, "
        "stock physique, quantite comptee, qte comptee, compte, comptee, stock compte, "
        "quantite inventoriee, qte inventoriee, "
        "cantidad contada, contado, contada, conteo, existencia fisica, stock fisico, "
        "cantidad fisica, "
        "quantita contata, contato, contata, conteggio, giacenza fisica, "
        "quantita fisica, quantita rilevata, giacenza rilevata",
        "found",
        "quantity, qty, count, units, pieces, pcs, amount, stock, on hand, quantity on hand, "
        "qty on hand, on hand quantity, on hand qty, on hand current, in stock, stock quantity, "
        "stock qty, inventory quantity, inventory qty, variant inventory qty, menge, anzahl, "
        "bestand, lagerbestand, stuck, stuckzahl, quantite, qte, nombre, quantite en stock, "
        "cantidad, cant, unidades, existencias, piezas, quantita, qta, pezzi, giacenza, "
        # Real is to some what was counted, and to others what the system has: with any other
        # quantity beside it this is asked.
        "quantite reelle, qte reelle, stock reel, cantidad real, existencia real, stock real, "
        "quantita reale, giacenza reale, quantity available",
    ),
    Column.TAG: _words(
        # Not "tag" alone: in German it is a day.
        "epc, epc hex, epc code, epc id, epc number, epc uri, epc value, epcs, tag epc, "
        "tag id, tag uri, tag data, rfid, rfid tag, rfid epc, rfid code, rfid number, "
        "rfid nummer, rfid etikett, sgtin, etiquette rfid, etiqueta rfid, etichetta rfid",
    ),
    Column.COUNTED_AT: _words(
        "counted at, counted on, count time, count date, time counted, date counted, "
        "scanned at, scan time, gezahlt am, gezahlt um, zahlzeitpunkt, zahldatum, compte le, "
        "comptee le, date de comptage, heure de comptage, "
        "contado el, contada el, fecha de conteo, fecha del conteo, hora de conteo, "
        "contato il, contata il, data del conteggio, data conteggio, ora del conteggio",
        "timestamp, datetime, date time, time, date, zeitpunkt, datum, fecha, data, heure, "
        "uhrzeit, hora, ora",
    ),
    # Only beside a date: see DAY_AND_TIME.
    Column.TIME: _words(),
    Column.COUNTED_BY: _words(
        "counted by, count by, counter, counter name, scanned by, gezahlt von, gezahlt durch, "
        "zahler, zahlerin, compte par, comptee par, compteur, contado por, contada por, contador, "
        "contato da, contata da, contatore, addetto al conteggio",
    ),
    Column.BIN: _words(
        "bin, bin location, bin name, bin code, bin number, storage bin, shelf, shelf location, "
        "lagerplatz, lagerfach, regal, regalplatz, fach, stellplatz, lagerplatz nr, "
        "emplacement, casier, rayon, etagere, allee, ubicacion, estante, estanteria, casillero, "
        "hueco, ubicazione, scaffale, posizione, ripiano",
    ),
    Column.LOT: _words(
        "lot, lot number, lot no, lot code, batch, batch number, batch no, batch code, "
        "charge, chargennummer, chargen nr, chargennr, los, losnummer, los nr, "
        "numero de lot, n de lot, no de lot, lote, numero de lote, n de lote, lotto, "
        "numero di lotto, numero lotto, n lotto",
    ),
    Column.EXPIRY: _words(
        "expiry, expiry date, expiration, expiration date, expires, expires on, exp, exp date, "
        "best before, best before date, use by, use by date, bbd, "
        "mhd, mindesthaltbarkeitsdatum, haltbar bis, verfallsdatum, verfalldatum, ablaufdatum, "
        "peremption, date de peremption, date d expiration, dlc, dluo, ddm, "
        "caducidad, fecha de caducidad, vencimiento, fecha de vencimiento, "
        "scadenza, data di scadenza, data scadenza",
    ),
    Column.STATE: _words(
        "state, stock state, stock condition, condition, item condition, disposition, "
        "detailed disposition, warehouse condition code, zustand, warenzustand, lagerzustand, "
        "etat, etat du stock, etat de la marchandise, estado, condicion, estado del articulo, "
        "stato, condizione, stato della merce",
    ),
    Column.LOCATION: _words(
        "location code, location name, stock location, standort, lagerort",
        "location, warehouse, site, store, lager, magasin, entrepot, almacen, magazzino, "
        "site de stockage, deposito, sede, fulfillment center, fulfillment center id",
    ),
}

DAY_AND_TIME: Final = (
    frozenset([
        "date", "count date", "date counted", "counted on", "scan date", "datum", "zahldatum",
        "gezahlt am", "date de comptage", "compte le", "comptee le", "fecha", "fecha de conteo",
        "fecha del conteo", "contado el", "contada el", "data", "data del conteggio",
        "data conteggio", "contato il", "contata il",
    ]),
    frozenset([
        "time", "count time", "time counted", "scan time", "uhrzeit", "zeit", "zahlzeit",
        "gezahlt um", "heure", "heure de comptage", "hora", "hora de conteo", "hora del conteo",
        "ora", "ora del conteggio", "ora conteggio", "orario",
    ]),
)  # fmt: skip
"""Where a sheet has one of either, they are an instant in two columns."""

OF_A_LOCATION: Final = (
    ("counted", "new quantity", "on hand new"),
    ("inventory", "on hand", "stock", "quantity", "current quantity"),
)
"""Systems with a column a location write its name behind these: ``New Quantity Shop``. Sure ones
first, as above."""

REPORTS: Final = frozenset(
    ["order id", "return date", "event type", "return quantity", "license plate number"]
)
"""What stands above lists of orders, returns and movements: their quantities were not counted."""
