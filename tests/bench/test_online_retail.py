"""The replay of the Online Retail data: a small invented month always, a real one where it is."""

import csv
import gzip
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from bench.online_retail import main, play
from bench.retail.arithmetic import expected
from bench.retail.files import read_month
from bench.retail.plan import plan
from bench.retail.proof import compare_month
from bench.retail.replay import opened
from tests.shared import shared

COLUMNS = [
    "InvoiceNo",
    "StockCode",
    "Description",
    "Quantity",
    "InvoiceDate",
    "UnitPrice",
    "Country",
]


def quiet(_: str) -> None:
    """The test says what was wrong itself."""


def month_file(folder: Path, month: str, rows: Iterable[Sequence[object]]) -> Path:
    """Rows of invoice, code, quantity, day and time, price; invented, in the form of the set."""
    path = folder / f"{month}.csv.gz"
    with gzip.open(path, "wt", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for invoice, code, quantity, at, price in rows:
            instant = f"{month}-{at}:00"
            writer.writerow([invoice, code, f"THING {code}", quantity, instant, price, "Nowhere"])
    return path


def two_months(folder: Path) -> list[Path]:
    first = month_file(
        folder,
        "2010-12",
        [
            ("1", "10001a", 6, "01 09:10", "2.50"),
            ("1", "10001A", 4, "01 09:10", "2.50"),
            ("1", "10001a", 2, "01 09:10", "2.50"),
            ("1", "POST", 1, "01 09:10", "18.00"),
            ("2", "10002", 10, "01 13:00", "1.25"),
            ("C3", "10002", -3, "01 14:00", "1.25"),
            ("C4", "10001a", -8, "02 09:00", "2.50"),
            ("C5", "10002", -30, "02 09:30", "1.25"),
            ("C6", "D", -1, "02 09:40", "27.50"),
            ("7", "10002", -5, "02 10:00", "0.0"),
            ("8", "10003", 40, "02 10:05", "0.0"),
            ("9", "10003", 20, "02 12:00", "0.85"),
        ],
    )
    second = month_file(
        folder,
        "2011-01",
        [
            ("20", "10004", 7, "04 11:59", "3.00"),
            ("20", "10001A", 1, "04 11:59", "0.0"),
            ("C21", "10003", -20, "04 12:30", "0.85"),
            ("A22", "B", 1, "05 10:00", "100.00"),
            ("23", "10004", 2, "05 15:00", "3.00"),
        ],
    )
    return [first, second]


def test_the_arithmetic_reads_the_rules_as_a_person_does(tmp_path: Path) -> None:
    """Orders, refunds and what nothing explains, counted by hand."""
    december, january = expected(two_months(tmp_path))

    assert (december.orders, december.refunded, december.plain_cancellations) == (3, 11, 1)
    assert december.committed == {"10003": 20}
    assert january.committed == {"10004": 2}
    assert (january.orders, january.refunded, january.plain_cancellations) == (5, 31, 1)


@pytest.mark.slow
def test_invented_months_end_as_the_arithmetic_says(tmp_path: Path) -> None:
    """Each rule of the replay once, in a shop of six codes."""
    comparisons, _ = play(two_months(tmp_path), tmp_path, quiet)

    assert [one for one in comparisons if one.wrong] == []


@pytest.mark.slow
def test_one_unit_that_is_wrong_is_found(tmp_path: Path) -> None:
    """On the shelf, and in the shop's own number."""
    file, _ = two_months(tmp_path)
    with opened(plan([read_month(file)]), tmp_path) as replay:
        replay.month(replay.acts[0])
        storefront = replay.shopfront.storefront
        shown = storefront.shown("10001a") or 0
        storefront.type_quantity("10001a", shown + 1, now=replay.office.clock())
        replay.shopfront.shelf["10002"] -= 1

        wrong = {one.name for one in compare_month(replay, expected([file])) if one.wrong}

    assert wrong == {"on hand in the book, against the shelves", "offered by the shop"}


def test_a_wrong_file_name_is_told(tmp_path: Path) -> None:
    """Nothing is played where there is nothing to play."""
    with pytest.raises(SystemExit, match="no monthly files"):
        main([str(tmp_path)])


@pytest.mark.slow
def test_a_real_month_ends_as_its_file_says(tmp_path: Path) -> None:
    """Every unit of forty thousand rows, straight from the file."""
    month = shared("data/online-retail/2011-02.csv.gz")

    comparisons, _ = play([month], tmp_path, quiet)

    assert [one for one in comparisons if one.wrong] == []
