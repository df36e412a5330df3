"""Headings: the words that people use, and those that leave a question."""

import json
import re

import pytest

from reconcile.reading.heading_words import REPORTS, WORDS
from reconcile.reading.headings import (
    PROBLEM_HEADING,
    AmbiguousError,
    Column,
    Understanding,
    columns_of,
    is_heading,
    plain,
)
from tests.shared import shared


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (["SKU", "Quantity"], {Column.SKU: 0, Column.QUANTITY: 1}),
        (["Artikel-Nr.", "Gezählte Menge"], {Column.SKU: 0, Column.QUANTITY: 1}),
        (["Code article", "Qté comptée"], {Column.SKU: 0, Column.QUANTITY: 1}),
        (["Código", "Cantidad contada"], {Column.SKU: 0, Column.QUANTITY: 1}),
        (["Codice articolo", "Quantità contata"], {Column.SKU: 0, Column.QUANTITY: 1}),
        (["EAN", "qty", "Scanned at"], {Column.BARCODE: 0, Column.QUANTITY: 1,
                                        Column.COUNTED_AT: 2}),
        (["ItemCode", "CountedQty", "CountedAt"], {Column.SKU: 0, Column.QUANTITY: 1,
                                                   Column.COUNTED_AT: 2}),
        (["Variant SKU", "Variant Inventory Qty"], {Column.SKU: 0, Column.QUANTITY: 1}),
        (["Handle", "SKU", "Barcode", "In stock"], {Column.SKU: 1, Column.BARCODE: 2,
                                                    Column.QUANTITY: 3}),
        (["Item", "Expected", "Actual"], {Column.SKU: 0, Column.QUANTITY: 2}),
        (["Artikelnummer", "Bestand gezählt"], {Column.SKU: 0, Column.QUANTITY: 1}),
        (["name", "bin_location", "SKU", "COUNTED"], {Column.SKU: 2, Column.QUANTITY: 3,
                                                      Column.BIN: 1}),
    ],
)  # fmt: skip
def test_people_name_columns_in_their_own_words(
    headings: list[str], expected: dict[Column, int]
) -> None:
    """Whatever the language, the case and the punctuation."""
    assert columns_of(headings) == expected
    assert is_heading(headings)


def test_what_was_counted_goes_before_what_a_system_expected() -> None:
    """A shop's export names both; only one of them is what people found."""
    headings = ["SKU", "On hand (current)", "On hand (new)", "Stock"]

    assert columns_of(headings)[Column.QUANTITY] == 2


def test_two_headings_for_one_thing_are_a_question() -> None:
    """Nobody guesses which of them was meant."""
    with pytest.raises(AmbiguousError, match="'Qty' and 'Stock' both mean quantity"):
        columns_of(["SKU", "Qty", "Stock"])


@pytest.mark.parametrize("row", [["Count of Monday"], [], ["SKU", "Name"], ["Quantity", "Name"]])
def test_a_title_is_no_heading(row: list[str]) -> None:
    """It takes a quantity and something to know the item by."""
    assert not is_heading(row)


def test_plain_words_have_no_accents_and_no_punctuation() -> None:
    """So that one spelling stands for many."""
    assert plain("  Qté—comptée (Nr.) ") == "qte comptee nr"


@pytest.mark.parametrize("name", ["bostonWarehouseInventory.csv", "mainWarehouseInventory.csv"])
def test_real_count_sheets_are_understood(name: str) -> None:
    """Of a warehouse system: what it expects stands beside what is found."""
    sheet = shared(f"data/count-sheets/{name}").read_text(encoding="utf-8")
    headings = sheet.splitlines()[0].split(",")
    found = {column: headings[place] for column, place in columns_of(headings).items()}

    assert found == {
        Column.SKU: "Product code",
        Column.QUANTITY: "Physical QOH",
        Column.BIN: "Bin location",
        Column.LOT: "Lot number",
        Column.EXPIRY: "Expiration date",
    }


EXPORTS: dict[str, dict[Column, str]] = {
    "shopify_inventory_2020_multi_location": {Column.SKU: "SKU", Column.QUANTITY: "High Street"},
    "shopify_inventory_2023": {
        Column.SKU: "SKU", Column.QUANTITY: "On hand", Column.LOCATION: "Location"},
    "shopify_inventory_2026": {
        Column.SKU: "SKU", Column.QUANTITY: "On hand (new)", Column.LOCATION: "Location",
        Column.BIN: "Bin name"},
    "openboxes_count": {
        Column.SKU: "Product code", Column.QUANTITY: "Physical QOH", Column.BIN: "Bin location",
        Column.LOT: "Lot number", Column.EXPIRY: "Expiration date"},
    "openboxes_count_fr": {
        Column.SKU: "CODE", Column.QUANTITY: "STOCK PHYSIQUE", Column.BIN: "BIN LOCATION",
        Column.LOT: "NUMERO DE LOT", Column.EXPIRY: "EXPIRATION"},
    "vend_product_export": {Column.SKU: "sku", Column.QUANTITY: "inventory_High Street"},
    "vend_adjustment_result": {Column.SKU: "sku", Column.QUANTITY: "new_count"},
    "square_catalog": {
        Column.SKU: "SKU", Column.BARCODE: "GTIN", Column.QUANTITY: "New Quantity High Street"},
    "loyverse_items": {Column.SKU: "SKU", Column.BARCODE: "Barcode", Column.QUANTITY: "In stock"},
    "amazon_ledger_summary": {
        Column.SKU: "MSKU", Column.QUANTITY: "EndingWarehouseBalance", Column.COUNTED_AT: "Date",
        Column.STATE: "Disposition", Column.LOCATION: "Location"},
    "amazon_afn_inventory": {
        Column.SKU: "seller-sku", Column.QUANTITY: "Quantity Available",
        Column.STATE: "Warehouse-Condition-code"},
    "amazon_inventory_report_it": {Column.SKU: "sku", Column.QUANTITY: "quantity"},
}  # fmt: skip
"""What each system's export means, by its headings; the location is called High Street."""

NO_COUNTS = ("amazon_fba_customer_returns", "amazon_ledger_detail", "amazon_mfn_returns")


def exports() -> dict[str, list[str]]:
    """Real headings by system; where each location has a column there is one of another, too."""
    shown = json.loads(shared("data/headings.json").read_text(encoding="utf-8"))
    return {
        name: [
            one
            for heading in entry["cols"]
            for one in _of_locations(heading, ("High Street", "Station"))
        ]
        for name, entry in shown.items()
        if "cols" in entry
    }


def _of_locations(heading: str, locations: tuple[str, ...]) -> list[str]:
    if heading.startswith("<one column per location"):
        return list(locations)
    return list(dict.fromkeys(re.sub("<(Outlet|Location)>", one, heading) for one in locations))


def test_every_known_export_is_understood() -> None:
    """What was counted is told from what the system expected, and ours from other locations."""
    known = Understanding(location="high-street")
    found = {
        name: {column: headings[place] for column, place in columns_of(headings, known).items()}
        for name, headings in exports().items()
        if name not in NO_COUNTS
    }

    assert found == EXPORTS
    assert all(is_heading(headings, known) for headings in exports().values())


@pytest.mark.parametrize("name", NO_COUNTS)
def test_what_was_sold_returned_or_moved_is_no_count(name: str) -> None:
    """Their quantities would empty the shelves; unless somebody insists."""
    headings = exports()[name]
    with pytest.raises(AmbiguousError, match="nobody counted"):
        columns_of(headings)

    quantity = next(one for one in headings if "quantity" in one.lower())
    insisted = columns_of(headings, Understanding(said={Column.QUANTITY: quantity}))

    assert headings[insisted[Column.QUANTITY]] == quantity


def test_no_word_means_two_things() -> None:
    """And all of them are in plain words, else no heading would meet them."""
    words = [word for tiers in WORDS.values() for tier in tiers for word in tier]

    assert len(words) == len(set(words))
    assert [word for word in (*words, *REPORTS) if plain(word) != word] == []


LANGUAGES = {
    "English": "SKU, Barcode, Quantity, Counted at, Counted by, Bin, Lot, State, Location",
    "German": "Artikelnummer, Strichcode, Menge, Gezählt am, Gezählt von, Lagerplatz, Charge, "
    "Zustand, Standort",
    "French": "Code article, Code-barres, Quantité, Compté le, Compté par, Emplacement, "
    "N° de lot, État, Entrepôt",
    "Spanish": "Código de artículo, Código de barras, Cantidad, Contado el, Contado por, "
    "Ubicación, Lote, Estado, Almacén",
    "Italian": "Codice articolo, Codice a barre, Quantità, Contato il, Contato da, Ubicazione, "
    "Lotto, Stato, Magazzino",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_has_a_word_in_every_language(language: str) -> None:
    """With its accents, or without."""
    headings = LANGUAGES[language].split(", ")
    expected = dict(zip(
        (Column.SKU, Column.BARCODE, Column.QUANTITY, Column.COUNTED_AT, Column.COUNTED_BY,
         Column.BIN, Column.LOT, Column.STATE, Column.LOCATION), range(9), strict=True,
    ))  # fmt: skip

    assert columns_of(headings) == expected
    assert columns_of([plain(one) for one in headings]) == expected


def test_what_a_person_says_goes_before_every_word() -> None:
    """Only what was said changes; a row without such a heading is no heading row."""
    known = Understanding(said={Column.QUANTITY: "stock", Column.SKU: "Art."})

    assert columns_of(["Art", "SKU", "Qty", "Stock", "Bin"], known) == {
        Column.SKU: 0, Column.QUANTITY: 3, Column.BIN: 4,
    }  # fmt: skip
    assert not is_heading(["SKU", "Qty"], known)


def test_what_was_agreed_holds_for_just_these_headings() -> None:
    """In any order; with one more heading it is another sheet."""
    agreed = {frozenset({"a", "b", "note"}): {Column.SKU: "a", Column.QUANTITY: "b"}}
    known = Understanding(agreed=agreed)

    assert columns_of(["Note", "B", "A"], known) == {Column.SKU: 2, Column.QUANTITY: 1}
    assert columns_of(["B", "A", "Note", PROBLEM_HEADING, ""], known)[Column.SKU] == 1
    assert columns_of(["Note", "B", "A", "C"], known) == {}


@pytest.mark.parametrize(
    ("day", "time", "expiry"),
    [
        ("Date", "Time", "Best before"),
        ("Count date", "Count time", "Expiration date"),
        ("Datum", "Uhrzeit", "MHD"),
        ("Date", "Heure", "Date de péremption"),
        ("Fecha", "Hora", "Fecha de caducidad"),
        ("Data", "Ora", "Data di scadenza"),
    ],
)
def test_a_day_its_time_and_an_expiry_are_known(day: str, time: str, expiry: str) -> None:
    """In five languages; one heading that says both is surer."""
    found = columns_of(["SKU", "Qty", expiry, time, day])
    assert (found[Column.COUNTED_AT], found[Column.TIME], found[Column.EXPIRY]) == (4, 3, 2)
    assert columns_of(["SKU", "Qty", time, day, "Counted at"])[Column.COUNTED_AT] == 4
    assert Column.TIME not in columns_of(["SKU", "Qty", time])
