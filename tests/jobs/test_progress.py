"""Who waits at a terminal sees how far it is and why it waits; a pipe sees nothing."""

import io
from collections.abc import Callable
from contextlib import redirect_stderr

import pytest

from connectors.errors import Unavailable
from connectors.http import HttpMaker
from jobs.progress import ITEMS_TOLD, Counting, Later, counting, steps, told
from ledger.instants import utc_now

WHY = "GET [nowhere]: 503; waiting 4 s"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def at_once(_: float, do: Callable[[], None]) -> Callable[[], None]:
    do()
    return lambda: None


def never(_: float, do: Callable[[], None]) -> Callable[[], None]:
    return lambda: None


def seen_on(stream: io.StringIO, *, later: Later, waits: bool = False) -> str:
    """What stands there after a step and after a count of three, with or without a wait in each."""
    with redirect_stderr(stream):
        with steps("Asking", later=later) as step:
            step("one")
            if waits:
                step.waits(WHY)
        with counting("Orders", later=later) as progress:
            progress(3)
            if waits:
                progress.waits(WHY)
    return stream.getvalue()


def test_a_person_sees_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once it takes longer."""
    monkeypatch.setenv("COLUMNS", "200")

    seen = seen_on(Terminal(), later=at_once)
    assert "Asking" in seen
    assert "Orders" in seen


def test_what_is_quick_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even for a moment."""
    monkeypatch.setenv("COLUMNS", "200")

    assert seen_on(Terminal(), later=never) == ""


@pytest.mark.parametrize("later", [at_once, never])
def test_a_person_sees_why_it_waits(monkeypatch: pytest.MonkeyPatch, later: Later) -> None:
    """In a bar and in a step, however early."""
    monkeypatch.setenv("COLUMNS", "200")

    assert seen_on(Terminal(), later=later, waits=True).count(WHY) == 2


def test_what_was_done_before_it_was_shown_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bar begins where the work is, and nothing begins once the work is done."""
    monkeypatch.setenv("COLUMNS", "200")
    due: list[Callable[[], None]] = []

    def remembered(_: float, do: Callable[[], None]) -> Callable[[], None]:
        due.append(do)
        return lambda: None

    stream = Terminal()
    with redirect_stderr(stream), counting("Orders", later=remembered) as progress:
        progress(40)
        due[0]()
        progress(2)
    assert "42/?" in stream.getvalue()

    length = len(stream.getvalue())
    due[0]()
    assert len(stream.getvalue()) == length


def test_a_pipe_sees_nothing() -> None:
    """Not a byte."""
    assert seen_on(io.StringIO(), later=at_once, waits=True) == ""


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


@pytest.mark.parametrize("many", [0, 1, ITEMS_TOLD, 2 * ITEMS_TOLD + 1])
def test_items_are_counted_as_they_are_taken(many: int) -> None:
    """All of them arrive, and no more are counted than were taken."""
    counts: list[int] = []
    items = told(range(many), Counting(count=counts.append))

    taken = [(item, sum(counts)) for item in items]

    assert [item for item, _ in taken] == list(range(many))
    assert all(counted <= item for item, counted in taken)
    assert sum(counts) == many
