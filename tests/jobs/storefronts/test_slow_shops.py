"""A shop that takes longer than a lease for one batch: it is held, or nothing more is sent."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import pytest

from connectors.memory import MemoryConnector
from connectors.places import Places
from jobs.storefronts.channels import Channel
from jobs.storefronts.sync import Cycle, sync_channel
from ledger.channels import Guard, Push, PushAnswer
from ledger.errors import LeaseLost
from ledger.leases import LEASE_LENGTH, take_lease
from tests.jobs.world import World, world_of

ITEMS = [f"I{number}" for number in range(8)]
SECONDS_A_ROW = 50
"""Eight rows last more than two leases."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slow(MemoryConnector):
    """A request a row, as WooCommerce needs it for variations of different products."""

    sleep: Callable[[float], None]
    meanwhile: Callable[[], None] = lambda: None
    sent: list[str] = field(default_factory=list)

    def push(self, pushes: Sequence[Push]) -> Iterable[PushAnswer]:
        for one in pushes:
            self.sleep(SECONDS_A_ROW)
            self.meanwhile()
            self.sent.append(one.stock_key.inventory_id)
            yield from MemoryConnector.push(self, [one])


def slow(world: World, meanwhile: Callable[[], None]) -> Slow:
    return Slow(
        shop=world.shops["shop"],
        places=Places(default="main"),
        sleep=world.clock.sleep,
        meanwhile=meanwhile,
    )


def sync(world: World, connector: Slow) -> int:
    world.clock.sleep(10)
    channel = Channel(name="shop", connector=connector, settings=world.settings["shop"])
    return sync_channel(world.database, channel, Cycle(), world.hands()).pushed


def test_a_slow_batch_keeps_its_lease(database_url: str) -> None:
    """Nobody else comes to work the channel while its requests leave."""
    with world_of(database_url, dict.fromkeys(ITEMS, 10)) as world:
        world.add_shop("shop", ITEMS, guard=Guard.COMPARE_AND_SET, shown=10)
        world.settle()
        for sku in ITEMS:
            world.receive(sku, 1)

        def intrude() -> None:
            with pytest.raises(LeaseLost), world.database.writing() as tx:
                take_lease(tx, 1, "another")

        assert sync(world, slow(world, intrude)) == len(ITEMS)


def test_a_worker_that_lost_its_lease_sends_no_further_row(database_url: str) -> None:
    """It was stopped for longer than its lease, and another one works the channel by now."""
    with world_of(database_url, dict.fromkeys(ITEMS, 10)) as world:
        world.add_shop("shop", ITEMS, guard=Guard.COMPARE_AND_SET, shown=10)
        world.settle()
        for sku in ITEMS:
            world.receive(sku, 1)

        def sleep_through() -> None:
            if len(connector.sent) == 1:
                world.clock.sleep(LEASE_LENGTH.total_seconds())
                with world.database.writing() as tx:
                    take_lease(tx, 1, "another")

        connector = slow(world, sleep_through)
        with pytest.raises(LeaseLost):
            sync(world, connector)

        assert len(connector.sent) == 2


def test_a_worker_that_was_stopped_before_it_sent_sends_nothing(database_url: str) -> None:
    """Its intents are committed, another one works the channel, and then it wakes up."""
    asleep: list[bool] = []

    def stop(step: str) -> None:
        if step != "after commit" or not asleep:
            return
        with world.database.reading() as tx:
            intents = tx.rows("SELECT 1 FROM stock_key WHERE guard LIKE '%\"intent\":{%'")
        if intents:
            asleep.clear()
            world.clock.sleep(LEASE_LENGTH.total_seconds())
            with world.database.writing() as tx:
                take_lease(tx, 1, "another")

    with world_of(database_url, dict.fromkeys(ITEMS, 10), at=stop) as world:
        world.add_shop("shop", ITEMS, guard=Guard.COMPARE_AND_SET, shown=10)
        world.settle()
        world.receive(ITEMS[0], 1)
        asleep.append(True)

        connector = slow(world, lambda: None)
        with pytest.raises(LeaseLost):
            sync(world, connector)

        assert (connector.sent, asleep) == ([], [])
