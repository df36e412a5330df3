"""The real process, killed without a word (`kill -9`) in the middle of a pull and of a push."""

from datetime import datetime, timedelta
from secrets import token_hex

import pytest

from connectors.http import HttpMaker
from connectors.woocommerce.connector import MANNERS
from jobs.config import load_config
from jobs.storefronts.channels import open_channels
from jobs.storefronts.installed import settings_problems
from jobs.storefronts.sync import ChannelAnswer, Cycle, Hands, sync_channel
from ledger.database import Database, open_engine
from ledger.instants import utc_now
from ledger.leases import LEASE_LENGTH
from tests.jobs.processes import ORDERS, numbers_written, shop_with_orders, start
from tests.jobs.shop_desk import Desk


def sync_later(desk: Desk, later: timedelta) -> ChannelAnswer:
    """A cycle as it runs when so much time has passed, or as it ran before."""

    def clock() -> datetime:
        return utc_now() + later

    config = load_config(desk.folder / "config.yaml", {}, check=settings_problems)
    http = HttpMaker(
        clock=clock, sleep=lambda _: None, jitter=lambda: 0.5, token=lambda: token_hex(16)
    )
    (channel,) = open_channels(config, [], http=lambda: http, clock=clock)
    hands = Hands(holder="the next", clock=clock, sleep=lambda _: None, new_id=lambda: "next")
    database = Database(open_engine(config.database), clock=clock)
    try:
        return sync_channel(database, channel, Cycle(), hands)
    finally:
        database.dispose()


@pytest.mark.slow
def test_a_pull_that_is_killed_leaves_whole_pages_and_the_next_goes_on(desk: Desk) -> None:
    """Nobody waits for the dead process: the rest is booked at once, each order once."""
    with shop_with_orders(desk) as front:
        process = start(desk, "sync")
        assert front.asked.wait(30)
        process.kill()
        process.communicate(timeout=60)
        front.go_on.set()

        committed = desk.level("A")["committed"]
        assert 100 <= committed < ORDERS
        assert desk.json("check")["ok"]

        assert desk.json("sync")["channels"][0]["error"] is None

        assert desk.level("A")["committed"] == ORDERS
        assert desk.json("check")["ok"]


@pytest.mark.slow
@pytest.mark.parametrize("too_late", [False, True], ids=["before it took effect", "after it did"])
def test_a_push_that_is_killed_never_hides_a_sale(desk: Desk, too_late: bool) -> None:
    """Whether the number arrived or not: a sale in the shop meanwhile is still taken off."""
    ago = timedelta(minutes=12)
    with shop_with_orders(desk, holds=numbers_written, too_late=too_late, ago=ago) as front:
        desk.json("allow", "shop")
        for minutes in (9, 6, 3):
            assert sync_later(desk, -timedelta(minutes=minutes)).error is None
        desk.json("damage", "A", "40", "--reason", "water")
        process = start(desk, "sync")
        assert front.asked.wait(30)
        process.kill()
        process.communicate(timeout=60)
        front.shop.place_order({"A": 5}, now=utc_now())
        front.go_on.set()

        for cycles in range(1, 6):
            front.later = cycles * (MANNERS.longest_request + LEASE_LENGTH)
            assert sync_later(desk, front.later).error is None

        assert desk.level("A")["available"] == 1000 - ORDERS - 40 - 5
        assert front.shop.shown("A") == 1000 - ORDERS - 40 - 5
        assert desk.json("check")["ok"]
