"""The process dies before any statement of what is done with a count: all of it, or nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from jobs.counts.answers import CountAnswer
from jobs.counts.deciding import approve_count
from jobs.counts.desk import Desk, post_to_book, rule_late_news, site_of_count, take_back
from jobs.counts.join import upload_joined
from jobs.counts.uploading import upload_count
from ledger.counts.rulings import When
from ledger.database import Database
from reconcile.reading.sheet import Declared
from tests.jobs.world import World, world_of
from tests.ledger.crashing import STATEMENTS_MAX, Crashes, crashing_database
from tests.ledger.databases import CrashError

STATEMENTS_MIN = 10
"""Of fewer nothing was tried."""
TABLES = (
    "movement", "balance", "packing", "stock_count", "count_block", "count_line", "count_file",
    "count_decision", "incident", "counter", "count_bin", "count_recount",
)  # fmt: skip


@dataclass
class Fragile:
    """A world beside a desk that can be made to crash."""

    world: World
    database: Database
    crashes: Crashes
    folder: Path

    @property
    def desk(self) -> Desk:
        return Desk(database=self.database, actor="ann")

    def sheet(self, text: str, name: str = "one") -> Path:
        path = self.folder / f"{name}.csv"
        path.write_text(f"SKU,Qty,Bin\n{text}", encoding="utf-8")
        return path

    def declared(self, *, ago: int = 0) -> Declared:
        return Declared(
            site=site_of_count(self.database, "main"),
            counted_at=self.world.clock() - timedelta(minutes=ago),
        )

    def posted(self) -> None:
        """Two of A are missing."""
        upload_count(self.desk, self.sheet("A,8,x\nB,5,x\n"), self.declared())
        approve_count(self.desk, 1)
        post_to_book(self.desk, 1)
        self.world.clock.sleep(60)

    def learn_late(self, units: int) -> None:
        """Of A, received half an hour ago."""
        self.world.clock.sleep(-1800)
        self.world.receive("A", units)
        self.world.clock.sleep(1800)

    def rows(self) -> dict[str, list[tuple[object, ...]]]:
        with self.world.database.reading() as tx:
            found = {name: tx.rows(f"SELECT * FROM {name}") for name in TABLES}
        return {name: sorted(rows, key=repr) for name, rows in found.items()}

    def survives(self, act: Callable[[Desk], CountAnswer]) -> CountAnswer:
        """Die before each statement in turn, until it goes through; what it answers then."""
        before = self.rows()
        for statements in range(STATEMENTS_MAX):
            self.crashes.left = statements
            try:
                answer = act(self.desk)
            except CrashError:
                assert self.rows() == before
            else:
                self.crashes.left = None
                assert statements > STATEMENTS_MIN
                assert self.world.check() == []
                return answer
        raise AssertionError("it never ends")


@pytest.fixture
def fragile(database_url: str, tmp_path: Path) -> Iterator[Fragile]:
    with (
        world_of(database_url, {"A": 10, "B": 5}) as world,
        crashing_database(database_url, clock=world.clock) as (database, crashes),
    ):
        yield Fragile(world, database, crashes, tmp_path)


def test_posting(fragile: Fragile) -> None:
    """With a count of a later hour that stands, to which it is news."""
    fragile.posted()
    upload_count(fragile.desk, fragile.sheet("A,9,x\n", "earlier"), fragile.declared(ago=30))
    approve_count(fragile.desk, 2)

    fragile.survives(lambda desk: post_to_book(desk, 2))

    assert fragile.world.level("A") == 8


def test_reversing(fragile: Fragile) -> None:
    """Its compensation goes with it."""
    fragile.posted()
    fragile.learn_late(3)

    fragile.survives(lambda desk: take_back(desk, 1))

    assert fragile.world.level("A") == 13


def test_ruling(fragile: Fragile) -> None:
    """The fact is undone and booked anew, and what was compensated for it."""
    fragile.posted()
    fragile.learn_late(3)

    fragile.survives(lambda desk: rule_late_news(desk, 1, "A", When.AFTER))

    assert fragile.world.level("A") == 11


def test_uploading_and_approving(fragile: Fragile) -> None:
    """A sheet is kept whole, with its bins."""
    path, said = fragile.sheet("A,8,x\nB,5,y\n"), fragile.declared()

    number = fragile.survives(lambda desk: upload_count(desk, path, said)).count or 0
    fragile.survives(lambda desk: approve_count(desk, number))

    assert post_to_book(fragile.desk, number).status == "posted"
    assert fragile.world.level("A") == 8


def test_adding_a_file(fragile: Fragile) -> None:
    """The old number is withdrawn and the new one holds everything, or nothing of both."""
    upload_count(fragile.desk, fragile.sheet("A,8,x\n"), fragile.declared())
    files = [(fragile.sheet("A,2,y\n", "two"), "bob")]
    said = fragile.declared()

    whole = fragile.survives(lambda desk: upload_joined(desk, files, said, add_to=1))

    assert post_to_book(fragile.desk, whole.count or 0).variances == []
