"""`check` on a million movements: it streams, and names the one thing that does not agree."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.ledger.databases import database_of, write

ROOT = Path(__file__).parents[2]
MOVEMENTS = 1_000_000
ITEMS = 5_000
PEAK_BYTES_MAX = 100_000_000
"""Beyond what it held before the first proof; a million rows would take several times it."""

FILL = (
    "INSERT INTO location (id, code, kind, time_zone) VALUES (1, 'main', 'own', 'UTC')",
    "INSERT INTO place (id, name, location_id, state) "
    "VALUES (100, 'main:available', 1, 'available')",
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {items}) "
    "INSERT INTO item (id, sku, name, category, pack_size, stocked, assembly, created_at) "
    "SELECT i, 'S' || i, '', '', 1, 1, 'none', 0 FROM n",
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {movements}) "
    "INSERT INTO movement (sequence, key, item_id, quantity, source_id, destination_id, "
    "occurred_at, recorded_at, actor, reason, reference, lot) "
    "SELECT i, 'k' || i, i - i / {items} * {items} + 1, 1, "
    "(SELECT id FROM place WHERE name = 'supplier'), 100, "
    "0, 0, '', '', '', '' FROM n",
    "INSERT INTO balance SELECT item_id, destination_id, sum(quantity) FROM movement "
    "GROUP BY item_id, destination_id",
    "INSERT INTO balance SELECT item_id, source_id, -sum(quantity) FROM movement "
    "GROUP BY item_id, source_id",
    "UPDATE balance SET quantity = quantity + 1 WHERE item_id = 777 AND place_id = 100",
)

PROGRAM = """
import resource, sys
from ledger.check import proofs, prove
from ledger.database import Database, open_engine
from ledger.instants import utc_now

database = Database(open_engine(sys.argv[1]), clock=utc_now)
with database.reading() as tx:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    problems = [problem for proof in proofs().values() for problem in prove(tx, proof)]
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024)
print(*problems, sep="\\n")
"""


@pytest.mark.slow
def test_a_million_movements_are_proved_without_holding_them(database_url: str) -> None:
    """One balance is one too high: it is named, and nothing else is."""
    with database_of(database_url) as database:
        for statement in FILL:
            write(database.engine, statement.format(items=ITEMS, movements=MOVEMENTS))

        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, database_url],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )

    peak, *problems = done.stdout.splitlines()
    expected = MOVEMENTS // ITEMS
    assert problems == [
        f"S777 at main:available: the balance says {expected + 1}, "
        f"the movements add up to {expected}"
    ]
    assert int(peak) < PEAK_BYTES_MAX
