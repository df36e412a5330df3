"""Codes that a spreadsheet or a hand has damaged, and what they may have been."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconcile.barcodes.damaged import damages_of, is_rounded
from reconcile.barcodes.gtin import check_digit

CODE = "4006381333931"


def may_be(text: str, code: str) -> bool:
    return any(
        code in damage.codes or damage.low <= int(code) <= damage.high
        for damage in damages_of(text)
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("4.00638E+12", CODE),
        ("4,00638E+12", CODE),
        ("4.0064E12", CODE),
        ("4E+12", CODE),
        ("4.006381333931E+12", CODE),
        ("3.60003E+10", "036000291452"),
        ("4006381333931.0", CODE),
        ("4006381333931,00", CODE),
        ("4,006,381,333,931", CODE),
        ("4.006.381.333.931", CODE),
        ("4 006381 333931", CODE),
        ("'4006381333931", CODE),
        ('="4006381333931"', CODE),
        ("400-6381-333931", CODE),
        ("36000291452", "036000291452"),
        ("123", "00123"),
        ("00123", "123"),
        ("400638133393", CODE),
        ("4006381333932", CODE),
        ("4006381339331", CODE),
    ],
)
def test_each_damaged_form_may_be_its_code(text: str, code: str) -> None:
    """Rounded, formatted, without its zeros, without its check digit, mistyped."""
    assert may_be(text, code)


@pytest.mark.parametrize("text", ["", "A-1", "4.006E+99", "1.2345E+2", "SOCK1E5", "123456", CODE])
def test_what_is_not_damaged_is_no_other_code(text: str) -> None:
    """Nor is a number without a meaning as a code."""
    assert not may_be(text, "4006381333948")


@given(st.from_regex(r"[1-9][0-9]{11}", fullmatch=True), st.integers(1, 9))
def test_a_rounded_code_is_always_among_what_it_may_have_been(payload: str, decimals: int) -> None:
    """However many digits are shown."""
    code = payload + check_digit(payload)
    text = f"{int(code):.{decimals}E}"

    assert is_rounded(text)
    assert may_be(text, code)
