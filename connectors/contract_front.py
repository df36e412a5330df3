"""A fake storefront behind either of its fronts, on a clock that stands still: for the contract.

with behind_front(MyShop(), "loopback") as front:
    connector = connect({"address": front.address}, http=front.http, clock=front.clock)
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Final

from connectors.fakes.direct import DirectAdapter
from connectors.fakes.fronts import Storefront
from connectors.fakes.loopback import Loopback
from connectors.fakes.mischief import Mischief
from connectors.http import HttpMaker

FRONTS: Final = ("direct", "loopback")
"""Without a socket, where a time-out costs nothing; and over a real one."""

BEGIN: Final = datetime(2026, 3, 2, 8, tzinfo=UTC)


class VirtualClock:
    """Stands still until somebody sleeps."""

    def __init__(self) -> None:
        self.now = BEGIN

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """``mischief`` stands before the fake. ``is_virtual``: a time-out costs no real time."""

    address: str
    http: HttpMaker
    clock: VirtualClock
    mischief: Mischief
    is_virtual: bool


@contextmanager
def behind_front(storefront: Storefront, front: str) -> Iterator[Front]:
    """What takes long takes its time on the virtual clock, on both sides."""
    clock, numbers, mischief = VirtualClock(), count(), Mischief(storefront)
    is_virtual = front == "direct"
    http = HttpMaker(
        clock=clock,
        sleep=clock.advance,
        jitter=lambda: 0.0,
        token=lambda: f"nonce-{next(numbers)}",
        adapter=DirectAdapter(mischief, clock=clock, sleep=clock.advance) if is_virtual else None,
    )
    with ExitStack() as stack:
        stack.callback(http.close)
        address = "https://shop.example"
        if not is_virtual:
            address = stack.enter_context(Loopback(mischief, clock=clock, sleep=clock.advance))
        yield Front(
            address=address, http=http, clock=clock, mischief=mischief, is_virtual=is_virtual
        )
