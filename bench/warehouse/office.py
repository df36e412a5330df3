"""A warehouse's days in a real book, its sheets uploaded, and its causes asked for."""

import csv
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bench.warehouse.counters import Sheet, counted
from bench.warehouse.days import COUNTED, KNOWN, OPENED, Days, OpenOrder, counted_at, days_of
from bench.warehouse.goods import Good, goods_of
from jobs.counts.causes import CausesAnswer, explain_count
from jobs.counts.desk import Desk, site_of_count
from jobs.counts.uploading import upload_count
from ledger.channels import Listing, Shown, StockKey
from ledger.database import Database, open_engine
from ledger.items import save_items
from ledger.listings import ListingLink, ensure_channel, link_listings, save_listings
from ledger.locations import ensure_locations, set_opening
from ledger.migrations.upgrade import upgrade
from ledger.orders.booking import book_page, channel_ref
from ledger.said import ItemRecord
from ledger.sites import Site
from ledger.snapshots import EventKind, LineSnapshot, OrderSnapshot, Owed, PhysicalEvent
from ledger.store import post
from ledger.values import CUSTOMER, OPENING, SUPPLIER, Movement, Place, State, place
from reconcile.decide import Rules, Tolerance
from reconcile.reading.sheet import Declared

TOLERANCE = 4
"""Smaller differences pass by themselves, and nobody asks for their causes."""

MAIN, ANNEX = place("main", State.AVAILABLE), place("annex", State.AVAILABLE)
LEGS: Mapping[str, tuple[Place, Place]] = {
    "received": (SUPPLIER, MAIN),
    "ordered": (SUPPLIER, place("main", State.INCOMING)),
    "sent": (ANNEX, place("main", State.IN_TRANSIT)),
    "sold": (MAIN, CUSTOMER),
    "damaged": (MAIN, place("main", State.DAMAGED)),
}


@dataclass(frozen=True, slots=True)
class Story:
    """What was answered, and what happened in truth: by SKU what people did, in the book's days
    and while counting, and whether the trace of it is in the data as a whole.
    """

    answer: CausesAnswer
    why: Mapping[str, list[str]]
    whole: frozenset[str]


def played(folder: Path, seed: int, *, products: int, mistakes: float = 1.0) -> Story:
    rng = random.Random(seed)
    goods = goods_of(rng, products)
    days = days_of(rng, goods, mistakes=mistakes)
    shelf = {good.sku: max(_in_book(good, days) + days.extra[good.sku], 0) for good in goods}
    sheet = counted(rng, goods, shelf, mistakes=mistakes)
    database = _opened(folder / f"warehouse-{seed}.db", goods, days)
    answer = _counted(database, folder, sheet, goods=goods, days=days)
    database.dispose()
    why: defaultdict[str, list[str]] = defaultdict(list)
    for told in (days.why, sheet.why):
        for sku, reasons in told.items():
            why[sku] += reasons
    return Story(answer, why, frozenset(days.whole | sheet.whole))


def _opening(good: Good, days: Days) -> int:
    """So much that all which leaves can leave."""
    sold = sum(one.units for one in days.told if one.sku == good.sku and one.what == "sold")
    shipped = sum(one.units for one in days.orders if one.sku == good.sku and one.refunded)
    return good.units + sold + shipped


def _in_book(good: Good, days: Days) -> int:
    """On hand when the walk comes by, by the plainest arithmetic."""
    at = counted_at(max(good.bins))
    signs = {"received": 1, "sold": -1}
    told = (one for one in days.told if one.sku == good.sku and one.at <= at)
    moved = sum(signs.get(one.what, 0) * one.units for one in told)
    shipped = sum(one.units for one in days.orders if one.sku == good.sku and one.refunded)
    return _opening(good, days) + moved - shipped


def _opened(path: Path, goods: list[Good], days: Days) -> Database:
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    database = Database(engine, clock=lambda: KNOWN)
    with database.writing() as tx:
        ensure_locations(tx, [Site(code=code, time_zone="UTC") for code in ("main", "annex")])
        for code in ("main", "annex"):
            set_opening(tx, code, OPENED)
        save_items(tx, [_record(good) for good in goods])
        post(tx, [*_openings(goods, days), *_told(days)])
        channel = ensure_channel(tx, "shop")
        save_listings(tx, channel, [_listing(good) for good in goods])
        links = [ListingLink(listing_id=good.sku, sku=good.sku) for good in goods]
        link_listings(tx, channel, links, actor="bench")
        orders = [_snapshot(number, one) for number, one in enumerate(days.orders)]
        booked = book_page(tx, channel_ref(tx, "shop"), orders)
        assert booked.orders == len(orders), booked
    return database


def _record(good: Good) -> ItemRecord:
    return ItemRecord(sku=good.sku, name=good.name, pack_size=good.case if good.told else 1)


def _listing(good: Good) -> Listing:
    return Listing(listing_id=good.sku, sku=good.sku, numbers=(Shown(StockKey(good.sku), None),))


def _openings(goods: list[Good], days: Days) -> Iterable[Movement]:
    sent: defaultdict[str, int] = defaultdict(int)
    for one in days.told:
        sent[one.sku] += one.units if one.what == "sent" else 0
    for good in goods:
        for where, units in ((MAIN, _opening(good, days)), (ANNEX, good.annex + sent[good.sku])):
            if units:
                yield Movement(
                    key=f"opening/{where.location}/{good.sku}", occurred_at=OPENED, sku=good.sku,
                    quantity=units, source=OPENING, destination=where,
                )  # fmt: skip


def _told(days: Days) -> Iterable[Movement]:
    for number, one in enumerate(days.told):
        source, destination = LEGS[one.what]
        yield Movement(
            key=f"told/{number}", occurred_at=one.at, sku=one.sku, quantity=one.units,
            source=source, destination=destination,
        )  # fmt: skip


def _snapshot(number: int, order: OpenOrder) -> OrderSnapshot:
    owed = (Owed(location="main", quantity=order.units, packed=order.packed),)
    events = tuple(
        PhysicalEvent(kind=kind, quantity=order.units, location="main",
                      occurred_at=order.at + timedelta(days=later))
        for later, kind in enumerate((EventKind.SHIPPED, EventKind.REFUNDED))
    )  # fmt: skip
    line = LineSnapshot(
        line_id="1", listing_id=order.sku, sku=order.sku,
        owed=() if order.refunded else owed, events=events if order.refunded else (),
    )  # fmt: skip
    return OrderSnapshot(
        order_id=str(1000 + number), status="open", placed_at=order.at, stamp=order.at,
        read_at=KNOWN, answered_at=KNOWN, lines=(line,),
    )  # fmt: skip


def _counted(
    database: Database, folder: Path, sheet: Sheet, *, goods: list[Good], days: Days
) -> CausesAnswer:
    desk = Desk(database=database, rules=Rules(tolerance=Tolerance(units=TOLERANCE)), actor="bench")
    annex = folder / "annex.csv"
    there = [(one.sku, one.annex + days.extra_annex[one.sku], 0) for one in goods if one.annex]
    _write(annex, there)
    upload_count(desk, annex, Declared(site=site_of_count(database, "annex"), counted_at=COUNTED))
    path = folder / "sheet.csv"
    _write(path, sheet.rows)
    declared = Declared(
        site=site_of_count(database, "main"), complete=True, packed_counted=True,
        damaged_counted=True,
    )  # fmt: skip
    answer = upload_count(desk, path, declared)
    assert answer.count is not None, answer.problems
    return explain_count(desk, answer.count)


def _write(path: Path, rows: Iterable[tuple[str, int, int]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("SKU", "Counted", "Counted at"))
        for sku, units, place_ in rows:
            writer.writerow((sku, units, counted_at(place_).isoformat()))
