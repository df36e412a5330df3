"""Being told to stop, by SIGTERM or Ctrl-C: what is begun is finished, a page is not torn."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

Handler = Callable[[int, FrameType | None], object] | int | None


@contextmanager
def stopped_by_signals(*, again: Handler = None) -> Iterator[threading.Event]:
    """An event that the first signal sets; a second one ends the process as it always did.

    ``again``: what the second one does instead. Where other threads work, Python's own way of
    ending waits for them.
    """
    stop = threading.Event()

    def ask(number: int, _frame: FrameType | None) -> None:
        stop.set()
        signal.signal(number, again if again is not None else before[signal.Signals(number)])

    before: dict[int, Handler] = {}
    for handled in (signal.SIGTERM, signal.SIGINT):
        before[handled] = signal.signal(handled, ask)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
