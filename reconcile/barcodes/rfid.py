"""What a reader reads from an RFID tag: the GTIN of its goods, and its own serial number.

epcpy decodes the tags of retail, SGTIN-96 and SGTIN-198. All tags of one item begin with the same
58 bits, so those are decoded once: a reader hears a hundred thousand tags.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import unquote


@dataclass(frozen=True, slots=True)
class Tag:
    """``gtin``: 14 digits. The serial number is unique among those of its GTIN."""

    gtin: str
    serial: str


def is_tag(text: str) -> bool:
    """Whether it looks like what is read from a tag, of whatever kind."""
    return bool(_URI.match(text) or _HEX.fullmatch(_bare(text)))


def tag_of(text: str) -> Tag:
    """Raises ValueError for a tag that says no GTIN."""
    if _URI.match(text):
        return _decoded(text)
    digits = _bare(text).upper()
    header = digits[:2]
    if header == _SGTIN_96 and len(digits) == _DIGITS_96:
        bits = int(digits, 16)
        gtin = _gtin_of(f"{bits >> _SERIAL_BITS << _SERIAL_BITS:0{_DIGITS_96}X}")
        return Tag(gtin, str(bits & ((1 << _SERIAL_BITS) - 1)))
    if header == _SGTIN_198 and len(digits) >= _DIGITS_198:
        return _decoded(digits)
    raise ValueError(_NO_GTIN)


def tag_text(text: str) -> str:
    """The same for every way to write what is on the tag, whatever that means."""
    return text if _URI.match(text) else _bare(text).upper()


_URI: Final = re.compile(r"urn:epc", re.IGNORECASE)
_HEX: Final = re.compile(r"3[06](?:[0-9A-Fa-f]{22}|[0-9A-Fa-f]{48,62})")
"""96 bits, or 198 with the zeros that fill up the words of a tag's memory."""

_GAPS: Final = re.compile(r"[\s:-]+")
_SGTIN_96: Final = "30"
_SGTIN_198: Final = "36"
_DIGITS_96: Final = 24
_DIGITS_198: Final = 50
_SERIAL_BITS: Final = 38
_KINDS_MAX: Final = 100_000
"""Different items among the tags of a count."""

_TAG_96: Final = re.compile(r"urn:epc:tag:sgtin-96:[^.]*\.[^.]*\.[^.]*\.(.*)", re.IGNORECASE)
_NO_SERIAL: Final = (
    "is a tag of 96 bits with a serial number that none can hold; read it again, or write it as "
    "the reader does"
)
_NO_GTIN: Final = (
    "is a tag that says no GTIN, as only SGTIN-96 and SGTIN-198 do; give its SKU in another column"
)


def _bare(text: str) -> str:
    return _GAPS.sub("", text).removeprefix("0x").removeprefix("0X")


@lru_cache(maxsize=_KINDS_MAX)
def _gtin_of(digits: str) -> str:
    return _decoded(digits).gtin


def _fits_96(serial: str) -> bool:
    """A number of 38 bits without zeros before it: else two texts would be one tag."""
    is_number = serial.isascii() and serial.isdigit() and (serial == "0" or serial[0] != "0")
    return is_number and len(serial) <= _SERIAL_BITS and int(serial) < 1 << _SERIAL_BITS


def _decoded(text: str) -> Tag:
    from epcpy.epc_schemes.sgtin import SGTIN
    from epcpy.utils.common import ConvertException

    serial = _TAG_96.match(text)
    if serial and not _fits_96(unquote(serial[1])):
        raise ValueError(_NO_SERIAL)
    try:
        if not _URI.match(text):
            read = SGTIN.from_hex(text)
        else:
            uri = text.replace("/", "%2F")  # some programs forget to
            read = SGTIN.from_tag_uri(uri) if ":tag:sgtin-" in uri else SGTIN(uri)
    except (ConvertException, ValueError, KeyError, IndexError):
        raise ValueError(_NO_GTIN) from None
    return Tag(read.gtin(), unquote(read.epc_uri.split(":", 4)[4].split(".", 2)[2]))
