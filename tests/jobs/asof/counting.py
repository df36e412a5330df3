"""Counts of a history at the real desk: uploaded, declared, decided about, posted, reversed.

Whoever decides here saw it all, and knows what the book will learn: they accept what was counted
right, and leave the other lines out.
"""

from typing import Final

import pytest

from jobs.counts.answers import VarianceEntry
from jobs.counts.deciding import approve_count, recount_lines
from jobs.counts.declaring import declare_count
from jobs.counts.desk import post_to_book, site_of_count, take_back
from jobs.counts.join import upload_joined
from jobs.counts.uploading import upload_count
from ledger.counts.facts import WAITING
from ledger.errors import Rejected
from tests.jobs.asof.paper import declared, files_of, rows_of
from tests.jobs.asof.shelves import BINS
from tests.jobs.asof.truth import Look
from tests.jobs.asof.world import Counted, World

PASSED_ALONE: Final = {"matched", "within_tolerance", "agreed"}


def upload(world: World, number: int) -> None:
    sheet = world.history.sheets[number]
    rows, complete = rows_of(sheet, world.history.truth)
    if not rows or number in world.counts:
        return
    name = f"{world.number}-{number}"
    paths = files_of(sheet, rows, world.folder, skus=world.skus, name=name)
    files = [(path, f"counter-{number}x{place}") for place, path in enumerate(paths)]
    counted = Counted(sheet, files, rows, 0, complete)
    counted.again = _to_count_again(world, counted)
    counted.number = _uploaded(world, counted, again=counted.again)
    if counted.number in {one.number for one in world.counts.values()}:  # the very same sheet
        return
    if sheet.declared:
        said = declare_count(world.desk, counted.number, packed=sheet.packed, damaged=sheet.damaged)
        assert said.count is not None
        world.told["declared"] += said.count != counted.number
        counted.number = said.count
    counted.misplaced = world.misplaced(counted)
    world.counts[number] = counted


def post(world: World, number: int) -> None:
    counted = world.counts.get(number)
    if counted is None or counted.posted:
        return
    answer, lines = world.answer(counted)
    if answer.status in {"posted", "reversed"}:
        return
    accepted = {}
    for look in counted.sheet.looks:
        decided = _decide(world, counted, look, lines.get(world.skus[look.spot[0]]))
        if decided is None:
            reverse(world, number)
            return
        if decided:
            accepted[look.spot] = look
    try:
        post_to_book(world.desk, counted.number)
    except Rejected as error:
        if "at this very instant" not in str(error):
            raise
        reverse(world, number)
        return
    world.told["posted"] += 1
    world.told["posted again"] += counted.again is not None
    world.told["joined"] += len(counted.files) > 1
    counted.posted = accepted
    if counted.sheet.twice:
        _post_again(world, counted)


def reverse(world: World, number: int) -> None:
    counted = world.counts.pop(number, None)
    if counted:
        take_back(world.desk, counted.number)
        world.told["reversed"] += 1
        world.told["reversed posted"] += bool(counted.posted)
        world.told["reversed, counted again"] += any(
            one.again == counted.number and one.posted for one in world.counts.values()
        )


def _uploaded(world: World, counted: Counted, *, again: int | None = None) -> int:
    site = site_of_count(world.book.database, counted.sheet.location)
    said = declared(counted.sheet, site, category=world.channel if counted.complete else None)
    if len(counted.files) == 1:
        ((path, who),) = counted.files
        answer = upload_count(world.desk, path, said, counted_by=who, recount_of=again)
    else:
        first = upload_joined(world.desk, counted.files[:1], said)
        answer = upload_joined(world.desk, counted.files[1:], said, add_to=first.count)
    assert answer.count is not None, answer.problems
    world.told["recount"] += again is not None
    return answer.count


def _to_count_again(world: World, counted: Counted) -> int | None:
    """A count of which lines were left out that this one has, and that it is newer than.

    Rows decide, not plans: less than nothing was found on some shelves, and is on no row.
    """
    others = list(world.counts.values())
    alike = [one.rows == counted.rows and one.sheet.location == counted.sheet.location
             for one in others]  # fmt: skip
    if not counted.sheet.again or len(counted.files) > 1 or any(alike):
        return None
    fit = (
        one.number
        for one in others
        if not one.left_out.isdisjoint(row.item for row in counted.rows)
        and one.sheet.location == counted.sheet.location
        and _newest(one) < _newest(counted)
    )
    return next(fit, None)


def _newest(counted: Counted) -> float:
    """The instant of its sheet, or the newest one of its rows."""
    rows = counted.rows if counted.sheet.by_row else ()
    return max((one.at for one in rows), default=counted.sheet.at)


def _post_again(world: World, counted: Counted) -> None:
    """The same file is the same count, and a count is posted once."""
    if len(counted.files) == 1 and not counted.sheet.declared:
        assert _uploaded(world, counted) == counted.number
    with pytest.raises(Rejected, match="is posted already"):
        post_to_book(world.desk, counted.number)
    world.told["posted twice"] += 1


def _decide(world: World, counted: Counted, look: Look, line: VarianceEntry | None) -> bool | None:
    """Whether the line is posted; None where the count as a whole must not be."""
    right = _is_right(world, look) and not (counted.sheet.doubted and look.error)
    if line is None:
        # On no row, and nothing there by the book: it is said if the sheet is complete.
        return right or None if counted.complete else False
    _require_held(world, look, line)
    world.told[str(line.status)] += 1
    waiting = line.status in {*WAITING, "recount"}
    if right and waiting:
        approve_count(world.desk, counted.number, [line.sku])
    if right or (line.status == "matched" and not line.difference):
        return right or None
    if line.status != "recount":
        recount_lines(world.desk, counted.number, [line.sku])
    counted.left_out.add(look.spot[0])
    return False


def _is_right(world: World, look: Look) -> bool:
    truth = world.history.truth
    others = [one.posted[look.spot] for one in world.counts.values() if look.spot in one.posted]
    return (
        len(look.bins) == len(BINS)
        and not truth.misread(look)
        and not any(truth.crossed(look, one) for one in others)
    )


def _require_held(world: World, look: Look, line: VarianceEntry) -> None:
    """What moved while it was counted waits for a person, and nothing else is said to.

    Of an order that was set back the book cannot know whether its parcel was outside, so it may
    hold a line that did not move; nor does it know which facts are mistakes.
    """
    if world.history.truth.moved(look):
        world.told["moved"] += 1
        assert line.status not in PASSED_ALONE, f"{line.sku} moved while it was counted"
    elif line.status == "uncertain" and not _misled(world):
        posted = (one.posted.get(look.spot) for one in world.counts.values())
        assert any(one and look.since < one.at <= look.at for one in posted), line


def _misled(world: World) -> bool:
    told = {stage.kind for one in world.history.orders for stage in one.stages}
    mistaken = any(one.mistaken for one in world.history.facts)
    return mistaken or bool(told & {"set back", "called left"})
