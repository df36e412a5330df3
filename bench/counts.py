"""A physical count from the file to its adjustments (performance rows 5, 6 and 7).

Ours reads the file, compares it with a book on SQLite, and posts 3 % of the lines as adjustments,
durably. The limit is bare pandas with the book in memory: read, join on two text keys, subtract.
Each run is a process of its own; its CPU seconds and its peak of memory count from its imports on.
"""

import json
import random
import resource
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from math import log
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.harness import PAIRS, Row, at_most, cpu_seconds, folder_of, report

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
COUNTED_AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
PLANTED = 0.03
SMALL, LARGE, LARGEST = 100_000, 1_000_000, 5_000_000
BOUND = 250
"""In MB: five million lines take no more than a million may."""


def main() -> None:
    folder = folder_of(__file__)
    try:
        report([*compared(folder, LARGE), *growth(folder)])
    finally:
        shutil.rmtree(folder)


def compared(folder: Path, lines: int) -> Iterator[Row]:
    """Rows 5 and 6: time as a multiple of bare pandas, and memory above the imports."""
    book, sheet = prepared(folder, lines)
    pairs = [(run("ours", book, sheet, lines), run("limit", book, sheet, lines))
             for _ in range(PAIRS)]  # fmt: skip
    ours = statistics.median(one["seconds"] for one, _ in pairs)
    limit = statistics.median(other["seconds"] for _, other in pairs)
    memory = statistics.median(one["megabytes"] for one, _ in pairs)
    yield at_most(f"5 CPU s for {lines:,} lines, 3% posted", ours, limit, must=1.3, aim=1.0)
    yield at_most("6 MB above the imports, as part of 250 MB", memory, BOUND, must=1.0, aim=0.8)
    yield at_most("6 the same, as part of the bounded mode's 64 MB", memory, 64, must=1.0, aim=0.8)


def growth(folder: Path) -> Iterator[Row]:
    """Row 7: from 100,000 lines to five million, as an exponent; 1 is linear. And their memory."""
    runs = {}
    for lines in (SMALL, LARGEST):
        book, sheet = prepared(folder, lines)
        runs[lines] = [run("ours", book, sheet, lines) for _ in range(3)]
    seconds = {
        lines: statistics.median(one["seconds"] for one in of_lines)
        for lines, of_lines in runs.items()
    }
    exponent = log(seconds[LARGEST] / seconds[SMALL]) / log(LARGEST / SMALL)
    yield Row(
        name=f"7 growth exponent of a count, {SMALL:,} to {LARGEST:,} lines",
        ours=exponent, limit=1.0, ratio=exponent, must=1.1, aim=1.05, ok=exponent <= 1.1,
    )  # fmt: skip
    memory = statistics.median(one["megabytes"] for one in runs[LARGEST])
    name = f"6 MB above the imports with {LARGEST:,} lines, as part of {BOUND} MB"
    yield at_most(name, memory, BOUND, must=1.0, aim=0.8)


def prepared(folder: Path, lines: int) -> tuple[Path, Path]:
    """A book of so many items with something on hand, and a sheet of all of them, made once."""
    book, sheet = folder / f"book-{lines}.db", folder / f"sheet-{lines}.csv"
    if not sheet.exists():
        make_book(book, lines)
        make_sheet(sheet, lines)
    return book, sheet


def make_book(path: Path, lines: int) -> None:
    """By SQL, as the ledger itself would have booked one opening movement an item."""
    from ledger.database import Database, open_engine
    from ledger.locations import ensure_locations, set_opening
    from ledger.migrations.upgrade import upgrade
    from ledger.sites import Site

    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    database = Database(engine, clock=lambda: BEGIN)
    with database.writing() as tx:
        ensure_locations(tx, [Site(code="main", time_zone="UTC")])
        set_opening(tx, "main", BEGIN)
        places: dict[str, int] = dict(tx.rows("SELECT name, id FROM place"))
        source, shelf = places["opening"], places["main:available"]
        tx.run(_ITEMS, (lines, tx.now_micros))
        first = tx.take_sequences(lines)
        tx.run(_MOVEMENTS, (first, source, shelf, tx.now_micros, tx.now_micros))
        tx.run(_BALANCES, (source, shelf))
    database.dispose()


_ITEMS = """
    WITH RECURSIVE number (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n < ? - 1)
    INSERT INTO item (id, sku, name, category, pack_size, stocked, assembly, created_at)
    SELECT n + 1, printf('SKU-%07d', n), '', '', 1, 1, 'none', ? FROM number
"""
_ON_HAND = "2 + (id - 1) * 7919 % 97"
_MOVEMENTS = f"""
    INSERT INTO movement (sequence, key, item_id, quantity, source_id, destination_id, occurred_at,
                          recorded_at, actor, reason, reference, lot)
    SELECT ? + id - 1, 'opening/' || id, id, {_ON_HAND}, ?, ?, ?, ?, '', '', '', '' FROM item
"""
_BALANCES = f"""
    WITH side (place_id, sign) AS (VALUES (?, -1), (?, 1))
    INSERT INTO balance SELECT id, place_id, sign * ({_ON_HAND}) FROM item, side
"""


def make_sheet(path: Path, lines: int) -> None:
    """In random order, as people walk."""
    order = list(range(lines))
    random.Random(7).shuffle(order)
    with path.open("w", encoding="utf-8") as file:
        file.write("SKU,Location,Counted\n")
        file.writelines(
            f"{sku_of(number)},main,{on_hand_of(number) + planted(number)}\n" for number in order
        )


def sku_of(number: int) -> str:
    return f"SKU-{number:07d}"


def on_hand_of(number: int) -> int:
    return 2 + number * 7919 % 97


def planted(number: int) -> int:
    """How many more or fewer were found of this item than the book says."""
    return (1, -1, 2)[number % 3] if number * 2654435761 % 100 < PLANTED * 100 else 0


def run(kind: str, book: Path, sheet: Path, lines: int) -> dict[str, float]:
    """One run in a process of its own, on a copy of the book."""
    copy = book.with_name("run.db")
    for leftover in book.parent.glob("run.db*"):
        leftover.unlink()
    shutil.copyfile(book, copy)
    done = subprocess.run(
        [sys.executable, __file__, kind, str(copy), str(sheet), str(lines)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


def ours(book: Path, sheet: Path, lines: int) -> dict[str, float]:
    from jobs.counts.desk import Desk, post_to_book, site_of_count
    from jobs.counts.uploading import upload_count
    from ledger.database import Database, open_engine
    from reconcile.decide import Rules, Tolerance
    from reconcile.reading.sheet import Declared

    database = Database(open_engine(f"sqlite:///{book}"), clock=lambda: COUNTED_AT)
    site = site_of_count(database, "main")
    began, before = cpu_seconds(), peak()
    desk = Desk(database=database, rules=Rules(tolerance=Tolerance(units=5)), actor="bench")
    answer = upload_count(desk, sheet, Declared(site=site, counted_at=COUNTED_AT))
    assert answer.count is not None, answer.problems
    posted = post_to_book(desk, answer.count)
    measured = {"seconds": cpu_seconds() - began, "megabytes": (peak() - before) / 1e6}
    found = {one.sku: one.difference for one in posted.variances}
    assert found == {sku_of(n): planted(n) for n in range(lines) if planted(n)}
    with database.reading() as tx:
        (total,) = tx.rows("SELECT sum(quantity) FROM balance JOIN place ON place_id = place.id "
                           "WHERE place.name = 'main:available'")[0]  # fmt: skip
    assert total == sum(on_hand_of(n) + planted(n) for n in range(lines))
    return measured


def limit(_: Path, sheet: Path, lines: int) -> dict[str, float]:
    import pandas as pd

    book = pd.DataFrame({
        "SKU": [sku_of(number) for number in range(lines)],
        "Location": "main",
        "expected": [on_hand_of(number) for number in range(lines)],
    })  # fmt: skip
    began, before = cpu_seconds(), peak()
    counted = pd.read_csv(sheet, dtype={"SKU": str, "Location": str})
    joined = book.merge(counted, how="outer", on=["SKU", "Location"])
    difference = joined["Counted"] - joined["expected"]
    variances = joined[difference != 0]
    measured = {"seconds": cpu_seconds() - began, "megabytes": (peak() - before) / 1e6}
    assert len(variances) == sum(planted(number) != 0 for number in range(lines))
    return measured


def peak() -> int:
    """The largest memory of this process so far, in bytes.

    Where the system tells: its accounts of resources begin with the memory of who started it.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    told = dict(line.split(":", 1) for line in status.read_text(encoding="utf-8").splitlines())
    return int(told["VmHWM"].split()[0]) * 1024


if __name__ == "__main__":
    if len(sys.argv) > 2:
        kind, book_file, sheet_file, many = sys.argv[1:]
        kinds: dict[str, Any] = {"ours": ours, "limit": limit}
        print(json.dumps(kinds[kind](Path(book_file), Path(sheet_file), int(many))))
    else:
        main()
