"""GS1 labels and RFID tags: what they say of the goods, in every way to write it."""

import json
from datetime import date
from urllib.parse import quote

import pytest

from reconcile.barcodes.gs1 import Label, is_label, label_of
from reconcile.barcodes.gtin import gtin14
from reconcile.barcodes.rfid import Tag, is_tag, tag_of, tag_text
from reconcile.barcodes.scans import NOTHING, Scan, scan_of, tag_scan_of
from tests.shared import shared

GTIN = "04006381333931"
FULL = Label(gtin=GTIN, lot="AB12", expiry=date(2027, 1, 31), serial="7x")


@pytest.mark.parametrize(
    "text",
    [
        f"01{GTIN}1727013110AB12\x1d217x",
        f"]C101{GTIN}1727013110AB12\x1d217x",
        f"]d2\x1d01{GTIN}1727013110AB12\x1d217x",
        f"01{GTIN}1727013110AB12<GS>217x",
        f"01{GTIN}1727013110AB12␝217x",
        f"01{GTIN}1727013110AB12_x001D_217x",
        f"(01){GTIN}(17)270131(10)AB12(21)7x",
        f"(01) {GTIN} (17) 270131 (10) AB12 (21) 7x",
        f"https://id.gs1.org/01/{GTIN}/10/AB12/21/7x?17=270131",
        f"https://example.com/shoes/01/{GTIN.lstrip('0')}/10/AB12/21/7x?17=270131&x=1",
    ],
)  # fmt: skip
def test_a_label_says_the_same_however_it_is_written(text: str) -> None:
    """As scanners send it, as people read it, as a link."""
    assert is_label(text)
    assert label_of(text) == FULL


def test_a_label_may_say_how_many_it_is_on() -> None:
    """A pallet, or a pack of a number that varies; without a last day the best one before."""
    assert label_of(f"(02){GTIN}(37)24(15)270100") == Label(
        gtin=GTIN, count=24, expiry=date(2027, 1, 31)
    )
    assert label_of(f"(01){GTIN}(30)5").count == 5
    assert scan_of(f"(02){GTIN}(37)24") == Scan(GTIN, each=24, count=24)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("(00)340123450000000000", "without a GTIN"),
        ("(01)04006381333932(10)A", "wrong GTIN"),
        (f"(02){GTIN}", "does not say how many"),
        (f"(01){GTIN}(30)0", "does not say how many"),
        (f"(01){GTIN}(99999)A", "no GS1 label that can be read"),
        (f"01{GTIN}17279931", "no GS1 label that can be read"),
        ("https://example.com/01/2/3", "no GS1 label that can be read"),
    ],
)
def test_a_label_that_names_no_item_says_why(text: str, said: str) -> None:
    """And what to do next."""
    with pytest.raises(ValueError, match=said):
        scan_of(text)


@pytest.mark.parametrize("text", ["4006381333931", GTIN, "A-1", "", "01", "(blue)", "https://x.eu"])
def test_what_is_no_label_or_tag_is_not_taken_for_one(text: str) -> None:
    """A plain number is none of them."""
    assert not is_label(text)
    assert not is_tag(text)
    assert scan_of(text) == Scan(gtin14(text) or "")


TAGS = (
    "3034257BF7194E4000001A85",
    "3034 257b f719 4e40 0000 1a85",
    "0x3034257BF7194E4000001A85",
    "3074257BF7194E4000001A85",
    "3634257BF7194E5B3770E40000000000000000000000000000",
    "3634257BF7194E5B3770E400000000000000000000000000000000",
    "urn:epc:id:sgtin:0614141.812345.6789",
    "urn:epc:tag:sgtin-96:3.0614141.812345.6789",
    "urn:epc:tag:sgtin-198:1.0614141.812345.6789",
)


@pytest.mark.parametrize("text", TAGS)
def test_a_tag_is_the_same_thing_however_it_is_read(text: str) -> None:
    """In 96 or 198 bits, with any filter, with the zeros that fill its memory, as hex or URI."""
    assert is_tag(text)
    assert tag_of(text) == Tag("80614141123458", "6789")
    assert (
        scan_of(text) == tag_scan_of(text) == Scan("80614141123458", single="80614141123458 6789")
    )


def test_a_label_with_a_serial_number_is_the_thing_that_its_tag_is() -> None:
    """Scanned by hand and heard by a reader, it is one."""
    label = scan_of("(01)80614141123458(21)6789")

    assert label == tag_scan_of("(01)80614141123458(21)6789") == scan_of(TAGS[0])


@pytest.mark.parametrize(
    "text",
    [
        "3134257BF7194E4000001A85",
        "303C257BF7194E4000001A85",
        "36FF",
        "urn:epc:id:sscc:0614141.1234567890",
        "urn:epc:id:sgtin:0614141.812345",
        "urn:epc:tag:sgtin-96:9",
        "E28011700000020F7A2B1234",
    ],
)
def test_a_tag_without_a_gtin_is_still_one_thing(text: str) -> None:
    """Its item has to be said by another column."""
    with pytest.raises(ValueError, match="says no GTIN"):
        tag_of(text)
    assert tag_scan_of(text.lower()) == Scan(single=tag_text(text.lower()))


def test_an_empty_cell_of_tags_is_nothing() -> None:
    """Not a thing of its own."""
    assert tag_scan_of("") == NOTHING


def test_the_tags_of_others_are_read_as_they_say() -> None:
    """What the standard and the test suites of two libraries hold of SGTINs."""
    known = json.loads(shared("data/barcodes.json").read_text(encoding="utf-8"))
    for one in known["sgtin96"]:
        assert tag_of(one["hex"]).gtin == one["gtin14"]
        assert tag_of(one["hex"]).serial == one.get("serial", tag_of(one["hex"]).serial)
        assert all(tag_of(one[way]) == tag_of(one["hex"]) for way in ("pure", "tag") if way in one)
    for one in known["sgtin198"]:
        assert tag_of(one["hex"]) == tag_of(one["tag"])
    for one in known["sgtin_uri_to_gtin"]:
        assert tag_of(one["uri"]).gtin == one["gtin14"]
        assert tag_of(one["uri"]).serial == one.get("serial", tag_of(one["uri"]).serial)
    for one in known["sgtin_uri_invalid"]:
        with pytest.raises(ValueError, match="says no GTIN"):
            tag_of(one["uri"])
    for one in known["sgtin96_cannot_hold"]:
        serial = quote(one["serial"], safe="")
        with pytest.raises(ValueError, match="a serial number that none can hold"):
            tag_of(f"urn:epc:tag:sgtin-96:3.0614141.812345.{serial}")


def test_what_is_no_uri_of_a_tag_is_told_as_one() -> None:
    """It is no barcode that is unknown."""
    with pytest.raises(ValueError, match="says no GTIN"):
        scan_of("urn:epcid:sgtin:00000000000.00.0")
