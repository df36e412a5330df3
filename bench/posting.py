"""Posting movements, and how fast the commands start (performance rows 1, 2, 3, 7, 10 and 11).

The limit does the same with nothing in between: the same schema, indexes, triggers and durability,
ready integer rows, the balances summed per transaction.
"""

import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from datetime import timedelta
from functools import cache, partial
from math import log
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.harness import Row, at_most, compare_rates, cpu_seconds, folder_of, report
from bench.raw_posting import BEGIN, SKUS, raw_postgresql, raw_rows, raw_sqlite
from ledger.check import proofs, prove
from ledger.database import Database, open_engine
from ledger.instants import utc_now
from ledger.items import save_items
from ledger.locations import ensure_locations
from ledger.migrations.upgrade import upgrade
from ledger.said import ItemRecord
from ledger.sites import Site
from ledger.store import post
from ledger.values import SUPPLIER, Movement, State, place
from tests import postgres

folder = cache(partial(folder_of, __file__))
"""Made when it is first asked for: whoever only imports this leaves nothing behind."""

MOVEMENTS = 50_000
SINGLES = 1_500
CHUNK = 1_000
MAIN = place("main", State.AVAILABLE)


def main() -> None:
    rows = [bulk_sqlite(), single_sqlite()]
    rows += list(bulk_postgresql())
    rows += [growth(), verification(), *starts()]
    shutil.rmtree(folder())
    report(rows)


def bulk_sqlite() -> Row:
    """Row 1: a thousand movements a transaction, full durability."""
    return compare_rates(
        "1 movements/s, SQLite, 1,000 a transaction",
        lambda: ours(sqlite_book(), movements(MOVEMENTS), CHUNK),
        lambda: raw_sqlite(sqlite_book(), raw_rows(MOVEMENTS), CHUNK),
        units=MOVEMENTS,
        must=0.60,
        aim=0.80,
    )


def single_sqlite() -> Row:
    """Row 2: one movement a transaction."""
    return compare_rates(
        "2 movements/s, SQLite, one a transaction",
        lambda: ours(sqlite_book(), movements(SINGLES), 1),
        lambda: raw_sqlite(sqlite_book(), raw_rows(SINGLES), 1),
        units=SINGLES,
        must=0.30,
        aim=0.38,
    )


def bulk_postgresql() -> Iterator[Row]:
    """Row 3: bulk posting, CPU of the server counted too."""
    reservation = postgres.reserve()
    if reservation is None:
        print(f"row 3 is left out: {postgres.MISSING}", file=sys.stderr)
        return
    try:
        with postgres.running(reservation.folder) as server, ExitStack() as databases:

            def book() -> Database:
                name = databases.enter_context(server.database())
                return filled(Database(open_engine(server.url(name)), clock=utc_now), SKUS)

            pid = int((server.folder / "data" / "postmaster.pid").read_text().split()[0])
            yield compare_rates(
                "3 movements/s, PostgreSQL, 10,000 a transaction",
                lambda: ours(book(), movements(MOVEMENTS), 10_000),
                lambda: raw_postgresql(book(), raw_rows(MOVEMENTS), 10_000),
                units=MOVEMENTS,
                must=0.65,
                aim=0.80,
                servers=[psutil.Process(pid)],
            )
    finally:
        reservation.release()


def growth() -> Row:
    """Row 7, posting: the exponent from 10,000 to 1,000,000 items; 0 is flat."""
    seconds = []
    for items in (10_000, 1_000_000):
        book = sqlite_book(items)
        work = ours(book, movements(MOVEMENTS, items), CHUNK)
        before = cpu_seconds()
        work()
        seconds.append(cpu_seconds() - before)
    exponent = log(seconds[1] / seconds[0]) / log(100)
    return Row(
        name="7 growth exponent of posting, 10,000 to 1,000,000 items",
        ours=exponent,
        limit=0,
        ratio=exponent,
        must=0.30,
        aim=0.10,
        ok=exponent <= 0.30,
    )


def verification() -> Row:
    """Row 10: our proof of the balances against one grouping of the same movements in SQL."""
    book = sqlite_book()
    ours(book, movements(1_000_000), 50_000)()
    balances = proofs()["balances"]
    ratios = []
    for _ in range(5):
        with book.reading() as tx:
            before = cpu_seconds()
            tx.rows(_GROUP_AND_COMPARE)
            middle = cpu_seconds()
            assert prove(tx, balances) == []
            ratios.append(((cpu_seconds() - middle), (middle - before)))
    own = statistics.median(one for one, _ in ratios)
    limit = statistics.median(one for _, one in ratios)
    return at_most("10 CPU s to verify 1,000,000 movements", own, limit, must=1.2, aim=0.4)


def starts() -> Iterator[Row]:
    """Row 11: `--help` over a bare interpreter, `stock SKU` over importing typer and sqlmodel."""
    stockbook = Path(sys.executable).with_name("stockbook")
    book = sqlite_book()
    config = folder() / "config.yaml"
    config.write_text(f"database: {book.engine.url}\nlocations: {{main: {{}}}}\n")
    bare, shown_help = paired([sys.executable, "-c", "pass"], [str(stockbook), "--help"])
    yield Row(
        name="11 ms of --help above `python -c pass`",
        ours=shown_help * 1000,
        limit=bare * 1000,
        ratio=(shown_help - bare) * 1000,
        must=150,
        aim=80,
        ok=(shown_help - bare) * 1000 <= 150,
    )
    # Typer is not installed with us; without it the limit is stricter than the row asks.
    imports = "import sqlmodel, click"
    limit, own = paired(
        [sys.executable, "-c", imports],
        [str(stockbook), "--config", str(config), "stock", "S0000001"],
    )
    yield at_most(f"11 s of `stock SKU` over `{imports}`", own, limit, must=1.2, aim=1.1)


def paired(limit: Sequence[str], ours: Sequence[str]) -> tuple[float, float]:
    """Median wall seconds of both, run in turn."""
    times = [(wall(limit), wall(ours)) for _ in range(9)]
    return statistics.median(one for one, _ in times), statistics.median(two for _, two in times)


def wall(command: Sequence[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def ours(book: Database, ready: Sequence[Movement], chunk: int) -> Callable[[], None]:
    """Through the public way in: validated, idempotent, with balances."""

    def work() -> None:
        for start in range(0, len(ready), chunk):
            with book.writing() as tx:
                post(tx, ready[start : start + chunk])
        require_right(book, len(ready))

    return work


def require_right(book: Database, count: int) -> None:
    """A figure of wrong work is void."""
    with book.reading() as tx:
        assert tx.rows("SELECT count(*), sum(quantity) FROM movement") == [(count, 5 * count)]
    book.dispose()


def movements(count: int, items: int = SKUS) -> list[Movement]:
    return [
        Movement(
            key=f"bench/{number}",
            occurred_at=BEGIN + timedelta(seconds=number),
            sku=f"S{number * 7919 % items:07}",
            quantity=5,
            source=SUPPLIER,
            destination=MAIN,
            actor="bench",
        )
        for number in range(count)
    ]


def sqlite_book(items: int = SKUS) -> Database:
    """A fresh book with these items; made once and copied."""
    template = folder() / f"template-{items}.db"
    if not template.exists():
        filled(Database(open_engine(f"sqlite:///{template}"), clock=utc_now), items)
        with closing(sqlite3.connect(template)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path = folder() / "book.db"
    for suffix in ("", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    shutil.copy(template, path)
    return Database(open_engine(f"sqlite:///{path}"), clock=utc_now)


def filled(book: Database, items: int) -> Database:
    upgrade(book.engine)
    with book.writing() as tx:
        ensure_locations(tx, [Site(code="main", time_zone="UTC")])
        for start in range(0, items, 50_000):
            numbers = range(start, min(start + 50_000, items))
            save_items(tx, [ItemRecord(sku=f"S{number:07}") for number in numbers])
    book.dispose()
    return book


_GROUP_AND_COMPARE = """
    SELECT item_id, place_id, sum(quantity) FROM (
        SELECT item_id, source_id AS place_id, -quantity AS quantity FROM movement
        UNION ALL SELECT item_id, destination_id, quantity FROM movement
    ) GROUP BY item_id, place_id
    EXCEPT SELECT item_id, place_id, quantity FROM balance
"""


if __name__ == "__main__":
    main()
