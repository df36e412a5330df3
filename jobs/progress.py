"""Progress for a person at a terminal; silence in a pipe, with `--json`, and while it is quick.

It is written to standard error, so that an answer on standard output stays whole.
"""

import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, Protocol, TypeVar

SHOWN_AFTER_SECONDS: Final = 2.0
"""What is done by then needs no patience, and is not slowed down by what would show it."""

ITEMS_TOLD: Final = 1_000
"""At a time: a person sees them fly by, and nothing waits for the screen."""

Item = TypeVar("Item")

Later = Callable[[float, Callable[[], None]], Callable[[], None]]
"""Does something after so many seconds; answers how to call that off."""


def by_timer(seconds: float, do: Callable[[], None]) -> Callable[[], None]:
    timer = threading.Timer(seconds, do)
    timer.daemon = True
    timer.start()
    return timer.cancel


@dataclass(frozen=True, slots=True)
class Steps:
    """Tell it the name of each step as it begins; and why it waits, if it does."""

    begin: Callable[[str], None] = lambda _: None
    waits: Callable[[str], None] = lambda _: None

    def __call__(self, name: str) -> None:
        self.begin(name)


@dataclass(frozen=True, slots=True)
class Counting:
    """Tell it how many more are done; and why it waits, if it does."""

    count: Callable[[int], None] = lambda _: None
    waits: Callable[[str], None] = lambda _: None

    def __call__(self, more: int) -> None:
        self.count(more)


@contextmanager
def steps(title: str, *, later: Later = by_timer) -> Iterator[Steps]:
    if not sys.stderr.isatty():
        yield Steps()
        return
    display = _Display(_StepsView(title))
    with _shown(display, later):
        yield Steps(begin=display.tell, waits=display.wait)


@contextmanager
def counting(title: str, *, later: Later = by_timer) -> Iterator[Counting]:
    if not sys.stderr.isatty():
        yield Counting()
        return
    display = _Display(_CountView(title))
    with _shown(display, later):
        yield Counting(count=display.tell, waits=display.wait)


def told(items: Iterable[Item], count: Counting) -> Iterator[Item]:
    """The items, which are counted some at a time as they are taken."""
    left = iter(items)
    while some := [*islice(left, ITEMS_TOLD)]:
        yield from some
        count(len(some))


@contextmanager
def _shown(display: "_Display", later: Later) -> Iterator[None]:
    call_off = later(SHOWN_AFTER_SECONDS, display.start)
    try:
        yield
    finally:
        call_off()
        display.end()


class _View(Protocol):
    """What is shown. It is told everything, also before there is a screen."""

    def on(self, console: Any) -> Any:
        """Something of rich with ``start`` and ``stop``, up to date."""

    def tell(self, news: Any) -> None: ...


class _Display:
    """A view that is shown once it is due, or when there is a wait to explain.

    The timer's thread starts it while another one tells it things, so each takes its turn.
    """

    def __init__(self, view: _View) -> None:
        self._view = view
        self._turn = threading.Lock()
        self._live: Any = None
        self._console: Any = None
        self._ended = False

    def start(self) -> None:
        from rich.console import Console  # slow to import, and quick commands do without

        with self._turn:
            if self._live is None and not self._ended:
                self._console = Console(stderr=True)
                self._live = self._view.on(self._console)
                self._live.start()

    def tell(self, news: Any) -> None:
        with self._turn:
            self._view.tell(news)

    def wait(self, why: str) -> None:
        self.start()
        self._console.print(why, markup=False, highlight=False)

    def end(self) -> None:
        with self._turn:
            self._ended = True
            if self._live is not None:
                self._live.stop()


class _StepsView:
    def __init__(self, title: str) -> None:
        self._title = title
        self._text = f"{title} …"
        self._status: Any = None

    def on(self, console: Any) -> Any:
        self._status = console.status(self._text)
        return self._status

    def tell(self, name: str) -> None:
        self._text = f"{self._title} {name} …"
        if self._status is not None:
            self._status.update(self._text)


class _CountView:
    def __init__(self, title: str) -> None:
        self._title = title
        self._done = 0
        self._bar: Any = None
        self._task: Any = None

    def on(self, console: Any) -> Any:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
        from rich.progress import TimeElapsedColumn as Elapsed

        columns = (TextColumn(self._title), BarColumn(), MofNCompleteColumn(), Elapsed())
        self._bar = Progress(*columns, console=console, transient=True)
        self._task = self._bar.add_task(self._title, total=None, completed=self._done)
        return self._bar

    def tell(self, more: int) -> None:
        self._done += more
        if self._bar is not None:
            self._bar.advance(self._task, more)
