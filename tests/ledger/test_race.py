"""Two real processes book the same orders and movements into one database, on both engines."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.ledger import racer
from tests.ledger.books import book_of
from tests.ledger.databases import ask

ROOT = Path(__file__).parents[2]
SECONDS_MAX = 120
"""They need two; a busy machine is no failure."""
LOOKS_MAX = 1_000


@pytest.mark.slow
@pytest.mark.parametrize("seeds", [(1, 2), (3, 4), (5, 6)])
def test_two_processes_book_every_fact_once(database_url: str, seeds: tuple[int, int]) -> None:
    """Nothing lost, nothing doubled, nobody locked out; the newest version of each order holds."""
    with book_of(database_url, "A", "B") as book:
        with racing(database_url, seeds) as processes:
            for _ in range(LOOKS_MAX):
                assert book.problems() == [], "whoever looks meanwhile sees whole transactions"
                if all(process.poll() is not None for process in processes):
                    break
            errors = [process.communicate(timeout=SECONDS_MAX)[1] for process in processes]

        assert [process.returncode for process in processes] == [0, 0], errors
        shipped = racer.ORDERS * 3
        assert book.levels("A") == {"available": racer.FACTS // 2 - shipped}
        assert book.levels("B") == {"available": racer.FACTS // 2}
        assert book.problems() == []
        engine = book.database.engine
        newest = ask(engine, "SELECT stamp, count(*) FROM sales_order GROUP BY stamp")
        assert [orders for _, orders in newest] == [racer.ORDERS]
        assert ask(engine, "SELECT count(*) FROM movement WHERE line_id IS NULL") == [
            (racer.FACTS,)
        ]
        assert ask(engine, "SELECT order_id FROM unreadable_order") == []
        numbers = "SELECT max(sequence) <= (SELECT sequence FROM counter) FROM movement"
        assert [bool(cell) for ((cell),) in ask(engine, numbers)] == [True]


@contextmanager
def racing(url: str, seeds: tuple[int, int]) -> Iterator[list["subprocess.Popen[str]"]]:
    """Both have imported all they need before the first of them begins."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.ledger.racer", url, str(seed)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for seed in seeds
    ]
    try:
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        yield processes
    finally:
        for process in processes:
            process.kill()
            process.communicate()
