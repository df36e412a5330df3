"""Being told to stop, by SIGTERM or Ctrl-C: what is begun is finished, a page is not torn."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_Handler = Callable[[int, FrameType | None], object] | int | None


@contextmanager
def stopped_by_signals() -> Iterator[threading.Event]:
    """An event that the first signal sets; a second one ends the process as it always did."""
    stop = threading.Event()

    def ask(number: int, _frame: FrameType | None) -> None:
        stop.set()
        signal.signal(number, before[signal.Signals(number)])

    before: dict[int, _Handler] = {}
    for handled in (signal.SIGTERM, signal.SIGINT):
        before[handled] = signal.signal(handled, ask)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
