"""A page of WooCommerce orders, from its bytes to booked movements (performance row 4).

The limit decodes the same bytes with msgspec into just the fields that are needed and writes the
same rows of orders, lines, positions, movements, balances and marks as raw SQL, with no rule
between: no comparison with what is stored, no plan, no duplicate that could come.
"""

import json
import shutil
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path

import msgspec

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.harness import compare_rates, folder_of, report
from connectors.fakes.woocommerce import WooCommerce
from connectors.fakes.woocommerce.shapes import order_json
from connectors.http import Http, HttpMaker
from connectors.woocommerce.orders import OrderReader
from connectors.woocommerce.shapes import Order, utc
from ledger.channels import Listing, Shown, StockKey
from ledger.database import Database, open_engine
from ledger.instants import to_micros
from ledger.items import save_items
from ledger.listings import ListingLink, ensure_channel, link_listings, save_listings
from ledger.locations import ensure_locations, set_opening
from ledger.migrations.upgrade import upgrade
from ledger.orders.booking import book_page, channel_ref
from ledger.said import ItemRecord
from ledger.sites import Site

folder = cache(partial(folder_of, __file__))
"""Made when it is first asked for: whoever only imports this leaves nothing behind."""

SKUS = 1_000
ORDERS = 5_000
LINES = 2
PAGE = 100
BEGIN = datetime(2026, 3, 2, 8, tzinfo=UTC)
NOW = BEGIN + timedelta(days=1)


def main() -> None:
    shop, pages = shop_and_pages()
    template = filled(shop)
    row = compare_rates(
        "4 orders/s, page bytes to booked movements, SQLite",
        lambda: ours(fresh(template), pages),
        lambda: raw(fresh(template), pages),
        units=ORDERS,
        must=0.40,
        aim=0.60,
    )
    shutil.rmtree(folder())
    report([row])


def shop_and_pages() -> tuple[WooCommerce, list[bytes]]:
    """New orders of two lines, as the shop answers them."""
    shop = WooCommerce()
    for number in range(SKUS):
        shop.add_product(f"S{number:05}", quantity=10_000, now=BEGIN)
    for number in range(ORDERS):
        first, second = number * 7 % SKUS, (number * 13 + 1) % SKUS
        units = {f"S{first:05}": 1 + number % 3, f"S{second:05}": 2}
        shop.place_order(units, now=BEGIN + timedelta(seconds=number))
    rows = [order_json(shop.shop, order) for order in shop.shop.orders.values()]
    return shop, [json.dumps(rows[i : i + PAGE]).encode() for i in range(0, ORDERS, PAGE)]


def filled(shop: WooCommerce) -> Path:
    """A book in which every product of the shop is linked."""
    path = folder() / "template.db"
    book = book_at(path)
    upgrade(book.engine)
    products = list(shop.shop.products.values())
    with book.writing() as tx:
        ensure_locations(tx, [Site(code="main", time_zone="UTC")])
        set_opening(tx, "main", BEGIN - timedelta(days=1))
        save_items(tx, [ItemRecord(sku=one.sku) for one in products])
        channel = ensure_channel(tx, "shop")
        save_listings(
            tx,
            channel,
            [
                Listing(
                    listing_id=str(one.id),
                    sku=one.sku,
                    numbers=(Shown(StockKey(str(one.id)), one.quantity),),
                )
                for one in products
            ],
        )
        links = [ListingLink(listing_id=str(one.id), sku=one.sku) for one in products]
        link_listings(tx, channel, links, actor="bench")
    book.dispose()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def ours(path: Path, pages: Sequence[bytes]) -> Callable[[], None]:
    """Decoded, understood, compared with what is stored, planned and posted; a page at a time."""
    book = book_at(path)
    reader = OrderReader(
        http=no_network(), clock=lambda: NOW, location="main", shipped_statuses=frozenset()
    )

    def work() -> None:
        for page in pages:
            orders = reader.snapshots(msgspec.json.decode(page, type=list[msgspec.Raw]), NOW, NOW)
            with book.writing() as tx:
                book_page(tx, channel_ref(tx, "shop"), list(orders))
        require_right(book)

    return work


def require_right(book: Database) -> None:
    """A figure of wrong work is void."""
    with book.reading() as tx:
        (count,) = tx.rows("SELECT count(*) FROM movement")[0]
        (kept,) = tx.rows("SELECT count(*) FROM order_line")[0]
    assert (count, kept) == (ORDERS * LINES, ORDERS * LINES), (count, kept)
    book.dispose()


def raw(path: Path, pages: Sequence[bytes]) -> Callable[[], None]:
    with closing(sqlite3.connect(path)) as connection:
        items = dict(connection.execute("SELECT listing_id, item_id FROM listing"))
        keys = dict(connection.execute("SELECT inventory_id, id FROM stock_key"))
        places = dict(connection.execute("SELECT name, id FROM place"))
    source, destination = places["main:available"], places["main:committed"]

    def work() -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            for pragma in ("synchronous = FULL", "foreign_keys = ON", "recursive_triggers = ON"):
                connection.execute(f"PRAGMA {pragma}")
            line_id, order_id, sequence = 0, 0, 10_000_000
            for page in pages:
                tables = _Tables()
                for order in msgspec.json.decode(page, type=list[Order]):
                    order_id += 1
                    tables.add_order(order_id, order)
                    for line in order.line_items:
                        line_id, sequence = line_id + 1, sequence + 2
                        remote = str(line.variation_id or line.product_id)
                        tables.add_line(
                            line_id,
                            order_id,
                            (line.id, remote, line.sku, line.quantity),
                            item=items[remote],
                            key=keys[remote],
                            places=(source, destination),
                            sequence=sequence,
                            at=to_micros(utc(order.date_created_gmt)),
                        )
                tables.write(connection)

    return work


class _Tables:
    """The rows of one page, ready for executemany."""

    def __init__(self) -> None:
        self.now = to_micros(NOW)
        self.orders: list[tuple[object, ...]] = []
        self.lines: list[tuple[object, ...]] = []
        self.positions: list[tuple[int, int, int]] = []
        self.movements: list[tuple[object, ...]] = []
        self.taken: list[tuple[int, int, int, int, int]] = []
        self.balances: Counter[tuple[int, int]] = Counter()
        self.due: set[int] = set()

    def add_order(self, order_id: int, order: Order) -> None:
        placed, stamp = utc(order.date_created_gmt), utc(order.date_modified_gmt)
        marks = (to_micros(placed), to_micros(stamp), self.now, self.now, "0" * 32)
        self.orders.append((order_id, 1, str(order.id), order.status, *marks))

    def add_line(
        self,
        line_id: int,
        order_id: int,
        line: tuple[int, str, str | None, int],
        *,
        item: int,
        key: int,
        places: tuple[int, int],
        sequence: int,
        at: int,
    ) -> None:
        remote_id, listing_id, sku, units = line
        frozen, held = f"[[{item},1]]", f'[["",{units},0]]'
        self.lines.append(
            (line_id, order_id, str(remote_id), listing_id, sku, frozen, "{}", 1, held)
        )
        self.positions += [(line_id, places[0], -units), (line_id, places[1], units)]
        self.movements.append(
            (
                sequence,
                f"shop/{order_id}/{remote_id}/1",
                item,
                units,
                *places,
                at,
                self.now,
                line_id,
            )
        )
        self.taken.append((sequence + 1, key, units, 0, self.now))
        self.balances[item, places[0]] -= units
        self.balances[item, places[1]] += units
        self.due.add(key)

    def write(self, connection: sqlite3.Connection) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(_ORDER, self.orders)
        connection.executemany(_LINE, self.lines)
        connection.executemany("INSERT INTO position VALUES (?, ?, ?)", self.positions)
        connection.executemany(_MOVEMENT, self.movements)
        connection.executemany(_TAKEN, self.taken)
        balances = sorted((*key, units) for key, units in self.balances.items())
        connection.executemany(_BALANCE, balances)
        marks = [(one, one, one) for one in self.due]
        connection.executemany("UPDATE stock_key SET due = ?, touched = ? WHERE id = ?", marks)
        connection.execute("COMMIT")


_ORDER = (
    "INSERT INTO sales_order (id, channel_id, order_id, status, placed_at, stamp, read_at, "
    "answered_at, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_LINE = (
    "INSERT INTO order_line (id, order_ref, line_id, listing_id, sku, components, state, number, "
    "held, unclear, waiting) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0)"
)
_MOVEMENT = (
    "INSERT INTO movement (sequence, key, item_id, quantity, source_id, destination_id, "
    "occurred_at, recorded_at, line_id, actor, reason, reference, lot) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'planner', '', '', '')"
)
_TAKEN = "INSERT INTO taken_change VALUES (?, ?, ?, ?, ?)"
_BALANCE = (
    "INSERT INTO balance VALUES (?, ?, ?) ON CONFLICT (item_id, place_id) "
    "DO UPDATE SET quantity = balance.quantity + excluded.quantity"
)


def fresh(template: Path) -> Path:
    path = folder() / "book.db"
    for suffix in ("", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    shutil.copy(template, path)
    return path


def book_at(path: Path) -> Database:
    return Database(open_engine(f"sqlite:///{path}"), clock=lambda: NOW)


def no_network() -> Http:
    """Orders without refunds are understood from their own bytes."""
    maker = HttpMaker(clock=lambda: NOW, sleep=lambda _: None, jitter=lambda: 0.0, token=lambda: "")
    return maker.to("https://unused.invalid/")


if __name__ == "__main__":
    main()
