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
LARGE, SMALL = 1_000_000, 100_000
CHUNK = 10_000


def main() -> None:
    folder = folder_of(__file__)
    rows = [*compared(folder, LARGE), growth(folder)]
    shutil.rmtree(folder)
    report(rows)


def compared(folder: Path, lines: int) -> Iterator[Row]:
    """Rows 5 and 6: time as a multiple of bare pandas, and memory above the imports."""
    book, sheet = prepared(folder, lines)
    pairs = [(run("ours", book, sheet, lines), run("limit", book, sheet, lines))
             for _ in range(PAIRS)]  # fmt: skip
    ours = statistics.median(one["seconds"] for one, _ in pairs)
    limit = statistics.median(other["seconds"] for _, other in pairs)
    memory = statistics.median(one["megabytes"] for one, _ in pairs)
    yield at_most(f"5 CPU s for {lines:,} lines, 3% posted", ours, limit, must=1.3, aim=1.0)
    yield at_most("6 MB above the imports, as part of 250 MB", memory, 250, must=1.0, aim=0.8)


def growth(folder: Path) -> Row:
    """Row 7: from 100,000 lines to a million, as an exponent; 1 is linear."""
    seconds = {}
    for lines in (SMALL, LARGE):
        book, sheet = prepared(folder, lines)
        runs = [run("ours", book, sheet, lines)["seconds"] for _ in range(3)]
        seconds[lines] = statistics.median(runs)
    exponent = log(seconds[LARGE] / seconds[SMALL]) / log(LARGE / SMALL)
    return Row(
        name="7 growth exponent of a count, 100,000 to 1,000,000 lines",
        ours=exponent, limit=1.0, ratio=exponent, must=1.1, aim=1.05, ok=exponent <= 1.1,
    )  # fmt: skip


def prepared(folder: Path, lines: int) -> tuple[Path, Path]:
    """A book of so many items with something on hand, and a sheet of all of them, made once."""
    book, sheet = folder / f"book-{lines}.db", folder / f"sheet-{lines}.csv"
    if not sheet.exists():
        make_book(book, lines)
        make_sheet(sheet, lines)
    return book, sheet


def make_book(path: Path, lines: int) -> None:
    from ledger.database import Database, open_engine
    from ledger.items import create_missing_items
    from ledger.locations import ensure_locations, set_opening
    from ledger.migrations.upgrade import upgrade
    from ledger.sites import Site
    from ledger.store import post
    from ledger.values import OPENING, Movement, State, place

    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    database = Database(engine, clock=lambda: BEGIN)
    with database.writing() as tx:
        ensure_locations(tx, [Site(code="main", time_zone="UTC")])
        set_opening(tx, "main", BEGIN)
        create_missing_items(tx, (sku_of(number) for number in range(lines)))
    for first in range(0, lines, CHUNK):
        with database.writing() as tx:
            post(tx, [
                Movement(
                    key=f"opening/{number}", occurred_at=BEGIN, sku=sku_of(number),
                    quantity=on_hand_of(number), source=OPENING,
                    destination=place("main", State.AVAILABLE),
                )
                for number in range(first, min(first + CHUNK, lines))
            ])  # fmt: skip
    database.dispose()


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
    from jobs.counts import Desk, post_to_book, site_of_count, upload_count
    from ledger.database import Database, open_engine
    from reconcile.decide import Rules, Tolerance
    from reconcile.sheet import Declared

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
    """The largest memory of this process so far, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    if len(sys.argv) > 2:
        kind, book_file, sheet_file, many = sys.argv[1:]
        kinds: dict[str, Any] = {"ours": ours, "limit": limit}
        print(json.dumps(kinds[kind](Path(book_file), Path(sheet_file), int(many))))
    else:
        main()
