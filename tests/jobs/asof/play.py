"""A history played to its end, with what must hold all the while and what must hold then."""

from typing import Final

from ledger.counts.damage_found import DAMAGE_FOUND
from tests.jobs.asof import counting, news
from tests.jobs.asof.rulings import rule_all
from tests.jobs.asof.shelves import EVERYTHING, SPOTS
from tests.jobs.asof.truth import DAMAGED, INSPECTION, PACKED
from tests.jobs.asof.world import World


def play(world: World) -> None:
    """To the end, when everything is known and ruled and what was wrong is reversed."""
    for action, number in world.history.actions:
        _ACTIONS[action](world, number)
        if not world.history.patient:
            rule_all(world)
        _require_true_counts(world)
    for number, fact in enumerate(world.history.facts):
        if fact.mistaken:
            news.take_back(world, number)
    for number in [n for n, counted in world.counts.items() if counted.sheet.wrong]:
        counting.reverse(world, number)
    rule_all(world)
    _require_true_counts(world)
    _require_damage_asked_about(world)


def require_book_is_shelf(world: World) -> None:
    truth = world.history.truth
    for spot in SPOTS:
        looks = [one.posted[spot] for one in world.counts.values() if spot in one.posted]
        last = max(looks, key=lambda one: one.at, default=None)
        unknown = sum(
            one.change(spot, EVERYTHING)
            for one in truth.events
            if not one.told and (last is None or not last.saw(one))
        )
        there = world.line(spot)
        found = (there.on_hand, there.packed, there.damaged, there.inspection)
        states = (truth.now(spot, frozenset({one})) for one in (PACKED, DAMAGED, INSPECTION))
        assert found == (truth.now(spot, EVERYTHING) - unknown, *states), spot


def _require_true_counts(world: World) -> None:
    for counted in world.counts.values():
        for look in counted.posted.values():
            there = world.line(look.spot, look.at)
            parts = {PACKED: there.packed, DAMAGED: there.damaged}
            hidden = sum(units for state, units in parts.items() if state not in look.states)
            found = world.history.truth.found(look)
            assert there.on_hand - hidden == found, (counted.number, look)


def _require_damage_asked_about(world: World) -> None:
    """What counts found damaged is in the book, or somebody is asked why it is not any more."""
    asked = {subject for (subject,) in world.book.rows(_ASKED)}
    for counted in world.counts.values():
        misplaced = world.misplaced(counted)
        for sku in {world.skus[one.item] for one in counted.rows} - counted.misplaced:
            world.told["damage asked about"] += sku in misplaced
            assert (f"count-{counted.number}/{sku}" in asked) == (sku in misplaced)


_ASKED: Final = f"""
    SELECT subject FROM incident WHERE kind = '{DAMAGE_FOUND}' AND resolved_at IS NULL
"""

_ACTIONS: Final = {
    "tell": news.tell,
    "untell": news.take_back,
    "read": news.read,
    "judge": news.judge,
    "upload": counting.upload,
    "post": counting.post,
    "reverse": counting.reverse,
}
