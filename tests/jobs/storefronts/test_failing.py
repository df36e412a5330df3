"""A channel that fails is an incident, until that step of its cycle goes well again."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from connectors.errors import ConnectorError, NotAuthorised, Unavailable
from connectors.memory import MemoryConnector
from jobs.incidents import read_incidents
from jobs.storefronts.sync import Cycle, sync_channel
from tests.jobs.world import World, world_of


@dataclass(slots=True)
class Failing:
    """A connector that fails in everything named in ``broken``."""

    connector: MemoryConnector
    broken: set[str]
    error: ConnectorError

    def __getattr__(self, name: str) -> object:
        if name in self.broken:
            return self._fail
        return getattr(self.connector, name)

    def _fail(self, *_: object, **__: object) -> object:
        raise self.error


@dataclass(slots=True)
class Desk:
    """One channel, and what is told of it."""

    world: World
    failing: Failing

    def sync(self, cycle: Cycle = Cycle()) -> str | None:  # noqa: B008  # a frozen value
        self.world.clock.sleep(10)
        channel = replace(self.world.channel("shop"), connector=self.failing)  # type: ignore[arg-type]
        return sync_channel(self.world.database, channel, cycle, self.world.hands()).error

    def told(self) -> list[tuple[str, int, str]]:
        found = read_incidents(self.world.database).incidents
        return [(one.subject, one.times, one.text) for one in found if one.kind == "channel_fails"]


Kind = Callable[[str], ConnectorError]


@pytest.mark.parametrize("kind", [NotAuthorised, Unavailable])
def test_a_pull_that_fails_is_one_incident_and_ends_with_the_first_that_does_not(
    database_url: str, kind: Kind
) -> None:
    """However often it failed, and a push with nothing to write does not end it."""
    with world_of(database_url, {"A": 10}) as world:
        world.add_shop("shop", ["A"], shown=10)
        failing = Failing(world.connector("shop"), {"orders"}, kind("shop: the key is gone"))
        desk = Desk(world, failing)
        desk.sync()
        desk.sync()
        desk.sync(Cycle(pulls=False))

        text = "the pull of shop does not go through: shop: the key is gone"
        assert desk.told() == [("shop/pull", 2, text)]

        failing.broken.clear()
        assert desk.sync() is None
        assert desk.told() == []


def test_each_step_is_told_by_itself(database_url: str) -> None:
    """The catalogue cannot be read, nor numbers; orders come in."""
    with world_of(database_url, {"A": 10}) as world:
        world.add_shop("shop", ["A"], shown=3)
        failing = Failing(world.connector("shop"), {"listings", "shown"}, Unavailable("502"))
        desk = Desk(world, failing)
        desk.sync(Cycle(catalogue=True))
        desk.sync()

        assert {subject for subject, _, _ in desk.told()} == {"shop/catalogue", "shop/push"}
        failing.broken.remove("shown")
        desk.sync()
        assert [subject for subject, _, _ in desk.told()] == ["shop/catalogue"]


def test_the_log_tells_it_ever_more_seldom_and_when_it_is_over(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A shop that is away for a night would fill the log, and hide all else in it."""
    caplog.set_level(logging.INFO, logger="stockbook.sync")
    with world_of(database_url, {"A": 10}) as world:
        world.add_shop("shop", ["A"], shown=10)
        failing = Failing(world.connector("shop"), {"orders"}, Unavailable("502"))
        desk = Desk(world, failing)
        for _ in range(9):
            desk.sync()
        failing.broken.clear()
        desk.sync()
        desk.sync()

    fails = "the pull of shop does not go through: 502"
    assert caplog.messages == [
        fails,
        *(f"{fails} (seen {times} times)" for times in (2, 4, 8)),
        "the pull of shop goes through again, after 9 failures",
    ]


def test_what_is_broken_off_because_the_process_ends_has_not_failed(database_url: str) -> None:
    """As a pull that waited for its rate limit."""
    with world_of(database_url, {"A": 10}) as world:
        world.add_shop("shop", ["A"], shown=10)
        failing = Failing(world.connector("shop"), {"orders"}, Unavailable("told to stop"))
        channel = replace(world.channel("shop"), connector=failing)  # type: ignore[arg-type]
        hands = replace(world.hands(), stopping=lambda: True)
        assert sync_channel(world.database, channel, Cycle(), hands).error == "told to stop"

        assert Desk(world, failing).told() == []
