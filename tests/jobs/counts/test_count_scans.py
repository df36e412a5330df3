"""`count upload --scans`: the list of a handheld scanner, one row each time that it beeped."""

from typing import Any

import pytest

from tests.jobs.sheet_desk import AT, differing, refused, text_of, upload
from tests.jobs.shop_desk import Desk
from tests.reconcile.books import xlsx

pytestmark = pytest.mark.slow

SOCK, SOCK_CASE, CUP = "4006381333931", "14006381333938", "036000291452"


@pytest.fixture
def opened(desk: Desk) -> Desk:
    """A sock of which twelve are a case, and a cup."""
    desk.opened("sku,quantity\nsock,100\ncup,100\n")
    desk.json("items", "create", "sock", "--barcode", SOCK, "--pack-size", 12)
    desk.json("items", "create", "cup", "--barcode", CUP)
    return desk


def scanned(desk: Desk, text: str, *more: object, name: str = "scans.csv") -> dict[str, int]:
    """Units by SKU."""
    return dict(differing(upload(desk, desk.write(name, text), "--scans", *more)))


def said_of(desk: Desk, text: str, *more: object) -> str:
    return text_of(refused(desk, desk.write("bad.csv", text), *more))


def test_each_row_is_one_unit_or_one_case(opened: Desk) -> None:
    """However often a code comes again."""
    rows = "\n".join([SOCK, CUP, SOCK, SOCK_CASE, f"0{CUP}"])

    assert scanned(opened, f"Barcode\n{rows}\n") == {"sock": 14, "cup": 2}


def test_a_list_without_headings_names_its_columns(opened: Desk) -> None:
    """One column or several."""
    assert scanned(opened, f"{SOCK}\n{SOCK}\n", "--columns", "barcode") == {"sock": 2}
    assert scanned(opened, f"A-1;{CUP}\nA-1;{CUP}\n", "--columns", "bin,barcode") == {"cup": 2}


def test_a_workbook_may_be_a_list_of_scans(opened: Desk) -> None:
    """As a phone's program writes it."""
    path = xlsx(opened.folder / "scans.xlsx", [["EAN", "Name"], [SOCK, "Sock"], [SOCK, "Sock"]])

    assert differing(upload(opened, path, "--scans")) == [("sock", 2)]


def test_the_same_bin_again_is_no_question(opened: Desk) -> None:
    """On one list; on a second one it may have been scanned twice, which is asked once an item."""
    first = opened.write("one.csv", f"Bin,EAN\nA-1,{SOCK}\nA-1,{SOCK}\nA-2,{SOCK}\n")
    other = opened.write("two.csv", f"Bin,EAN\nA-1,{SOCK}\nA-1,{SOCK}\n")

    answered = opened.run("count", "upload", first, other, *AT, "--scans", "--json")

    assert answered.status == 2
    assert [one["row"] for one in answered.json["problems"]] == [2]
    assert "was it counted twice?" in text_of(answered.json)
    answer = upload(opened, first, "--scans")
    assert differing(answer) == [("sock", 3)]
    assert {(one["bin"], one["counted"]) for one in _bins(opened)} == {("A-1", 2), ("A-2", 1)}


def _bins(desk: Desk) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk.json("count", "bins", "--location", "main")["bins"]
    return found


def test_a_bin_that_was_scanned_among_goods_is_told(opened: Desk) -> None:
    """It is no item; a list of one bin is uploaded as that."""
    scanned(opened, f"Bin,EAN\nA-1,{SOCK}\n")

    said = said_of(opened, f"EAN\nA-1\n{SOCK}\n", "--scans")
    assert "'A-1' is a bin and no item; say the bin of each row in a column" in said
    assert scanned(opened, f"EAN\n{SOCK}\n{SOCK}\n", "--bin", "A-1") == {"sock": 2}


def test_lists_are_added_to_each_other(opened: Desk) -> None:
    """Of two scanners, or of one that comes later."""
    first = opened.write("one.csv", f"EAN\n{SOCK}\n{CUP}\n")
    other = opened.write("two.csv", f"EAN\n{SOCK}\n")
    count = upload(opened, first, "--scans")["count"]

    answer = upload(opened, other, "--scans", "--add-to", count)

    assert differing(answer) == [("sock", 2), ("cup", 1)]


def test_each_scan_may_say_when_it_was(opened: Desk) -> None:
    """The count was true when the last one was made."""
    rows = f"2026-11-12 10:00,{SOCK}\n2026-11-12 10:05,{SOCK}\n"
    path = opened.write("scans.csv", f"Scanned at,EAN\n{rows}")

    answer = opened.run("count", "upload", path, "--location", "main", "--scans", "--json").json

    assert answer["counted_at"] == "2026-11-12T10:05:00+00:00"
    assert differing(answer) == [("sock", 2)]


def test_it_is_never_guessed(opened: Desk) -> None:
    """A plain list of codes may be one of prices; what was said of one is not said of the next."""
    lists = f"EAN\n{SOCK}\n{SOCK}\n"

    assert "If each row is one scan of one unit or case, say --scans" in said_of(opened, lists)
    assert "with --scans --columns barcode" in said_of(opened, f"{SOCK}\n{SOCK}\n")
    assert scanned(opened, lists) == {"sock": 2}
    assert "say --scans" in said_of(opened, lists)


def test_headings_of_scans_may_be_explained(opened: Desk) -> None:
    """What a heading means is remembered; that each row is a scan is said of each list."""
    lists = f"Gelesen\n{SOCK}\n{SOCK}\n"

    assert scanned(opened, lists, "--map", "barcode=Gelesen") == {"sock": 2}
    assert "say --scans" in said_of(opened, lists)
    assert scanned(opened, lists + CUP) == {"sock": 2, "cup": 1}


def test_a_column_of_quantities_contradicts_it(opened: Desk) -> None:
    """Whether it is on the sheet, or said."""
    assert "'Qty' says how many, and a scan is one each; leave --scans out" in said_of(
        opened, f"EAN,Qty\n{SOCK},3\n", "--scans"
    )
    for more in (("--columns", "sku,quantity"), ("--map", "quantity=Qty")):
        path = opened.write("bad.csv", f"EAN,Qty\n{SOCK},3\n")
        answered = opened.run("count", "upload", path, *AT, "--scans", *more)
        assert answered.status == 2
        assert "a list without quantities" in answered.err


def test_columns_without_quantities_name_the_option(opened: Desk) -> None:
    """And with it they must still name the item."""
    path = opened.write("scans.csv", f"{SOCK}\n")

    without = opened.run("count", "upload", path, *AT, "--columns", "barcode")
    nameless = opened.run("count", "upload", path, *AT, "--columns", "bin", "--scans")

    assert "if each row is one scan, say --scans" in without.err
    assert "must name sku or barcode, or tag" in nameless.err


def test_tags_are_one_thing_still(opened: Desk) -> None:
    """However often they are heard."""
    opened.json("items", "create", "sock", "--barcode", "8719139005740")
    tags = "\n".join(["3036142C8C008F8000053244"] * 3)

    assert scanned(opened, f"EPC,EAN\n{tags}\n,{SOCK}\n,{SOCK}\n") == {"sock": 3}


def test_a_wrong_scan_is_told_and_mended(opened: Desk) -> None:
    """Row by row in the copy, which is uploaded as a list of scans again."""
    answer = refused(opened, opened.write("bad.csv", f"EAN\n{SOCK}\n4006381333932\n"), "--scans")

    assert [one["row"] for one in answer["problems"]] == [3]
    copy = opened.folder / "bad.problems.csv"
    copy.write_text(copy.read_text("utf-8-sig").replace("4006381333932", SOCK), "utf-8")
    assert differing(upload(opened, copy, "--scans")) == [("sock", 2)]
