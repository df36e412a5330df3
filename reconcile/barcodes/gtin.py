"""One GTIN in all of its forms: GTIN-8, 12, 13 and 14 are the same number with fewer zeros before.

In the form of 14 digits the first one is the indicator: 1 to 8 is a case of what it contains, and
9 is goods that are weighed or measured. See GS1 General Specifications, sections 3.3.2 and 7.9.
"""

from typing import Final

LENGTHS: Final = (8, 12, 13, 14)
LENGTH: Final = 14


def check_digit(payload: str) -> str:
    """Of all digits before it."""
    weighed = sum(int(digit) * (3, 1)[place % 2] for place, digit in enumerate(reversed(payload)))
    return str(-weighed % 10)


def is_digits(text: str) -> bool:
    """Superscript digits and those of other scripts are none."""
    return text.isascii() and text.isdigit()


def gtin14(text: str) -> str | None:
    """The number as 14 digits, or None for what is no GTIN."""
    if len(text) not in LENGTHS or not is_digits(text) or not text.strip("0"):
        return None
    return text.zfill(LENGTH) if check_digit(text[:-1]) == text[-1] else None


def forms(text: str) -> list[str]:
    """Every way to write the same number; of what is no GTIN the text itself."""
    number = gtin14(text)
    if number is None:
        return [text]
    return [number[-length:] for length in LENGTHS if not number[:-length].strip("0")]


def expected_check_digit(text: str) -> str | None:
    """The right one, of what would be a GTIN but for a wrong one."""
    if len(text) not in LENGTHS or not is_digits(text) or gtin14(text) or not text.strip("0"):
        return None
    return check_digit(text[:-1])


def is_of_a_shop(text: str) -> bool:
    """Whether a shop or a scale made the number itself, often with a price or a weight in it.

    See GS1 General Specifications, section 1.4: prefixes 02 and 20 to 29.
    """
    number = gtin14(text) or ""
    return number[:2] == "02" or number[:3] == "002"


def contained(number: str) -> str | None:
    """Of a case's 14 digits the 14 digits of what it contains; None of what is none."""
    if not "1" <= number[:1] <= "8":
        return None
    payload = f"0{number[1:-1]}"
    return payload + check_digit(payload)


def from_upc_e(text: str) -> str | None:
    """The 14 digits of an UPC-E with its check digit, as scanners tell it that do not expand it.

    Eight digits that are a GTIN-8 are that.
    """
    if not _may_be_upc_e(text):
        return None
    return gtin14(_expanded(text[:-1]) + text[-1])


def upc_e_check_digit(text: str) -> str | None:
    """The right one, of what would be an UPC-E but for a wrong one."""
    if not _may_be_upc_e(text) or from_upc_e(text):
        return None
    return check_digit(_expanded(text[:-1]))


def from_short_upc_e(text: str) -> list[str]:
    """The 14 digits of an UPC-E without its check digit, its number system, or both."""
    if not is_digits(text):
        return []
    with_system = {_LENGTH_UPC_E - 2: [f"0{text}"], _LENGTH_UPC_E - 1: [text]}.get(len(text), [])
    payloads = [_expanded(one) for one in with_system if one[0] in "01"]
    numbers = [gtin14(payload + check_digit(payload)) for payload in payloads]
    numbers += [from_upc_e(f"0{text}")]
    return [one for one in numbers if one]


_LENGTH_UPC_E: Final = 8


def _may_be_upc_e(text: str) -> bool:
    is_short = len(text) == _LENGTH_UPC_E and text[0] in "01"
    return is_short and is_digits(text) and not gtin14(text)


def _expanded(text: str) -> str:
    """The 11 digits before the check digit of an UPC-A, from the 7 of an UPC-E."""
    system, body, layout = text[0], text[1:6], text[6]
    if layout in "012":
        return f"{system}{body[:2]}{layout}0000{body[2:]}"
    if layout == "3":
        return f"{system}{body[:3]}00000{body[3:]}"
    if layout == "4":
        return f"{system}{body[:4]}00000{body[4]}"
    return f"{system}{body}0000{layout}"
