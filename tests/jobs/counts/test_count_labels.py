"""`count` by labels that say more than their item: lots, expiry dates and how many."""

from pathlib import Path
from typing import Any

import pytest

from tests.jobs.sheet_desk import differing, refused, text_of, upload
from tests.jobs.shop_desk import Desk

pytestmark = pytest.mark.slow

SOCK, CUP = "04006381333931", "00036000291452"


@pytest.fixture
def opened(desk: Desk) -> Desk:
    """Socks and cups, by barcode."""
    desk.opened("sku,quantity\nsock,100\ncup,100\n")
    desk.json("items", "create", "sock", "--barcode", SOCK[1:])
    desk.json("items", "create", "cup", "--barcode", CUP[2:])
    return desk


def sheet(desk: Desk, *rows: str, name: str = "count.csv") -> Path:
    return desk.write(name, "".join(f"{row}\n" for row in rows))


def lots(desk: Desk, answer: Any) -> list[tuple[str, str, str, str]]:
    """SKU, lot, expiry and units, as the printable report tells them."""
    path = desk.folder / f"report-{answer['count']}.html"
    assert desk.run("count", "report", answer["count"], path).status == 0
    table = path.read_text(encoding="utf-8").partition("<h2>Lots</h2>")[2].partition("</table>")[0]
    rows = [
        [cell.partition(">")[2] for cell in row.split("</td>")[:-1]]
        for row in table.split("<tr>")[2:]
    ]
    return sorted((sku, lot, expiry, units) for sku, _, lot, expiry, units in rows)


def test_labels_tell_lots_and_expiry_dates(opened: Desk) -> None:
    """Each lot is reported with its own units, and the rows of an item are added up."""
    answer = upload(
        opened,
        sheet(
            opened,
            "Barcode;Qty",
            f"(01){SOCK}(17)271130(10)L1;4",
            f"01{SOCK}1727113010L2;5",
            f"01{SOCK}1727113010L1;1",
            f"(01){CUP}(15)280100(10)C;7",
        ),
    )

    assert sorted(differing(answer)) == [("cup", 7), ("sock", 10)]
    assert lots(opened, answer) == [
        ("cup", "C", "2028-01-31", "7"),
        ("sock", "L1", "2027-11-30", "5"),
        ("sock", "L2", "2027-11-30", "5"),
    ]
    assert any("lots are added up" in note for note in answer["notes"])


def test_a_column_and_a_label_that_agree_are_one_lot(opened: Desk) -> None:
    """However the column writes it, the lot is told as on the label."""
    answer = upload(
        opened,
        sheet(
            opened,
            "Barcode;Qty;Batch;MHD",
            f"(01){SOCK}(17)271130(10)L1;1;L1;30.11.2027",
            f"(01){SOCK}(17)271130(10)L1;2;l1;11/30/2027",
            f"(01){SOCK}(17)271130(10)L1;3;;11/2027",
            f"(01){SOCK}(17)271130(10)L1;8;;46721",
            f"(01){SOCK}(17)271130(10)007;4;7;",
            f"{SOCK};5;L9;soon",
        ),
    )

    assert lots(opened, answer) == [
        ("sock", "007", "2027-11-30", "4"),
        ("sock", "L1", "2027-11-30", "14"),
        ("sock", "L9", "soon", "5"),
    ]


def test_a_column_and_a_label_that_contradict_each_other_are_a_question(opened: Desk) -> None:
    """Both columns of a row are told, under their headings; nothing is kept."""
    answer = refused(
        opened,
        sheet(
            opened,
            "Barcode;Qty;Batch;Best before",
            f"(01){SOCK}(17)271130(10)L1;1;L2;30.10.2027",
            f"(01){SOCK}(17)271130(10)L1;1;L1;10/2027",
            f"(01){SOCK}(17)271130(10)L1;1;L1;30.11.2027",
            f"(01){SOCK}(17)271130(10)L1;1;L1;next winter",
        ),
    )

    told = [(one["row"], one["column"], one["problem"][:36]) for one in answer["problems"]]
    assert told == [
        (2, "Batch", "is 'L2', and the label says 'L1'; wr"),
        (2, "Best before", "is '30.10.2027', and the label says "),
        (3, "Best before", "is '10/2027', and the label says '20"),
        (5, "Best before", "is 'next winter', and the label says"),
    ]


def test_two_lots_of_an_item_lie_in_one_bin(opened: Desk) -> None:
    """They are not the same bin counted twice; the same lot again is."""
    rows = [f"(01){SOCK}(10)L1;4;A1", f"(01){SOCK}(10)L2;5;A1"]
    answer = upload(opened, sheet(opened, "Barcode;Qty;Bin", *rows))
    assert differing(answer) == [("sock", 9)]

    again = refused(opened, sheet(opened, "Barcode;Qty;Bin", *rows, rows[0]))
    assert "stands in bin 'A1' on a row above" in text_of(again)


def test_a_label_beside_a_sku_tells_the_lot(opened: Desk) -> None:
    """A row that gives its SKU counts units; a label of another item is a question."""
    row = f"sock;(02){SOCK}(37)24(10)L1;24"
    answer = upload(opened, sheet(opened, "SKU;Barcode;Qty", row))
    assert differing(answer) == [("sock", 24)]
    assert lots(opened, answer) == [("sock", "L1", "", "24")]

    other = refused(opened, sheet(opened, "SKU;Barcode;Qty", row.replace("sock", "cup")))
    assert text_of(other) == "is another item by its sku than by its barcode"


def test_as_many_as_the_label_says_is_a_question(opened: Desk) -> None:
    """One box of 24, or 24 boxes of them: nobody knows but who counted."""
    box = f"(02){SOCK}(37)24"
    assert differing(upload(opened, sheet(opened, "Barcode;Qty", f"{box};2"))) == [("sock", 48)]

    said = text_of(refused(opened, sheet(opened, "Barcode;Qty", f"{box};24")))
    assert said.startswith("is 24, as the label says itself, and 24 of what bears it would be 576")


def test_labels_in_a_column_of_tags_tell_their_lot(opened: Desk) -> None:
    """Where the barcode says nothing of it."""
    answer = upload(opened, sheet(opened, "Barcode;EPC;Qty", f"{SOCK};(01){SOCK}(10)L1(21)9;1"))

    assert lots(opened, answer) == [("sock", "L1", "", "1")]
