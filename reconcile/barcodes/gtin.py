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
    if len(text) != LENGTHS[0] or text[0] not in "01" or not is_digits(text) or gtin14(text):
        return None
    system, body, layout = text[0], text[1:6], text[6]
    if layout in "012":
        payload = f"{system}{body[:2]}{layout}0000{body[2:]}"
    elif layout == "3":
        payload = f"{system}{body[:3]}00000{body[3:]}"
    elif layout == "4":
        payload = f"{system}{body[:4]}00000{body[4]}"
    else:
        payload = f"{system}{body}0000{layout}"
    return gtin14(payload + text[-1])
