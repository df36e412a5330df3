"""The model of the push rule, where a shop's number is shared out over several sites.

The shop takes an order's units at a site of its own choice, and we carry goods from one of ours to
another: the same number is then written once more, by the same rule and with the same proof.
"""

import random

import pytest

from ledger.pushing.state import Trouble, is_settled
from tests.ledger.push_schedules import Cast, play, settle, wrong
from tests.ledger.push_shops import FAR, NEAR
from tests.ledger.push_worker import sync
from tests.ledger.push_world import SPREAD, World, new_world

KEY = (SPREAD, "cup")

SEEDS = 300
"""Schedules, some milliseconds each."""


def settled_world(seed: int, *, staff: bool) -> World:
    world = play(random.Random(seed).randrange, Cast(staff=staff, spread=True))
    settle(world)
    if staff:
        settle(world, audit=True)
    return world


def failing(seeds: range, *, staff: bool) -> list[int]:
    worlds = {seed: settled_world(seed, staff=staff) for seed in seeds}
    return [
        seed
        for seed, world in worlds.items()
        if wrong(world) or not all(map(is_settled, world.book.states.values()))
    ]


@pytest.mark.slow
@pytest.mark.parametrize("staff", [False, True])
def test_no_schedule_leaves_a_number_wrong_or_elsewhere(*, staff: bool) -> None:
    """Nor is anything on its way for ever."""
    assert failing(range(SEEDS), staff=staff) == []


@pytest.mark.slow
def test_nobody_is_blamed_where_nobody_typed_a_number() -> None:
    """What is carried, and what the shop takes elsewhere than we thought, is no drift."""
    drifts = {Trouble.DRIFT, Trouble.PAUSED}
    worlds = [settled_world(seed, staff=False) for seed in range(SEEDS)]

    assert [one for world in worlds for one in world.book.incidents if one[1].kind in drifts] == []


def test_what_is_carried_is_written_once() -> None:
    """Then nothing more is called."""
    world = new_world({"cup": 5}, [SPREAD])
    world.book.carry("cup", 2)
    settle(world)
    calls = world.calls
    assert world.parts(KEY) == ((NEAR, 3), (FAR, 2))
    assert world.shown(KEY) == 5

    for _ in range(3):
        sync(world, SPREAD)
        world.pass_time(60)
    assert world.calls == calls
