"""Two people do the same with one count at the same moment: one of them, and it is done once."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jobs.counts.answers import CountAnswer
from jobs.counts.deciding import approve_count, recount_lines
from jobs.counts.desk import (
    Desk,
    post_to_book,
    rule_late_news,
    show_count,
    site_of_count,
    take_back,
)
from jobs.counts.join import upload_joined
from jobs.counts.uploading import upload_count
from ledger.counts.rulings import When
from ledger.errors import Rejected
from reconcile.reading.sheet import Declared
from tests.jobs.world import World, world_of

Act = Callable[[Desk], CountAnswer]


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    with world_of(database_url, {"A": 10, "B": 5}) as opened:
        yield opened


def together(world: World, first: Act, second: Act) -> list[CountAnswer | str]:
    """What each got: an answer, or why not. Both begin when both are ready."""
    ready = threading.Barrier(2)
    found: dict[str, CountAnswer | str] = {}

    def run(who: str, act: Act) -> None:
        ready.wait()
        try:
            found[who] = act(Desk(database=world.database, actor=who))
        except Rejected as error:
            found[who] = str(error)

    threads = [threading.Thread(target=run, args=one) for one in (("ann", first), ("bob", second))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert world.check() == []
    return [found["ann"], found["bob"]]


def losers(found: list[CountAnswer | str]) -> list[str]:
    """Why it was refused, with whoever was first left out."""
    return [one.replace("ann", "X").replace("bob", "X") for one in found if isinstance(one, str)]


def sheet(folder: Path, name: str, text: str) -> Path:
    path = folder / f"{name}.csv"
    path.write_text(f"SKU,Qty,Bin\n{text}", encoding="utf-8")
    return path


def declared(world: World) -> Declared:
    return Declared(site=site_of_count(world.database, "main"), counted_at=world.clock())


def counted(world: World, folder: Path) -> None:
    """Two of A are missing."""
    path = sheet(folder, "one", "A,8,x\nB,5,x\n")
    upload_count(Desk(database=world.database, actor="eve"), path, declared(world))


def posted(world: World, folder: Path) -> Desk:
    counted(world, folder)
    desk = Desk(database=world.database, actor="eve")
    approve_count(desk, 1)
    post_to_book(desk, 1)
    return desk


def test_two_post_one_count(world: World, tmp_path: Path) -> None:
    """It is adjusted once."""
    counted(world, tmp_path)
    approve_count(Desk(database=world.database, actor="eve"), 1)

    found = together(world, lambda desk: post_to_book(desk, 1), lambda desk: post_to_book(desk, 1))

    assert losers(found) == ["count 1 is posted already, by X; see `stockbook count show 1`"]
    assert world.level("A") == 8


def test_two_reverse_one_count(world: World, tmp_path: Path) -> None:
    """It is taken back once."""
    posted(world, tmp_path)

    found = together(world, lambda desk: take_back(desk, 1), lambda desk: take_back(desk, 1))

    assert losers(found) == [
        "count 1 is reversed already, by X; upload its sheet anew to count again"
    ]
    assert world.level("A") == 10


def test_one_posts_what_another_reverses(world: World, tmp_path: Path) -> None:
    """Whoever was first: in the end it is not in the book."""
    counted(world, tmp_path)
    approve_count(Desk(database=world.database, actor="eve"), 1)

    found = together(world, lambda desk: post_to_book(desk, 1), lambda desk: take_back(desk, 1))

    assert all("reversed already" in why for why in losers(found))
    assert (world.level("A"), show_count(Desk(database=world.database, actor="eve"), 1).status) == (
        10, "reversed",
    )  # fmt: skip


def test_one_posts_what_another_wants_counted_again(world: World, tmp_path: Path) -> None:
    """Either the line is posted and there is nothing to decide, or it is left out."""
    counted(world, tmp_path)
    approve_count(Desk(database=world.database, actor="eve"), 1)

    found = together(
        world, lambda desk: post_to_book(desk, 1), lambda desk: recount_lines(desk, 1, ["A"])
    )

    (level,) = {8 if losers(found) else 10}
    assert all("posted already" in why for why in losers(found))
    assert world.level("A") == level


def test_two_rule_on_one_line(world: World, tmp_path: Path) -> None:
    """Goods moved before the count or after it, and not both."""
    desk = posted(world, tmp_path)
    world.clock.sleep(60)
    world.clock.now = world.clock.now.replace(year=world.clock.now.year - 1)
    world.receive("A", 3)
    world.clock.now = world.clock.now.replace(year=world.clock.now.year + 1)
    assert show_count(desk, 1).variances[0].status == "reopened"

    found = together(
        world,
        lambda desk: rule_late_news(desk, 1, "A", When.AFTER),
        lambda desk: rule_late_news(desk, 1, "A", When.BEFORE),
    )

    assert losers(found) == ["A is not reopened in count 1; see `stockbook count show 1`"]
    assert world.level("A") == (8 if isinstance(found[0], str) else 11)


def test_two_upload_the_same_file(world: World, tmp_path: Path) -> None:
    """It is one count for both."""
    path, said = sheet(tmp_path, "one", "A,8,x\n"), declared(world)

    found = together(
        world,
        lambda desk: upload_count(desk, path, said),
        lambda desk: upload_count(desk, path, said),
    )

    assert [one.count for one in found if isinstance(one, CountAnswer)] == [1, 1]


def test_two_add_their_file_to_one_count(world: World, tmp_path: Path) -> None:
    """One is told under which number the count goes on, and adds to that."""
    counted(world, tmp_path)
    paths = {name: sheet(tmp_path, name, f"A,1,{name}\n") for name in ("y", "z")}
    said = declared(world)

    def adding(name: str, count: int = 1) -> Act:
        return lambda desk: upload_joined(desk, [(paths[name], desk.actor)], said, add_to=count)

    found = together(world, adding("y"), adding("z"))

    assert losers(found) == ["count 1 goes on as count 2; say that number"]
    late = "y" if isinstance(found[0], str) else "z"
    whole = adding(late, 2)(Desk(database=world.database, actor="late"))
    assert (whole.count, whole.variances, len(whole.files)) == (3, [], 3)
