"""Files of items, opening stock and moves with the headings that people's own systems have."""

import pytest

from jobs.column_words import named_columns, yes_or_no
from jobs.goods.item_files import COLUMNS
from jobs.goods.move_files import OPTIONAL, REQUIRED
from tests.jobs.shop_desk import Desk

FIVE = [
    ("Item number", "Description", "Category", "Vendor", "Case qty", "Purchase price"),
    ("Artikel-Nr.", "Bezeichnung", "Warengruppe", "Lieferant", "VE", "EK-Preis"),
    ("Référence article", "Désignation", "Famille", "Fournisseur", "Colisage", "Prix d'achat"),
    ("Código de artículo", "Descripción", "Familia", "Proveedor", "Unidades por caja",
     "Precio de compra"),
    ("Codice articolo", "Descrizione", "Categoria", "Fornitore", "Pezzi per confezione",
     "Prezzo d'acquisto"),
]  # fmt: skip


@pytest.mark.parametrize("heading", FIVE)
def test_items_are_known_by_the_headings_of_five_languages(heading: tuple[str, ...]) -> None:
    """Accents, capitals and punctuation are no matter."""
    assert named_columns(heading, COLUMNS) == [
        "sku", "name", "category", "supplier", "pack_size", "unit_cost",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "meant"),
    [
        (["sku", "Artikel"], ["sku", "artikel"]),
        (["Reference", "SKU", "Qty", "Datum"], ["reference", "sku", "quantity", "at"]),
        (["Ref", "Menge"], ["sku", "quantity"]),
        (["Colour", "SKU"], ["colour", "sku"]),
    ],
)
def test_a_columns_own_name_is_surest(heading: list[str], meant: list[str]) -> None:
    """What means nothing, or a column that is there already, stays as it is."""
    assert named_columns(heading, [*REQUIRED, *OPTIONAL]) == meant


def test_two_headings_for_one_column_are_a_question(desk: Desk) -> None:
    """Nobody picks one of them."""
    desk.initialised()
    path = desk.write("items.csv", "Artikelnummer;Item code\nA;B\n")

    assert "column 'sku' is there twice" in desk.refused("items", "import", path)


def test_a_list_of_items_from_a_german_spreadsheet_is_taken(desk: Desk) -> None:
    """Semicolons, a decimal comma, a byte order mark, and yes in German."""
    desk.initialised()
    text = (
        "Artikelnummer;Bezeichnung;EAN;VE;EK;Lagergeführt\n"
        "A-1;Tasse, blau;4006381333931;6;12,50;ja\n"
        "G-1;Gutschein;;1;0,1;nein\n"
    )
    desk.json("items", "import", desk.write("items.csv", b"\xef\xbb\xbf" + text.encode()))

    mug, voucher = desk.json("items", "list")["items"]
    assert (mug["sku"], mug["name"], mug["barcodes"]) == ("A-1", "Tasse, blau", ["4006381333931"])
    assert (mug["pack_size"], mug["unit_cost"], mug["stocked"]) == (6, "12.5", True)
    assert (voucher["unit_cost"], voucher["stocked"]) == ("0.1", False)


def test_opening_stock_and_receipts_are_taken_so(desk: Desk) -> None:
    """Of a French and an Italian list."""
    desk.opened("Code article;Quantité\nA-1;10\n")
    path = desk.write("arrivo.csv", "Codice articolo\tQtà\tLotto\tRiferimento\nA-1\t5\tL1\tDDT 7\n")
    desk.json("receive", "--file", path, "--location", "main", "--at", "2026-11-02T10:00")

    assert desk.level("A-1")["available"] == 15


def test_an_amount_that_may_be_read_in_two_ways_is_refused(desk: Desk) -> None:
    """A thousand and more, or little more than one."""
    desk.initialised()
    path = desk.write("items.csv", "sku;unit_cost\nA-1;1,234\n")

    assert "'1,234' is no amount; write it like 12.50" in desk.refused("items", "import", path)


@pytest.mark.parametrize(
    ("text", "meant"), [("Ja", True), ("sí", True), ("OUI", True), ("non", False), ("0", False)]
)
def test_yes_and_no_are_known_in_five_languages(text: str, *, meant: bool) -> None:
    """However they are written."""
    assert yes_or_no(text) is meant


def test_neither_yes_nor_no_is_a_problem() -> None:
    """Told with the word."""
    with pytest.raises(ValueError, match="'maybe' is neither yes nor no"):
        yes_or_no("maybe")
