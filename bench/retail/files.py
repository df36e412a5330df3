"""The monthly files of the Online Retail set, read into invoices in the order of the source."""

import csv
import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from sys import intern
from typing import Final
from zoneinfo import ZoneInfo

SHOP_ZONE: Final = ZoneInfo("Europe/London")
"""A UK seller; the file's times carry no zone."""

FILE_PATTERN: Final = "20??-??.csv.gz"

_NO_GOODS: Final = frozenset(
    "POST DOT M m D S C2 AMAZONFEE CRUK PADS B".split()  # noqa: SIM905  # shorter than a list
) | {"BANK CHARGES"}
_VOUCHER: Final = "gift_"


@dataclass(frozen=True, slots=True)
class Row:
    """``price`` is text, as the file has it; ``units`` below zero are taken back."""

    code: str
    description: str
    units: int
    price: str

    @property
    def is_goods(self) -> bool:
        return self.code not in _NO_GOODS and not self.code.startswith(_VOUCHER)

    @property
    def is_free(self) -> bool:
        return not float(self.price)


@dataclass(frozen=True, slots=True)
class Invoice:
    """``at``: the minute of its first row."""

    number: str
    at: datetime
    rows: list[Row]

    @property
    def is_cancellation(self) -> bool:
        return self.number.startswith("C")

    @property
    def is_accounting(self) -> bool:
        return self.number.startswith("A")

    @property
    def is_correction(self) -> bool:
        """Nothing in it has a price: a write-off or a write-on, not a sale."""
        return not self.is_cancellation and all(row.is_free for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """``name`` as in ``2010-12``."""

    name: str
    invoices: Sequence[Invoice]

    @property
    def rows(self) -> int:
        return sum(len(each.rows) for each in self.invoices)

    @property
    def trading_days(self) -> list[datetime]:
        """The days on which anything happened, at their local midnight."""
        days = {each.at.astimezone(SHOP_ZONE).date() for each in self.invoices}
        return [datetime(day.year, day.month, day.day, tzinfo=SHOP_ZONE) for day in sorted(days)]


def read_month(path: Path) -> Month:
    invoices: dict[str, Invoice] = {}
    for cells in _cells(path):
        number = cells["InvoiceNo"]
        if number not in invoices:
            invoices[number] = Invoice(number, _instant(cells["InvoiceDate"]), [])
        invoices[number].rows.append(
            Row(
                intern(cells["StockCode"]),
                intern(cells["Description"].strip()),
                int(cells["Quantity"]),
                intern(cells["UnitPrice"]),
            )
        )
    return Month(name=path.name.partition(".")[0], invoices=list(invoices.values()))


def _cells(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHOP_ZONE).astimezone(UTC)
