"""Ctrl-C: what is begun is finished; who waits for that is told, and may have it end at once."""

import signal
import threading
from datetime import timedelta

import pytest

from jobs.logs import TOLD_AGAIN_AFTER, seldom
from jobs.schedule import Job, run_until
from ledger.instants import utc_now
from tests.jobs.processes import shop_with_orders, start
from tests.jobs.shop_desk import Desk
from tests.jobs.world import VirtualClock


def test_who_waits_is_told_what_is_finished() -> None:
    """Only those that are at work, and after a moment: here the job ends once that is told."""
    stop, told_by_now = threading.Event(), threading.Event()
    told: list[str] = []

    def work() -> None:
        stop.set()
        assert told_by_now.wait(30)

    def at_once(_: float, do: object) -> object:
        do()  # type: ignore[operator]
        told_by_now.set()
        return lambda: None

    jobs = [
        Job(name="shop pull", every=timedelta(hours=1), work=work),
        Job(name="shop push", every=timedelta(hours=1), work=lambda: None),
    ]
    run_until(jobs, stop, clock=utc_now, tell=told.append, later=at_once)  # type: ignore[arg-type]

    assert len(told) == 1
    assert told[0].startswith("finishing shop pull, which may wait")
    assert "Ctrl-C once more ends it at once" in told[0]


def test_waits_are_told_seldom() -> None:
    clock, told = VirtualClock(), list[str]()
    tell = seldom(told.append, clock=clock)
    for minutes in range(25):
        tell(f"minute {minutes}")
        clock.sleep(60)

    assert timedelta(minutes=10) == TOLD_AGAIN_AFTER
    assert told == ["minute 0", "minute 10", "minute 20"]


@pytest.mark.slow
def test_a_second_interrupt_ends_at_once_and_the_next_run_goes_on(desk: Desk) -> None:
    """While a shop does not answer; its threads would have been waited for."""
    with shop_with_orders(desk) as front:
        process = start(desk, "run")
        assert process.stderr is not None
        assert front.asked.wait(30)
        process.send_signal(signal.SIGINT)
        for line in process.stderr:
            if line.startswith("finishing "):
                assert "shop" in line
                break
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
        assert process.returncode == -signal.SIGINT
        front.go_on.set()

        assert desk.json("sync")["channels"][0]["error"] is None
        assert desk.json("check")["ok"]
