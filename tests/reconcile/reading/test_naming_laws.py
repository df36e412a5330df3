"""Laws of naming: one number is one item, a wrong digit is none, and a tag is one thing."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.counts.countable import ASKED_MAX
from ledger.database import Database
from ledger.items import save_items
from ledger.locations import ensure_locations, require_location, set_opening
from ledger.said import ItemRecord
from ledger.sites import Site
from reconcile.barcodes.gtin import LENGTHS, check_digit, contained, forms, gtin14
from reconcile.reading.files import read_text_sheet
from reconcile.reading.layouts import UnusableError
from reconcile.reading.sheet import Declared, as_count, read_rows
from tests.laws import examples
from tests.ledger.databases import NOON, database_of

law = settings(
    max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def _numbers() -> Iterator[str]:
    """Neighbours, of every length: what a misread digit would most likely hit."""
    for length in LENGTHS:
        first = int("1" + "0" * (length - 2)) + Random(length).randrange(10 ** (length - 3))
        for payload in map(str, range(first, first + 4)):
            yield payload + check_digit(payload)


NUMBERS: Final = tuple(_numbers())
PACK: Final = 6
SKUS: Final = {number: f"item-{place}" for place, number in enumerate(NUMBERS)}


@dataclass(frozen=True, slots=True)
class Shelf:
    """A book of these items, and a folder for sheets."""

    database: Database
    folder: Path

    def counted(self, text: str) -> dict[str, int]:
        """Units by SKU. Raises UnusableError for a sheet that is refused."""
        path = self.folder / "count.csv"
        path.write_text(text, encoding="utf-8")
        with self.database.reading() as tx:
            declared = Declared(site=require_location(tx, "main"), counted_at=NOON)
            rows = read_rows(tx, read_text_sheet(path), declared)
            _, found = as_count(rows, declared, digest="0" * 64)
            ids = {item: sku for sku, item in tx.rows("SELECT sku, id FROM item")}
            return {ids[item]: units for block in found.lines
                    for item, units in zip(block.item, block.counted, strict=True)}  # fmt: skip


@pytest.fixture
def shelf(database_url: str, tmp_path: Path) -> Iterator[Shelf]:
    with database_of(database_url) as database:
        with database.writing() as tx:
            ensure_locations(tx, [Site(code="main", time_zone="UTC")])
            set_opening(tx, "main", NOON)
            save_items(tx, [ItemRecord(sku=sku, barcodes=(number,), pack_size=PACK)
                            for number, sku in SKUS.items()])  # fmt: skip
        yield Shelf(database, tmp_path)


def units_in(number: str) -> int:
    return PACK if contained(gtin14(number) or "") else 1


@law
@given(number=st.sampled_from(NUMBERS), data=st.data())
def test_every_form_of_a_number_names_its_item(
    shelf: Shelf, number: str, data: st.DataObject
) -> None:
    """Scanned as it is, within a label, or as a link."""
    form = data.draw(st.sampled_from(forms(number)))
    full = number.zfill(14)
    text = data.draw(st.sampled_from([form, f"(01){full}", f"01{full}", f"https://x.eu/01/{form}"]))

    assert shelf.counted(f"EAN,Qty\n{text},7\n") == {SKUS[number]: 7 * units_in(number)}


@law
@given(number=st.sampled_from(NUMBERS), data=st.data())
def test_a_wrong_digit_is_never_another_item(
    shelf: Shelf, number: str, data: st.DataObject
) -> None:
    """Told as a wrong check digit, or as what it is; no unit is counted of anything."""
    form = data.draw(st.sampled_from(forms(number)))
    place = data.draw(st.integers(0, len(form) - 1))
    digit = data.draw(st.sampled_from([one for one in "0123456789" if one != form[place]]))
    wrong = form[:place] + digit + form[place + 1 :]

    with pytest.raises(UnusableError) as refused:
        shelf.counted(f"EAN,Qty\n{wrong},7\n")

    (problem,) = refused.value.problems
    # Eight digits with a slip may be a right UPC-E, of a number that nobody here has.
    right_upce = len(form) == 8 and "which no item has as its barcode" in problem.problem
    assert right_upce or "has a wrong check digit" in problem.problem


def tag(number: str, serial: int) -> str:
    """As a reader tells it: the company prefix is taken to have seven digits."""
    full = number.zfill(14)
    bits = 0x30 << 88 | 1 << 85 | 5 << 82 | int(full[1:8]) << 58
    return f"{bits | int(full[0] + full[8:13]) << 38 | serial:024X}"


things = st.tuples(st.sampled_from(NUMBERS), st.integers(0, 5) | st.integers(0, 2**38 - 1))


@law
@given(lying=st.lists(things, min_size=1, max_size=20), data=st.data())
def test_reading_tags_again_changes_nothing(
    shelf: Shelf, lying: list[tuple[str, int]], data: st.DataObject
) -> None:
    """In any order and as often as you like: each tag is one thing, or one case."""
    read = [tag(*one) for one in lying]
    again = data.draw(st.permutations(read + data.draw(st.lists(st.sampled_from(read)))))
    expected: Counter[str] = Counter()
    for number, _ in set(lying):
        expected[SKUS[number]] += units_in(number)

    assert shelf.counted("EPC\n" + "\n".join(read)) == expected
    assert shelf.counted("EPC\n" + "\n".join(again)) == expected


def test_many_rows_are_named_as_few_are(shelf: Shelf) -> None:
    """Against more rows than the book is asked for it is read whole; all say the same."""
    with shelf.database.writing() as tx:
        save_items(tx, [
            ItemRecord(sku="box", barcodes=("BOX", "B2"), barcode_units={"BOX": 4}),
            ItemRecord(sku="one", barcodes=("0012345678905",)),
            ItemRecord(sku="two", barcodes=("012345678905",)),
        ])  # fmt: skip
    case = "1" + NUMBERS[8][:-1]
    rows = "".join(
        f"{code},2\n"
        for code in ("BOX", "B2", *NUMBERS, case + check_digit(case), f"(01){NUMBERS[8]:0>14}")
    )
    filler = f"{NUMBERS[0]},0\n" * 5 * ASKED_MAX

    few = shelf.counted(f"EAN,Qty\n{rows}")

    assert (few["box"], few[SKUS[NUMBERS[8]]]) == (10, 2 + 2 * PACK + 2)
    assert shelf.counted(f"EAN,Qty\n{rows}{filler}") == few
    for more in ("", filler):
        with pytest.raises(UnusableError, match=r"is one number for one .* and two"):
            shelf.counted(f"EAN,Qty\n{more}00012345678905,1\n")


def test_two_forms_of_one_number_with_other_units_are_refused(shelf: Shelf) -> None:
    """Of one item as well: nobody knows how many were counted."""
    with shelf.database.writing() as tx:
        units = {"012345678905": 2, "0012345678905": 3}
        save_items(tx, [ItemRecord(sku="box", barcodes=tuple(units), barcode_units=units)])

    with pytest.raises(UnusableError, match="is one number for box"):
        shelf.counted("EAN,Qty\n12345678905,1\n00012345678905,1\n")
