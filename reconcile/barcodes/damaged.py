"""What a spreadsheet or a hand has made of a code, and which codes it may have been.

Nothing is mended here: what comes out is looked up, and offered where one item alone can be meant.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Final

from reconcile.barcodes.gtin import (
    LENGTHS,
    check_digit,
    expected_check_digit,
    from_short_upc_e,
    from_upc_e,
    is_digits,
    upc_e_check_digit,
)

ZEROS_MAX: Final = 14
"""More zeros are lost from no code that people use."""

EXPONENT_MAX: Final = 20
"""A longer number is no code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """``what`` has happened, told of the text.

    It was one of ``codes``, or a number from ``low`` to ``high`` with any zeros before it.
    """

    what: str
    codes: frozenset[str] = field(default_factory=frozenset)
    low: int = 0
    high: int = -1


def is_rounded(text: str) -> bool:
    """Whether a spreadsheet shows it as a power of ten."""
    return bool(_ROUNDED.fullmatch(text))


def damages_of(text: str) -> Iterator[Damage]:
    """Everything that may have happened to it, the surest first."""
    if rounded := _ROUNDED.fullmatch(text):
        yield from _rounded(rounded)
        return
    number = _AS_NUMBER.sub("", text)
    digits = re.sub(r"\W", "", number)
    if not is_digits(digits):
        if signs := {unicodedata.normalize(form, text) for form in ("NFC", "NFD")} - {text}:
            yield Damage(what=_SIGNS, codes=frozenset(signs))
        if codes := _as_meant(text) - {text}:
            yield Damage(what=_WRITTEN, codes=codes)
        return
    if digits != text:
        yield Damage(what=_WRITTEN, codes=_padded(digits) | {digits})
    elif right := expected_check_digit(text):
        yield Damage(what=_CHECK.format(digit=right), codes=_misread(text) | _padded(text))
    else:
        yield Damage(what=_ZEROS, codes=_padded(text))
    if short := from_short_upc_e(digits):
        yield Damage(what=_SHORT, codes=frozenset(short))
    if right := upc_e_check_digit(digits):
        codes = frozenset(filter(None, [from_upc_e(digits[:-1] + right)]))
        yield Damage(what=_CHECK.format(digit=f"{right}, of an UPC-E"), codes=codes)
    if len(digits) + 1 in LENGTHS:
        yield Damage(what=_UNCHECKED, codes=frozenset([digits + check_digit(digits)]))


_ROUNDED: Final = re.compile(r"([0-9])(?:[.,]([0-9]{1,17}))?[Ee]\+?([0-9]{1,2})")
_DASHES: Final = re.compile("[\u2010-\u2015\u2212]")
"""Which word processors put in the place of a hyphen."""

_AS_NUMBER: Final = re.compile(r"[.,]0+$")
"""Decimals that a code does not have."""

_ROUNDED_TEXT: Final = "is what a spreadsheet made of a longer code"
_WRITTEN: Final = "is no code as it stands: a spreadsheet or a person has written it otherwise"
_SIGNS: Final = (
    "has accents that are signs of their own, or part of their letters, which look alike"
)
_ZEROS: Final = "is unknown, and may have lost zeros at its beginning, as in a spreadsheet"
_CHECK: Final = "has a wrong check digit (it would be {digit}), so a digit is misread or mistyped"
_SHORT: Final = "is unknown, and may be an UPC-E without its first or its last digit"
_UNCHECKED: Final = "is unknown, and lacks a check digit"


def _rounded(match: re.Match[str]) -> Iterator[Damage]:
    """Every number that would be shown like this."""
    first, decimals, exponent = match.groups(default="")
    power = int(exponent)
    if power <= EXPONENT_MAX and power >= len(decimals):
        unit = Decimal(10) ** (power - len(decimals))
        shown = int(first + decimals) * unit
        low = (shown - unit / 2).to_integral_value(ROUND_CEILING)
        high = (shown + unit / 2).to_integral_value(ROUND_FLOOR)
        yield Damage(what=_ROUNDED_TEXT, low=int(low), high=int(high))


def _as_meant(text: str) -> frozenset[str]:
    """Out of the wrappings of spreadsheets, without what nobody sees, and in either case."""
    bare = "".join(one for one in text if unicodedata.category(one) != "Cf")
    bare = _DASHES.sub("-", bare).removeprefix("=").strip("\"'\u2018\u2019\u201c\u201d ")
    bare = " ".join(bare.split())
    signs = [unicodedata.normalize(form, bare) for form in ("NFC", "NFD", "NFKC")]
    return frozenset([*signs, bare, bare.upper(), bare.lower()])


def _padded(digits: str) -> frozenset[str]:
    """With fewer or more zeros before them."""
    bare = digits.lstrip("0") or "0"
    return frozenset(bare.zfill(len(bare) + zeros) for zeros in range(ZEROS_MAX + 1)) - {digits}


def _misread(text: str) -> frozenset[str]:
    """With one digit put right, or two neighbours that changed places."""
    found = set()
    for place in range(len(text)):
        for digit in "0123456789":
            found.add(text[:place] + digit + text[place + 1 :])
        swapped = text[:place] + text[place : place + 2][::-1] + text[place + 2 :]
        found.add(swapped)
    return frozenset(code for code in found if check_digit(code[:-1]) == code[-1])
