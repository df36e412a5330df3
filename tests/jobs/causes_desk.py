"""A desk where counts are explained: a shop with an order, sheets, commands that are pasted."""

import shlex
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl

from jobs.answers import SCHEMAS, schema_of
from ledger.channels import Listing, Shown, StockKey
from ledger.database import Database, Writing, open_engine
from ledger.instants import utc_now
from ledger.listings import ListingLink, ensure_channel, link_listings, save_listings
from ledger.orders.booking import book_page, channel_ref
from ledger.snapshots import EventKind, LineSnapshot, OrderSnapshot, Owed, PhysicalEvent
from tests.jobs.shop_desk import Desk

AT = datetime(2026, 11, 12, 12, tzinfo=UTC)
COUNTED = ("--location", "main", "--counted-at", "2026-11-12T12:00")
CONFIG = """
locations:
  main: {time_zone: Europe/London}
  annex: {time_zone: Europe/Berlin}
channels:
  shop: {connector: memory, location: main}
"""


def upload(desk: Desk, rows: str, *more: str, name: str = "count.csv") -> int:
    sheet = desk.write(name, f"SKU,Counted\n{rows}")
    number: int = desk.run("count", "upload", sheet, *(more or COUNTED), "--json").json["count"]
    return number


def explained(desk: Desk, *words: object) -> list[dict[str, Any]]:
    """The lines of `count causes`, as its schema says."""
    answered = desk.run("count", "causes", *words, "--json")
    assert answered.status in {0, 1}, answered
    jsonschema.validate(answered.json, schema_of(SCHEMAS["count-causes"]))
    lines: list[dict[str, Any]] = answered.json["lines"]
    return lines


def first_cause(desk: Desk, count: int, sku: str) -> dict[str, Any]:
    (line,) = explained(desk, count, sku)
    cause: dict[str, Any] = line["causes"][0]
    return cause


def cause_of(desk: Desk, count: int, sku: str, kind: str) -> dict[str, Any]:
    (line,) = explained(desk, count, sku)
    return next(one for one in line["causes"] if one["kind"] == kind)


def write_odd_workbook(path: Path) -> None:
    """Eighty-eight A-1 and a hundred of the others, on a second worksheet without headings."""
    book = openpyxl.Workbook()
    book.create_sheet("Hall 1").append(["nothing", "here"])
    sheet = book.create_sheet("Hall 2")
    for row, (sku, units) in enumerate((("A-1", "88,0"), ("A-2", "100,0"), ("B-7", "100,0"))):
        sheet.append([f"shelf {row}", sku, units, "12/11/2026 12:00"])
    book.save(path)


def paste(desk: Desk, command: str) -> None:
    """As a person would, in the folder of the sheet; a line may wait still."""
    program, *words = shlex.split(command)
    assert program == "stockbook"
    answered = desk.run(*words, "--json")
    assert answered.status in {0, 1}, answered


def differences(desk: Desk, count: int) -> dict[str, tuple[int, str]]:
    answer = desk.run("count", "show", count, "--json").json
    return {one["sku"]: (one["difference"], one["status"]) for one in answer["variances"]}


@contextmanager
def book(desk: Desk) -> Iterator[Writing]:
    database = Database(open_engine(f"sqlite:///{desk.folder / 'stockbook.db'}"), clock=utc_now)
    with database.writing() as tx:
        yield tx
    database.dispose()


def sold(desk: Desk, sku: str, *, owed: Sequence[Owed] = (), shipped: int = 0) -> None:
    """Order 1001 of the shop; what was shipped is refunded, and may come back."""
    events = tuple(
        PhysicalEvent(kind=kind, quantity=shipped, location="main", occurred_at=AT - days)
        for kind, days in (
            (EventKind.SHIPPED, timedelta(days=5)),
            (EventKind.REFUNDED, timedelta(days=3)),
        )
        if shipped
    )
    line = LineSnapshot(line_id="1", listing_id=sku, sku=sku, owed=tuple(owed), events=events)
    stamp = AT - timedelta(days=2)
    order = OrderSnapshot(
        order_id="1001", status="open", placed_at=stamp, stamp=stamp, read_at=stamp,
        answered_at=stamp, lines=(line,),
    )  # fmt: skip
    with book(desk) as tx:
        channel = ensure_channel(tx, "shop")
        listing = Listing(listing_id=sku, sku=sku, numbers=(Shown(StockKey(sku), None),))
        save_listings(tx, channel, [listing])
        link_listings(tx, channel, [ListingLink(listing_id=sku, sku=sku)], actor="test")
        book_page(tx, channel_ref(tx, "shop"), [order])


def explaining(desk: Desk) -> Desk:
    """A hundred of each at main since the first of November, nothing at the annex, and a shop."""
    desk.write("config.yaml", CONFIG)
    desk.opened("sku,quantity\nA-1,100\nA-2,100\nB-7,100\n")
    return desk
