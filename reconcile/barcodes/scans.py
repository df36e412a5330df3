"""Any text as what it says of the goods: which, how many of it, and which single one."""

from dataclasses import dataclass

from reconcile.barcodes.gs1 import is_label, label_of
from reconcile.barcodes.gtin import from_upc_e, gtin14
from reconcile.barcodes.rfid import is_tag, tag_of, tag_text


@dataclass(frozen=True, slots=True)
class Scan:
    """``gtin``: 14 digits, or nothing. ``each``: how many of these there are in what was scanned.

    ``single``: what tells one thing from all others of its GTIN; read again, it is the same thing.
    ``lot``, ``expiry`` (in ISO 8601) and ``count`` are what a label says, else "" and 0.
    """

    gtin: str = ""
    each: int = 1
    single: str = ""
    lot: str = ""
    expiry: str = ""
    count: int = 0


NOTHING = Scan()


def scan_of(text: str) -> Scan:
    """A tag, a label, a GTIN or an UPC-E; NOTHING for any other text.

    Raises ValueError for a tag or label that names no item.
    """
    if is_tag(text):
        tag = tag_of(text)
        return Scan(tag.gtin, single=_single(tag.gtin, tag.serial))
    if is_label(text):
        label = label_of(text)
        single = _single(label.gtin, label.serial) if label.serial else ""
        expiry = label.expiry.isoformat() if label.expiry else ""
        count = label.count or 0
        return Scan(label.gtin, count or 1, single, label.lot, expiry, count)
    return Scan(gtin14(text) or from_upc_e(text) or "")


def tag_scan_of(text: str) -> Scan:
    """What stands in a column of tags: one thing each, also where no GTIN can be read from it."""
    if not text:
        return NOTHING
    try:
        return scan_of(text) if is_label(text) else scan_of_tag(text)
    except ValueError:
        return Scan(single=tag_text(text))


def scan_of_tag(text: str) -> Scan:
    """Raises ValueError for a tag that names no item."""
    tag = tag_of(text)
    return Scan(tag.gtin, single=_single(tag.gtin, tag.serial))


def _single(gtin: str, serial: str) -> str:
    """No GTIN holds a space, so no two are taken for each other."""
    return f"{gtin} {serial}"
