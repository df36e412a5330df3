"""`explain`: why a shop shows 7."""

from datetime import timedelta

import pytest

from jobs.config import Config
from jobs.storefronts.explain import ExplainedNumber, explain_number
from ledger.channels import Guard
from ledger.errors import Rejected
from tests.jobs.world import World, world_of


def explained(world: World, *, minutes_ago: float | None = None) -> ExplainedNumber:
    (number,) = numbers_of(world, minutes_ago=minutes_ago)
    return number


def numbers_of(world: World, *, minutes_ago: float | None = None) -> list[ExplainedNumber]:
    at = None if minutes_ago is None else world.clock() - timedelta(minutes=minutes_ago)
    config = Config.model_validate({"locations": {"main": {}}, "channels": dict(world.settings)})
    return explain_number(world.database, config, "A", "one", at=at).numbers


def test_the_number_of_now_has_its_reasons(database_url: str) -> None:
    """Ten were there, three are promised to another shop."""
    with world_of(database_url, {"A": 10}) as world:
        world.add_shop("one", ["A"], shown=10)
        other = world.add_shop("two", ["A"], shown=10)
        world.settle()
        other.place("1", {"A": 3})
        world.settle()

        number = explained(world)

        assert (number.wanted, number.standing, number.taken) == (7, 7, 0)
        assert number.reasons == ["available main: +7, leaves 7"]
        assert [(one.sent, one.outcome) for one in number.writes] == [(7, "accepted")]
        assert [(one.sku, one.factor) for one in number.links] == [("A", 1)]


def test_what_the_shop_sold_itself_is_told_apart(database_url: str) -> None:
    """Nothing needs to be written, since the shop counted down by itself."""
    with world_of(database_url, {"A": 10}) as world:
        shop = world.add_shop("one", ["A"], shown=4)
        world.settle()
        shop.place("1", {"A": 2})
        world.settle()

        number = explained(world)

        assert (number.wanted, number.standing, number.taken) == (8, 8, 2)


def test_the_past_is_told_as_it_was(database_url: str) -> None:
    """Before the second write the first one stood there."""
    with world_of(database_url, {"A": 10}) as world:
        world.add_shop("one", ["A"], shown=4)
        world.settle()
        world.clock.sleep(3600)
        world.receive("A", 5)
        world.settle()

        assert explained(world).standing == 15
        number = explained(world, minutes_ago=30)
        assert (number.standing, number.wanted, number.reasons) == (10, None, [])
        assert number.writes[0].reasons == ["available main: +10, leaves 10"]


def test_a_number_that_was_never_written_is_the_shops_own(database_url: str) -> None:
    """It showed what is there from the beginning, and counted its sale by itself."""
    with world_of(database_url, {"A": 10}) as world:
        shop = world.add_shop("one", ["A"], shown=10)
        world.settle()
        shop.place("1", {"A": 2})
        world.settle()

        number = explained(world)
        assert (number.wanted, number.expected, number.standing) == (8, 8, None)
        assert (number.location, number.ours, number.reserved) == (None, None, 0)
        assert explained(world, minutes_ago=0).expected is None


def test_what_the_shop_reserved_is_in_a_number_that_is_on_hand(database_url: str) -> None:
    """Written is what is for sale and what its own orders hold: nobody should wonder at the sum."""
    with world_of(database_url, {"A": 10}) as world:
        shop = world.add_shop("one", ["A"], guard=Guard.ON_HAND, shown=10)
        world.settle()
        shop.place("1", {"A": 3})
        world.receive("A", 5)
        world.settle()

        number = explained(world)
        assert (number.wanted, number.standing, number.reserved) == (12, 15, 3)


def test_a_number_under_a_location_that_is_mapped_no_more_is_no_ones(database_url: str) -> None:
    """What the shop sells is told under the number that is looked after since."""
    with world_of(database_url, {"A": 10}) as world:
        shop = world.add_shop("one", ["A"], shown=9, locations={"shelf": "main"})
        world.settle()
        assert explained(world).standing == 10
        world.settings["one"] = world.settings["one"].model_copy(update={"locations": {}})
        shop.place("1", {"A": 3})
        world.settle()

        number = next(one for one in numbers_of(world) if one.location == "shelf")
        assert (number.wanted, number.expected, number.standing) == (None, None, None)
        assert [one.sent for one in number.writes] == [10]


def test_what_is_not_sold_there_says_so(database_url: str) -> None:
    """An unknown SKU, an unknown channel, and an item without a listing."""
    with world_of(database_url, {"A": 10}) as world:
        world.add_shop("one", [], shown=0)
        with pytest.raises(Rejected, match="one has no listing of A"):
            explained(world)
