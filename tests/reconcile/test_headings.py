"""Headings: the words that people use, and those that leave a question."""

import pytest

from reconcile.headings import AmbiguousError, Column, columns_of, is_heading, plain
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
    }
