"""GS1 labels: element strings as scanners send them or as people read them, and Digital Links.

biip reads them; a plain number is never taken for a label.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from biip.gs1_element_strings import GS1ElementString, GS1ElementStrings


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """``gtin``: 14 digits. ``count``: of these in what bears the label, where it says so.

    ``expiry`` is the last day of use, or where only that is told, the best one before.
    """

    gtin: str
    lot: str = ""
    expiry: date | None = None
    serial: str = ""
    count: int | None = None


LABEL_LENGTH_MIN: Final = 16
"""Two digits that say what follows, and a GTIN."""


def is_label(text: str) -> bool:
    """Whether it looks like one: with FNC1, in parentheses, as a link, or a GTIN after its 01."""
    return bool(_LABEL.match(text)) or any(mark in text for mark in _SEPARATORS)


def label_of(text: str) -> Label:
    """Raises ValueError for what says no GTIN, or says something wrong."""
    elements = {one.ai.ai: one for one in _elements(text)}
    named = elements.get("01") or elements.get("02")
    if named is None:
        raise ValueError("is a GS1 label without a GTIN, so it names no item; scan the goods")
    if named.gtin is None:
        raise ValueError(f"is a GS1 label with a wrong GTIN ({named.gtin_error}); scan it again")
    count = elements.get("37") or elements.get("30")
    if (count and not int(count.value)) or ("02" in elements and not count):
        raise ValueError("is a GS1 label that does not say how many it is on; count the goods")
    expiry = elements.get("17") or elements.get("15")
    return Label(
        gtin=named.value,
        lot=_value(elements.get("10")),
        expiry=expiry.date if expiry else None,
        serial=_value(elements.get("21")),
        count=int(count.value) if count else None,
    )


_SEPARATORS: Final = ("\x1d", "␝", "<GS>", "{GS}", "<FNC1>", "{FNC1}", "_x001D_")
"""FNC1 within a text, as scanners and spreadsheets write what no keyboard has."""

_SEPARATOR: Final = re.compile("|".join(map(re.escape, _SEPARATORS)))
_SYMBOLOGY: Final = re.compile(r"\][A-Za-z][0-9A-Za-z]")
"""Before what some scanners send: which kind of barcode it was."""

_LABEL: Final = re.compile(
    r"""\][A-Za-z][0-9A-Za-z] | \([0-9]{2,4}\) | https?://\S+/[0-9]{2,4}/[^/\s]
    | 0[12][0-9]{14} """,
    re.VERBOSE,
)


def _elements(text: str) -> "GS1ElementStrings":
    from biip import ParseError
    from biip.gs1_digital_link_uris import GS1DigitalLinkURI
    from biip.gs1_messages import GS1Message

    plain = _SEPARATOR.sub("\x1d", _SYMBOLOGY.sub("", text, count=1)).strip("\x1d ")
    try:
        if plain.startswith("http"):
            return GS1DigitalLinkURI.parse(plain).element_strings
        if plain.startswith("("):
            return GS1Message.parse_hri(plain).element_strings
        return GS1Message.parse(plain).element_strings
    except ParseError as error:
        raise ValueError(f"is no GS1 label that can be read ({error}); scan it again") from None


def _value(element: "GS1ElementString | None") -> str:
    return element.value if element else ""
