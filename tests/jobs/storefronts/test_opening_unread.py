"""Opening stock from a channel of which an order cannot be understood: it may hold units."""

import pytest

from connectors.memory import MemoryConnector
from jobs.storefronts.channel_opening import ChannelStock, on_hand_of_channel
from jobs.storefronts.channels import Channel
from jobs.storefronts.sync import work_on_channel
from ledger.channels import Guard
from ledger.errors import Rejected
from tests.jobs.garbled import Garbled
from tests.jobs.shop_desk import Desk
from tests.jobs.world import World, world_of


def on_hand(world: World, connector: MemoryConnector, *, leave_out: bool = False) -> ChannelStock:
    channel = Channel(name="one", connector=connector, settings=world.settings["one"])
    with work_on_channel(world.database, channel, world.hands()) as work:
        return on_hand_of_channel(
            work, channel.offer, "main", lookback=channel.backfill, leave_out_unread=leave_out
        )


def test_nothing_is_opened_and_the_orders_are_named(database_url: str) -> None:
    """The two units of the order lie on the shelf, and the shop shows eight."""
    with world_of(database_url, {"A": 10}) as world:
        shop = world.add_shop("one", ["A"], shown=10)
        shop.place("17", {"A": 2})

        with pytest.raises(Rejected) as refused:
            on_hand(world, Garbled(shop, garbled="17"))

        assert refused.value.problems[0] == "order 17: ?"
        assert "1 order cannot be understood" in refused.value.problems[-1]
        assert "--leave-out-unread" in refused.value.problems[-1]


def test_a_person_may_go_on_without_them(database_url: str) -> None:
    with world_of(database_url, {"A": 10}) as world:
        shop = world.add_shop("one", ["A"], shown=10)
        shop.place("17", {"A": 2})
        shop.place("18", {"A": 1})

        found = on_hand(world, Garbled(shop, garbled="17"), leave_out=True)

        assert (found.units, [one.order_id for one in found.unread]) == ({"A": 8}, ["17"])


def test_a_number_that_still_contains_what_is_promised_needs_no_orders(database_url: str) -> None:
    with world_of(database_url, {"A": 10}) as world:
        shop = world.add_shop("one", ["A"], shown=10, guard=Guard.ON_HAND)
        shop.place("17", {"A": 2})

        assert on_hand(world, Garbled(shop, garbled="17")).units == {"A": 10}


def test_a_file_has_no_orders_to_leave_out(desk: Desk) -> None:
    desk.initialised()
    said = desk.refused("opening", "--empty", "--at", "2026-11-01T08:00", "--leave-out-unread")

    assert said == "--leave-out-unread is for --from-channel: a file has no orders"
