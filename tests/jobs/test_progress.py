"""Who waits at a terminal sees how far it is and why it waits; a pipe sees nothing."""

import io
from contextlib import redirect_stderr

import pytest

from connectors.errors import Unavailable
from connectors.http import HttpMaker
from jobs.progress import counting, steps
from ledger.instants import utc_now

WHY = "GET [nowhere]: 503; waiting 4 s"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def seen_on(stream: io.StringIO) -> str:
    """What stands there after a wait within a step and within a count."""
    with redirect_stderr(stream):
        with steps("Asking") as step:
            step("one")
            step.waits(WHY)
        with counting("Orders") as progress:
            progress(3)
            progress.waits(WHY)
    return stream.getvalue()


def test_a_person_sees_why_it_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a bar and in a step."""
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("TERM", "xterm")

    assert seen_on(Terminal()).count(WHY) >= 2


def test_a_pipe_sees_nothing() -> None:
    """Not a byte."""
    assert seen_on(io.StringIO()) == ""


def test_a_connection_that_is_refused_is_told_before_each_pause() -> None:
    """Twenty-one seconds in all, each pause with its reason."""
    told: list[str] = []
    slept: list[float] = []
    maker = HttpMaker(
        clock=utc_now,
        sleep=slept.append,
        jitter=lambda: 0.0,
        token=lambda: "",
        waiting=told.append,
    )
    http = maker.to("http://127.0.0.1:1/")
    with pytest.raises(Unavailable):
        http.request("GET", "x", decode=dict[str, int])
    maker.close()

    assert sum(slept) == 21
    assert [one.rpartition("; ")[2] for one in told] == [
        f"waiting {seconds} s" for seconds in (1, 4, 16)
    ]
    assert all("is the address right, and the server up?" in one for one in told)
