"""`movements import` and `export`: the book is never locked in."""

from datetime import timedelta

import pytest

from connectors.fakes.loopback import Loopback
from connectors.fakes.woocommerce import WooCommerce
from ledger.instants import utc_now
from tests.jobs.shop_desk import Desk

CONFIG = """
locations: {{main: {{}}}}
channels:
  shop: {{connector: woocommerce, location: main, address: '{}', key: ck_fake, secret: cs_fake}}
"""
HEADING = "key,occurred_at,sku,quantity,source,destination"


def test_what_is_exported_is_known_when_it_comes_back(desk: Desk) -> None:
    """Into the same book nothing is posted; into a new one the stock is the same."""
    desk.opened()
    desk.json("receive", "A-1", 5, "--unit-cost", "1.25", "--lot", "L7", "--location", "main")
    exported = desk.run("movements", "export").out
    path = desk.write("all.csv", exported)

    assert desk.json("movements", "import", path)["known"] == 3
    before = desk.json("stock")["items"]
    (desk.folder / "stockbook.db").unlink()
    desk.initialised()
    again = desk.json("movements", "import", path, "--create-items")

    assert (again["posted"], again["items_created"]) == (3, 2)
    assert desk.json("stock")["items"] == before
    assert desk.run("movements", "export").out == exported


def test_a_book_with_orders_moves_to_another_one(desk: Desk) -> None:
    """The goods lie there as here; its channel then brings the orders that are still open."""
    shop = WooCommerce()
    shop.add_product("A", quantity=20, now=utc_now())
    with Loopback(shop, clock=utc_now) as address:
        desk.write("config.yaml", CONFIG.format(address))
        desk.initialised()
        desk.json("adopt", "shop", "--create-items", "--confirm")
        opening = desk.write("opening.csv", "sku,quantity\nA,20\n")
        desk.json("opening", opening, "--at", (utc_now() - timedelta(hours=1)).isoformat())
        shipped = shop.place_order({"A": 3}, now=utc_now() - timedelta(minutes=9))
        shop.place_order({"A": 4}, now=utc_now() - timedelta(minutes=8))
        shop.set_status(shipped, "completed", now=utc_now() - timedelta(minutes=7))
        desk.json("sync")
        before = desk.json("stock")["items"]
        items, movements, own = (desk.folder / f"{name}.csv" for name in ("items", "all", "own"))
        desk.run("items", "export", items)
        desk.run("movements", "export", "--for-another-book", movements)
        desk.run("movements", "export", own)
        assert desk.json("movements", "import", own)["posted"] == 0

        (desk.folder / "stockbook.db").unlink()
        desk.initialised()
        desk.json("items", "import", items)
        desk.json("movements", "import", movements)
        desk.json("opening", "--empty", "--at", utc_now().isoformat())
        desk.json("adopt", "shop", "--confirm")
        desk.json("sync")

        assert desk.json("stock")["items"] == before
        assert (before[0]["committed"], before[0]["available"]) == (4, 13)
        assert desk.json("check")["ok"]


def test_a_file_with_one_bad_row_is_refused_whole(desk: Desk) -> None:
    """All problems at once, by row, and not one movement is booked."""
    desk.opened()
    path = desk.write(
        "m.csv",
        f"{HEADING},expiry\n"
        "k1,2026-11-02T10:00Z,A-1,5,supplier,main:available,\n"
        "k2,2026-11-02,A-1,5,supplier,main:available,\n"
        "k3,2026-11-02T10:00Z,A-1,-5,supplier,main:available,\n"
        "k4,2026-11-02T10:00Z,A-1,5,supplier,main:shelf,31/12/2026\n"
        "k5,2026-11-02T10:00Z,nope,5,supplier,main:available,\n",
    )

    said = desk.refused("movements", "import", path).splitlines()

    assert [line.split(":")[0] for line in said] == [f"m.csv, row {row}" for row in (3, 4, 5, 6)]
    assert "source" not in said[2]
    assert "destination" in said[2]
    assert "expiry" in said[2]
    assert desk.level("A-1")["available"] == 10


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_another_separator_is_read_as_such(desk: Desk, separator: str) -> None:
    """Spreadsheets write semicolons where the comma parts decimals."""
    desk.opened()
    text = f"{HEADING}\nk1,2026-11-02T10:00Z,A-1,5,supplier,main:available\n"

    desk.json("movements", "import", desk.write("m.csv", text.replace(",", separator)))

    assert desk.level("A-1")["available"] == 15


def test_what_happened_before_the_opening_is_in_its_stock(desk: Desk) -> None:
    """It would count twice; of items that were not opened with it is their history."""
    desk.opened()
    rows = (
        "k1,2026-10-02T10:00Z,A-1,5,supplier,main:available\n"
        "k2,2026-10-02T10:00Z,A-1,5,supplier,main:incoming\n"
        "k3,2026-10-02T10:00Z,NEW,7,supplier,main:available\n"
        "k4,2026-10-02T10:00Z,A-1,4,supplier,annex:available\n"
    )
    words = ("movements", "import", "--create-items")

    said = desk.refused(*words, desk.write("m.csv", f"{HEADING}\n{rows}"))
    assert said.startswith(
        "m.csv, row 2: 2026-10-02T10:00:00+00:00 lies before main came into the book, "
        "2026-11-01T08:00:00+00:00: what came or left before is in its opening stock of A-1"
    )
    assert len(said.splitlines()) == 1
    later = rows.partition("\n")[2]
    desk.json(*words, desk.write("m.csv", f"{HEADING}\n{later}"))
    assert (desk.level("A-1")["on_hand"], desk.level("A-1", "annex")["on_hand"]) == (10, 4)
    assert desk.level("NEW")["on_hand"] == 7


def test_a_history_may_come_before_its_empty_opening_or_after(desk: Desk) -> None:
    """Nothing of it is in an opening stock either way."""
    at = ("--location", "main", "--at", "2026-11-01T08:00")
    rows = "k1,2026-10-02T10:00Z,A-1,5,supplier,main:available\n"
    for commands in (("import", "open"), ("open", "import")):
        desk.initialised()
        for command in commands:
            if command == "open":
                desk.json("opening", "--empty", *at)
            else:
                path = desk.write("m.csv", f"{HEADING}\n{rows}")
                desk.json("movements", "import", path, "--create-items")

        assert desk.level("A-1")["on_hand"] == 5


def test_only_where_the_rows_end_decides_what_can_be(desk: Desk) -> None:
    """A file may tell the second half first; what leaves more than was there is told by row."""
    desk.opened()
    rows = (
        "k1,2026-11-03T10:00Z,A-1,2,main:damaged,loss\n"
        "k2,2026-11-02T10:00Z,A-1,{},main:available,main:damaged\n"
    )

    short = desk.write("short.csv", f"{HEADING}\n{rows.format(1)}")
    assert desk.refused("movements", "import", short) == (
        "short.csv, row 2: more of A-1 leave main:damaged than are there: -1 would be left"
    )
    whole = desk.write("whole.csv", f"{HEADING}\n{rows.format(2)}")
    assert desk.json("movements", "import", whole)["posted"] == 2
    assert desk.level("A-1")["damaged"] == 0


def test_a_movement_of_the_future_is_booked_now_and_told(desk: Desk) -> None:
    """Once: as a known fact it is no news. A year that cannot be is refused."""
    desk.opened()
    row = "k{0},{1},A-1,1,supplier,main:available\n"
    path = desk.write("m.csv", f"{HEADING}\n{row.format(1, '2999-01-01T10:00Z')}")

    first = desk.run("movements", "import", path, "--json")
    second = desk.run("movements", "import", path)

    assert (first.status, first.json["posted"]) == (1, 1)
    assert first.json["notes"][0].startswith("1 movement of the future (the first in row 2)")
    assert (second.status, second.out) == (
        0,
        "0 movements booked, 1 known already, 0 items created\n",
    )
    path = desk.write("n.csv", f"{HEADING}\n{row.format(2, '2999-01-01T10:00Z')}")
    third = desk.run("movements", "import", path)
    assert "1 movement of the future" in third.out
    path = desk.write("o.csv", f"{HEADING}\n{row.format(3, '0001-01-02T10:00Z')}")
    assert "row 2: occurred_at: 0001-01-02T10:00:00+00:00 lies before 2000" in desk.refused(
        "movements", "import", path
    )


def test_a_known_key_with_other_content_is_refused(desk: Desk) -> None:
    """One key is one fact for ever."""
    desk.opened()
    row = "k1,2026-11-02T10:00Z,A-1,{},supplier,main:available\n"
    desk.json("movements", "import", desk.write("a.csv", f"{HEADING}\n{row.format(5)}"))

    said = desk.refused("movements", "import", desk.write("b.csv", f"{HEADING}\n{row.format(6)}"))

    assert "known with other content" in said
    assert desk.level("A-1")["available"] == 15


def test_nobody_may_import_committed_goods(desk: Desk) -> None:
    """Only orders commit, or the check would lie."""
    desk.opened()
    path = desk.write(
        "m.csv", f"{HEADING}\nk1,2026-11-02T10:00Z,A-1,5,main:available,main:committed\n"
    )

    assert "only orders may move committed goods" in desk.refused("movements", "import", path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04rest", "is a spreadsheet (XLSX), not CSV"),
        ("key,sku\n".encode("utf-16"), "is UTF-16"),
        (b"key\n", "column 'occurred_at' is missing"),
        (f"{HEADING},colour\n".encode(), "column 'colour' is unknown"),
        (b"\xff\xfa\xfb", "not UTF-8"),
    ],
)
def test_a_file_of_another_kind_is_told_by_its_kind(desk: Desk, content: bytes, said: str) -> None:
    """What a person sees tells what to save it as."""
    desk.opened()

    assert said in desk.refused("movements", "import", desk.write("m.csv", content))


def test_skus_keep_every_character(desk: Desk) -> None:
    """Commas, quotes, emoji and leading zeros are part of a SKU."""
    desk.initialised()
    skus = ["a,b", 'a"b', "🧦-1", "000123", "NA"]
    rows = "".join(
        f'k{i},2026-11-02T10:00Z,"{sku.replace(chr(34), chr(34) * 2)}",1,supplier,main:available\n'
        for i, sku in enumerate(skus)
    )

    desk.json("movements", "import", desk.write("m.csv", f"{HEADING}\n{rows}"), "--create-items")

    assert {item["sku"] for item in desk.json("stock")["items"]} == set(skus)
