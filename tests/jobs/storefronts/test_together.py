"""A batch whose answer was lost is sent again as it was: the same rows under the same keys."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from connectors.memory import MemoryConnector
from connectors.places import Places
from jobs.storefronts.channels import Channel
from jobs.storefronts.sync import Cycle, sync_channel
from ledger.channels import Guard, Push, PushAnswer, Unanswered
from tests.jobs.world import World, world_of

ITEMS = [f"I{number:02}" for number in range(60)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Losing(MemoryConnector):
    """Its answers are lost while ``losing`` holds anything; ``sent`` keeps every batch."""

    losing: list[bool] = field(default_factory=list)
    sent: list[list[Push]] = field(default_factory=list)

    def push(self, pushes: Sequence[Push]) -> Iterable[PushAnswer]:
        self.sent.append(sorted(pushes, key=lambda one: one.key))
        answers = list(MemoryConnector.push(self, pushes))
        return [Unanswered(one.stock_key) for one in pushes] if self.losing else answers


def sync(world: World, connector: Losing) -> str | None:
    """Answers what is told of the cycle."""
    world.clock.sleep(10)
    channel = Channel(name="shop", connector=connector, settings=world.settings["shop"])
    return sync_channel(world.database, channel, Cycle(), world.hands()).error


def test_a_lost_batch_goes_first_and_alone(database_url: str) -> None:
    """Though by then others lie between its rows, and all together would fill a batch."""
    with world_of(database_url, dict.fromkeys(ITEMS, 10)) as world:
        shop = world.add_shop("shop", ITEMS, guard=Guard.COMPARE_AND_SET, shown=10)
        world.settle()
        connector = Losing(shop=shop, places=Places(default="main"), losing=[True])
        for sku in ITEMS[::5]:
            world.receive(sku, 1)
        assert str(sync(world, connector)).startswith("12 numbers written without an answer")
        (lost,) = connector.sent
        for sku in ITEMS:
            world.receive(sku, 1)
        connector.losing.clear()
        sync(world, connector)
        sync(world, connector)

        assert connector.sent[1] == lost
        assert len(lost) == len(ITEMS[::5])
        assert {sku: shop.shown(sku) for sku in ITEMS} == {
            sku: 12 if sku in ITEMS[::5] else 11 for sku in ITEMS
        }


def test_rows_of_one_batch_share_what_stands_before_the_dot(database_url: str) -> None:
    """And no two batches do."""
    with world_of(database_url, dict.fromkeys(ITEMS, 10)) as world:
        shop = world.add_shop("shop", ITEMS, guard=Guard.COMPARE_AND_SET, shown=10)
        world.settle()
        connector = Losing(shop=shop, places=Places(default="main"))
        for sku in ITEMS:
            world.receive(sku, 1)
        sync(world, connector)
        names = [{one.key.rpartition(".")[0] for one in batch} for batch in connector.sent]

        assert [len(batch) for batch in connector.sent] == [50, 10]
        assert [len(one) for one in names] == [1, 1]
        assert names[0] != names[1]
