"""`run`: the real process, stopped in the middle of its work, and two of them at once."""

import json
import signal

import pytest

from ledger.database import Database, open_engine
from ledger.instants import utc_now
from tests.jobs.processes import ORDERS, shop_with_orders, start
from tests.jobs.shop_desk import Desk


@pytest.mark.slow
def test_a_process_that_is_told_to_end_tears_no_page(desk: Desk) -> None:
    """SIGTERM in the middle of a pull: it ends well, the book is whole, the rest comes later."""
    with shop_with_orders(desk) as front:
        process = start(desk, "run")
        assert front.asked.wait(30)
        process.send_signal(signal.SIGTERM)
        front.go_on.set()
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
        assert "stopped" in errors
        committed = desk.level("A")["committed"]
        assert 100 <= committed < ORDERS
        assert desk.json("check")["ok"]

        desk.json("sync")

        assert desk.level("A")["committed"] == ORDERS
        assert desk.json("check")["ok"]


@pytest.mark.slow
def test_a_sync_that_is_told_to_end_says_so_and_gives_the_channel_back(desk: Desk) -> None:
    """The next one goes on after the page that was booked, without waiting for a lease."""
    with shop_with_orders(desk) as front:
        process = start(desk, "sync", "--json")
        assert front.asked.wait(30)
        process.send_signal(signal.SIGTERM)
        front.go_on.set()
        out, errors = process.communicate(timeout=60)
        assert process.returncode == 1, errors
        (told,) = json.loads(out)["channels"]
        assert "the next sync goes on there" in told["error"]
        assert 100 <= told["orders"] < ORDERS

        (rest,) = desk.json("sync")["channels"]
        assert told["orders"] + rest["orders"] == ORDERS
        assert desk.level("A")["committed"] == ORDERS


@pytest.mark.slow
def test_two_processes_that_sync_one_channel_take_turns(desk: Desk) -> None:
    """The second waits for the first; every order is booked once."""
    with shop_with_orders(desk) as front:
        front.go_on.set()
        both = [start(desk, "sync", "--json") for _ in range(2)]
        ended = [(process.communicate(timeout=60)[0], process.returncode) for process in both]

        assert [status for _, status in ended] == [0, 0], ended
        assert desk.level("A")["committed"] == ORDERS
        assert desk.json("check")["ok"]


@pytest.mark.slow
def test_a_sync_that_finds_another_at_work_names_it_and_gives_up(desk: Desk) -> None:
    """After ten seconds, with exit 3."""
    with shop_with_orders(desk) as front:
        front.go_on.set()
        database = Database(open_engine(f"sqlite:///{desk.folder / 'stockbook.db'}"), clock=utc_now)
        with database.writing() as tx:
            tx.run(
                "INSERT INTO lease (channel_id, holder, fence, expires_at) VALUES (1, ?, 99, ?) "
                "ON CONFLICT (channel_id) DO UPDATE SET holder = excluded.holder, fence = 99, "
                "expires_at = excluded.expires_at",
                ("the night shift", tx.now_micros + 10**9),
            )
        database.dispose()

        assert "worked by the night shift until" in desk.refused("sync", status=3)


@pytest.mark.slow
def test_a_second_process_names_the_first_and_ends_while_that_goes_on(desk: Desk) -> None:
    """Two real ones: the first waits for its shop, the second waits ten seconds, then exit 3."""
    with shop_with_orders(desk) as front:
        first = start(desk, "sync", "--json")
        assert front.asked.wait(30)

        second = start(desk, "sync", "--json")
        said, errors = second.communicate(timeout=60)

        assert second.returncode == 3, errors
        assert f"process {first.pid} " in json.loads(said)["error"]["what"]
        assert first.poll() is None
        front.go_on.set()
        assert first.wait(60) == 0
        first.communicate()
        assert desk.level("A")["committed"] == ORDERS


@pytest.mark.slow
def test_an_interrupt_of_any_command_is_one_sentence(desk: Desk) -> None:
    """Ctrl-C while `adopt` waits for its shop: no traceback, and JSON where it was asked for."""
    with shop_with_orders(desk, holds=lambda request: "products" in request.path) as front:
        front.asked.clear()
        process = start(desk, "adopt", "shop", "--json")
        assert front.asked.wait(30)
        process.send_signal(signal.SIGINT)
        said, errors = process.communicate(timeout=60)
        front.go_on.set()

        assert process.returncode == 3, errors
        assert json.loads(said)["error"]["what"] == "stopped before it was done"
        assert "Traceback" not in errors
