"""Progress for a person at a terminal; silence in a pipe and with `--json` alike.

It is written to standard error, so that an answer on standard output stays whole.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


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
def steps(title: str) -> Iterator[Steps]:
    if not sys.stderr.isatty():
        yield Steps()
        return
    from rich.console import Console

    console = Console(stderr=True)
    with console.status(f"{title} …") as status:
        yield Steps(
            begin=lambda name: status.update(f"{title} {name} …"),
            waits=lambda why: console.print(why, markup=False, highlight=False),
        )


@contextmanager
def counting(title: str, *, total: int | None = None) -> Iterator[Counting]:
    if not sys.stderr.isatty():
        yield Counting()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn(title), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(title, total=total)
        yield Counting(
            count=lambda more: bar.advance(task, more),
            waits=lambda why: console.print(why, markup=False, highlight=False),
        )
