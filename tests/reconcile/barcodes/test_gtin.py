"""GTINs: every form is one number, a wrong digit is seen, a case knows what it contains."""

import json
from itertools import pairwise

import pytest
from biip.checksums import gs1_standard_check_digit
from biip.upc import Upc
from hypothesis import example, given
from hypothesis import strategies as st

from reconcile.barcodes.columns import canonical
from reconcile.barcodes.gtin import (
    LENGTHS,
    check_digit,
    contained,
    expected_check_digit,
    forms,
    from_short_upc_e,
    from_upc_e,
    gtin14,
    is_of_a_shop,
)
from reconcile.reading.texts import texts_of
from tests.shared import shared

payloads = st.sampled_from(LENGTHS).flatmap(
    lambda length: st.from_regex(rf"[0-9]{{{length - 1}}}", fullmatch=True)
)
numbers = payloads.filter(lambda text: bool(text.strip("0"))).map(
    lambda payload: payload + check_digit(payload)
)


@given(numbers)
def test_every_form_of_a_number_is_the_same_number(number: str) -> None:
    """The check digit does not change with the zeros before it."""
    assert number in forms(number)
    assert {gtin14(form) for form in forms(number)} == {number.zfill(14)}


@given(numbers, st.data())
def test_one_wrong_digit_is_never_a_number(number: str, data: st.DataObject) -> None:
    """Told with the check digit that it should have."""
    place = data.draw(st.integers(0, len(number) - 1))
    digit = data.draw(st.sampled_from([one for one in "0123456789" if one != number[place]]))
    wrong = number[:place] + digit + number[place + 1 :]

    assert gtin14(wrong) is None
    assert not wrong.strip("0") or expected_check_digit(wrong) != wrong[-1]


@given(st.from_regex(r"[0-9]{1,17}", fullmatch=True))
def test_the_check_digit_is_that_of_the_library(payload: str) -> None:
    """Two programs that know nothing of each other."""
    assert check_digit(payload) == str(gs1_standard_check_digit(payload))


@given(st.lists(numbers | st.text(max_size=16) | st.from_regex(r"[0-9]{7,15}", fullmatch=True)))
def test_a_column_is_read_as_its_cells_are(texts: list[str]) -> None:
    """All at once, by the same rules."""
    same, is_case = canonical(texts_of(texts))

    assert list(same) == [gtin14(text) or text for text in texts]
    assert is_case.tolist() == [bool(contained(gtin14(text) or "0")) for text in texts]


@example("0123450")
@example("1123453")
@example("0123454")
@example("0123459")
@given(st.from_regex(r"[01][0-9]{6}", fullmatch=True))
def test_an_upc_e_is_expanded_as_the_library_does(payload: str) -> None:
    """Unless its digits are a GTIN-8 already."""
    expanded = Upc.parse(payload)
    text = f"{expanded.as_upc_a()[-1]}"
    full = payload + text

    assert from_upc_e(full) == (None if gtin14(full) else gtin14(expanded.as_upc_a()))


def test_a_case_contains_the_same_number_without_its_indicator() -> None:
    """Nine is goods that are weighed; what has none is no case."""
    assert contained("14006381333938") == "04006381333931"
    assert contained("04006381333931") is None
    assert contained("94006381333934") is None


@pytest.mark.parametrize("text", ["", "123", "5901234123457a", "00000000", "²901234123457"])
def test_what_is_no_number_is_none(text: str) -> None:
    """Its only form is itself, and nothing is said of its check digit."""
    assert gtin14(text) is None
    assert forms(text) == [text]
    assert expected_check_digit(text) is None
    assert from_upc_e(text) is None


def test_the_numbers_of_others_are_read_as_they_say() -> None:
    """What the test suites of three libraries hold of GTINs."""
    known = json.loads(shared("data/barcodes.json").read_text(encoding="utf-8"))

    assert all(gtin14(one["value"]) for one in known["gtin_valid"])
    assert not any(gtin14(one["value"]) for one in known["gtin_invalid"][:5])
    for one in known["check_digits"]:
        assert check_digit(one["payload"]) == str(one["check"])
    for group in known["equivalent_groups"]:
        assert all(gtin14(one) == gtin14(other) for one, other in pairwise(group))
    for one in known["gtin_normalise"]:
        assert gtin14(one["in"].strip()) == gtin14(one.get("gtin14", one.get("out")))
    for one in known["upc_e_to_a"]:
        right = str(one.get("upc_a", "142100005261")).zfill(14)
        assert right in scan_forms(one["upc_e"])
    assert all(is_of_a_shop(one["value"]) for one in known["variable_measure_not_a_stock_code"])
    assert not any(is_of_a_shop(one["value"]) for one in known["gtin_valid"])


def scan_forms(text: str) -> list[str | None]:
    """What an UPC-E may be, whole or without a digit at either end."""
    return [from_upc_e(text), *from_short_upc_e(text)]
