"""Pauses, another level rule, and the brake that stops a cycle until a person has looked."""

from collections.abc import Iterator
from contextlib import contextmanager

from jobs.config import RuleSettings
from ledger.channel_state import allow_writing, set_paused
from tests.jobs.world import World, world_of


def test_a_paused_channel_shows_nothing(database_url: str) -> None:
    """And shows the level again once it is resumed."""
    with world_of(database_url, {"A": 10}) as world:
        world.add_shop("one", ["A"], shown=10)
        world.settle()
        for paused, shown in ((True, 0), (False, 10)):
            with world.database.writing() as tx:
                set_paused(tx, 1, paused=paused)
            world.settle()

            assert world.shown("A") == {"one": shown}


def test_the_brake_stops_a_cycle_that_would_empty_the_shop(database_url: str) -> None:
    """Thirty listings to nothing at once waits for a person."""
    items = {f"S{number}": 10 for number in range(30)}
    with world_of(database_url, items) as world:
        world.add_shop("one", list(items), shown=10)
        world.settle()
        for sku in items:
            world.move(sku, 10, source="main:available", destination="supplier")

        answer = world.sync("one")

        assert "30 of 30 listings would change at once" in str(answer.error)
        assert "say `stockbook allow one`" in str(answer.error)
        assert set(world.shops["one"].numbers.values()) == {10}


@contextmanager
def braked(url: str) -> Iterator[World]:
    """A shop whose thirty listings of 10 would all fall to nothing, which the brake has stopped."""
    items = {f"S{number}": 10 for number in range(30)}
    with world_of(url, items) as world:
        world.add_shop("one", list(items), shown=10)
        world.settle()
        for sku in items:
            world.move(sku, 10, source="main:available", destination="supplier")
        assert world.sync("one").error
        yield world


def shown_numbers(world: World) -> set[int]:
    return set(world.shops["one"].numbers.values())


def test_a_person_releases_the_brake_and_what_they_saw_goes_through(database_url: str) -> None:
    """Nothing more has to be said; what changes later is judged anew."""
    with braked(database_url) as world:
        with world.database.writing() as tx:
            allow_writing(tx, 1)
        world.settle()
        assert shown_numbers(world) == {0}

        for number in range(30):
            world.move(f"S{number}", 500, source="supplier", destination="main:available")

        assert "30 of 30 listings would change at once" in str(world.sync("one").error)
        assert shown_numbers(world) == {0}


def test_what_moves_after_a_person_looked_is_judged_for_itself(database_url: str) -> None:
    """A few sales between `allow` and the push put the brake on no second time."""
    with braked(database_url) as world:
        with world.database.writing() as tx:
            allow_writing(tx, 1)
        world.move("S3", 4, source="supplier", destination="main:available")
        world.settle()

        assert shown_numbers(world) == {0, 4}


def test_a_pause_shows_nothing_though_the_brake_is_on(database_url: str) -> None:
    """The switch for emergencies works in one."""
    with braked(database_url) as world:
        with world.database.writing() as tx:
            set_paused(tx, 1, paused=True)
        world.settle()

        assert shown_numbers(world) == {0}


def test_a_whole_shop_that_is_resumed_shows_its_levels(database_url: str) -> None:
    """From nothing to all at once, as a person asked."""
    items = {f"S{number}": 40 for number in range(30)}
    with world_of(database_url, items) as world:
        world.add_shop("one", list(items), shown=40)
        for paused, shown in ((True, {0}), (False, {40})):
            world.settle()
            with world.database.writing() as tx:
                set_paused(tx, 1, paused=paused)
            world.settle()

            assert shown_numbers(world) == shown


def test_another_level_rule_is_pushed_at_once(database_url: str) -> None:
    """Nothing moved; the numbers are wrong all the same until they are written."""
    with world_of(database_url, {"A": 10}) as world:
        world.add_shop("one", ["A"], shown=10)
        world.settle()
        settings = world.settings["one"]
        world.settings["one"] = settings.model_copy(update={"rule": RuleSettings(buffer=3)})

        assert world.sync("one").pushed == 1
        assert world.shown("A") == {"one": 7}
        world.settle()
        assert world.sync("one").pushed == 0


def test_a_pause_of_a_whole_shop_is_not_braked(database_url: str) -> None:
    """A person asked for nothing to be shown; the shop would go on selling until `allow`."""
    items = {f"S{number}": 10 for number in range(30)}
    with world_of(database_url, items) as world:
        world.add_shop("one", list(items), shown=10)
        world.settle()
        with world.database.writing() as tx:
            set_paused(tx, 1, paused=True)
        world.settle()

        assert set(world.shops["one"].numbers.values()) == {0}
