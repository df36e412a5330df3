"""Two real processes book the same orders into one database, on both engines."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.ledger import racer
from tests.ledger.books import book_of

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_two_processes_book_every_fact_once(database_url: str) -> None:
    """Nothing lost, nothing doubled, nobody locked out; the newest version of each order holds."""
    with book_of(database_url, "A", "B") as book:
        racers = [
            subprocess.Popen(
                [sys.executable, "-m", "tests.ledger.racer", database_url, str(seed)],
                cwd=ROOT,
                stderr=subprocess.PIPE,
                text=True,
            )
            for seed in (1, 2)
        ]
        errors = [process.communicate(timeout=120)[1] for process in racers]

        assert [process.returncode for process in racers] == [0, 0], errors
        pages = racer.ORDERS * racer.VERSIONS // racer.PAGE
        left = racer.ORDERS * 3
        assert book.levels("A") == {"available": pages - left}
        assert book.levels("B") == {"available": pages}
        assert book.problems() == []
