"""Counting by bin, planning and joining are the same on both databases."""

from datetime import timedelta
from pathlib import Path

import pytest

from jobs.counts.bins import forget_bin, read_bins
from jobs.counts.causes import explain_count
from jobs.counts.deciding import approve_count, recount_lines
from jobs.counts.declaring import declare_count
from jobs.counts.desk import Desk, post_to_book, site_of_count
from jobs.counts.join import upload_joined
from jobs.counts.plan import Selection, count_plan
from jobs.counts.uploading import upload_count as upload
from jobs.csv_files import Problems
from jobs.goods.move_booking import Booking, book_moves
from jobs.goods.moves import Move, damage
from ledger.counts.counters import counters
from ledger.counts.lots import lots_with_skus
from ledger.counts.rows import load_count
from reconcile.decide import Rules, Tolerance
from reconcile.plan_rules import PlanRules
from reconcile.reading.sheet import Declared
from tests.jobs.world import World, world_of

SHEETS = {
    "front": "SKU,Counted,Bin\nA,6,x\nB,5,z\n",
    "back": "SKU,Counted,Bin\nA,4,y\n",
    "later": "SKU,Counted,Bin\nB,5,z\nA,6,x\n",
}


@pytest.fixture
def paths(tmp_path: Path) -> dict[str, Path]:
    found = {name: tmp_path / f"{name}.csv" for name in SHEETS}
    for name, path in found.items():
        path.write_text(SHEETS[name], encoding="utf-8")
    return found


def declared(world: World) -> Declared:
    """True a minute ago."""
    return Declared(
        site=site_of_count(world.database, "main"),
        counted_at=world.clock.now - timedelta(minutes=1),
    )


def bins(world: World) -> list[tuple[str, str]]:
    return [(one.bin, one.sku) for one in read_bins(world.database, "main").bins]


def planned(world: World) -> dict[str, list[str]]:
    answer = count_plan(world.database, Selection(location="main"), PlanRules(near_zero=0))
    return {one.sku: one.reasons for one in answer.items}


def test_a_count_by_bin_from_the_sheet_to_the_book(
    database_url: str, paths: dict[str, Path]
) -> None:
    """Two files joined, a bin left out and said to be gone, and what is planned meanwhile."""
    with world_of(database_url, {"A": 10, "B": 5}) as world:
        desk = Desk(database=world.database, actor="ann")
        assert planned(world) == {"A": ["due"], "B": ["due"]}
        said = declared(world)
        upload(desk, paths["front"], said)
        joined = upload_joined(desk, [(paths["back"], "bob")], said, add_to=1)
        assert (joined.count, joined.variances) == (2, [])
        assert [(one.counted_by, one.first_count) for one in joined.files] == [
            ("ann", 1),
            ("bob", 2),
        ]
        assert upload_joined(desk, [(paths["back"], "bob")], said, add_to=1).count == 2
        approve_count(desk, 2)
        post_to_book(desk, 2)
        assert planned(world) == {}
        assert bins(world) == [("x", "A"), ("y", "A"), ("z", "B")]

        world.clock.sleep(3600)
        later = upload(desk, paths["later"], declared(world))
        assert [(one.sku, one.status) for one in later.variances] == [("A", "partial")]
        recount_lines(desk, 3, ["A"])
        assert planned(world) == {"A": ["recount"]}
        forget_bin(world.database, "main", "y", skus=["A"], actor="ann")
        assert bins(world) == [("x", "A"), ("z", "B")]
        assert world.check() == []


def test_what_rows_say_beside_how_many(database_url: str, tmp_path: Path) -> None:
    """Who counted, tags, lots and states, from several files."""
    tags = [f"3036142C8C008F80000532{number:02X}" for number in range(4)]
    sheets = {
        "rows.csv": "SKU,Qty,Counted by,Lot,State\nA,8,ann,L1,\nA,1,bob,L1,damaged\nB,5,bob,,\n",
        "one.csv": "SKU,Tag ID\n" + "".join(f"C,{tag}\n" for tag in tags[:3]),
        "two.csv": "SKU,Tag ID\n" + "".join(f"C,{tag}\n" for tag in tags[1:]),
    }
    for name, text in sheets.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with world_of(database_url, {"A": 9, "B": 5, "C": 4}) as world:
        desk, said = Desk(database=world.database, actor="eve"), declared(world)
        upload(desk, tmp_path / "rows.csv", said)
        for count, name in enumerate(("one.csv", "two.csv"), 1):
            answer = upload_joined(desk, [(tmp_path / name, "carol")], said, add_to=count)

        assert (answer.count, answer.variances) == (3, [])
        assert [(one.state, one.expected, one.counted) for one in answer.misplaced] == [
            ("damaged", 0, 1)
        ]
        with world.database.reading() as tx:
            people = counters(tx, load_count(tx, 3))
            lots = [(sku, one.state, one.lot, one.counted) for sku, one in lots_with_skus(tx, 3)]
        assert {name: len(items) for name, items in people.apart} == {
            "ann": 1, "bob": 2, "carol": 1,
        }  # fmt: skip
        assert sorted(lots) == [
            ("A", "available", "L1", 8),
            ("A", "damaged", "L1", 1),
            ("B", "available", "", 5),
            ("C", "available", "", 4),
        ]
        assert world.check() == []


def test_what_other_counts_told_of_an_item(database_url: str, tmp_path: Path) -> None:
    """Slices of a loss, what a count is declared to be, causes, and damage that a count found."""
    rules = Rules(tolerance=Tolerance(units=2))
    with world_of(database_url, {"A": 10}) as world:
        desk = Desk(database=world.database, actor="ann", rules=rules)
        for units in (8, 6):
            world.clock.sleep(3600)
            path = tmp_path / f"{units}.csv"
            damaged = int(units == 6)
            rows = f"A,{units - damaged},ok\n" + "A,1,damaged\n" * damaged
            path.write_text(f"SKU,Qty,State\n{rows}", encoding="utf-8")
            answer = upload(desk, path, declared(world))
            if units == 8:  # the first slice passes by itself
                post_to_book(desk, 1)
        assert [(one.status, one.difference) for one in answer.variances] == [
            ("needs_approval", -2)
        ]
        assert declare_count(desk, 2, packed=True, damaged=None).count == 3
        assert [one.sku for one in explain_count(desk, 3).lines] == ["A"]
        told, late = ("damage/count-3-1-damaged-of-0-0", 60), ("damage/paper", 600)
        notes = [
            book_moves(
                world.database,
                [Move(sku="A", quantity=1, location="main",
                      at=world.clock.now - timedelta(seconds=ago))],
                damage,
                booking=Booking(key=key, actor="ann"),
                problems=Problems(""),
            ).notes
            for key, ago in (told, late)
        ]  # fmt: skip
        assert notes[0] == []
        assert notes[1][0].startswith("count 3 found 1 damaged unit of A at main later on")
        assert world.check() == []
