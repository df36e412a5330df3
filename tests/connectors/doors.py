"""Our door to a small fake storefront, over either front."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from connectors.fakes.direct import DirectAdapter
from connectors.fakes.fronts import Request, Response
from connectors.fakes.loopback import Loopback
from connectors.fakes.mischief import Mischief
from connectors.http import Http, HttpMaker

FRONTS = ("direct", "loopback")
FRONT = pytest.mark.parametrize("front", FRONTS)
GZIP = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
BEGIN = datetime(2026, 3, 2, 8, tzinfo=UTC)


class VirtualClock:
    """Stands still until somebody sleeps."""

    def __init__(self) -> None:
        self.now = BEGIN
        self.slept: list[float] = []

    def __call__(self) -> datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.advance(seconds)

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Counter:
    """A storefront that holds one number: GET reads it, POST adds one."""

    def __init__(self) -> None:
        self.number = 0

    def handle(self, request: Request, now: datetime) -> Response:
        if request.method == "POST":
            self.number += 1
        body = json.dumps({"number": self.number, "note": "." * 2_000}).encode()
        return Response(status=200, headers={"Content-Type": "application/json"}, body=body)


@dataclass(slots=True)
class Door:
    """``http`` is ours; ``counter`` and ``mischief`` are the storefront's side."""

    maker: HttpMaker
    http: Http
    counter: Counter
    mischief: Mischief
    clock: VirtualClock
    told: list[str]

    def get(self, **options: Any) -> dict[str, Any]:
        return self.http.request("GET", "number", decode=dict[str, Any], **options).value

    def add(self, **options: Any) -> dict[str, Any]:
        return self.http.request("POST", "number", decode=dict[str, Any], body={}, **options).value

    @property
    def last(self) -> Request:
        return self.mischief.seen[-1]


@contextmanager
def door_on(front: str = "direct", **options: Any) -> Iterator[Door]:
    """The fake takes no time of its own; what it does take passes on the virtual clock."""
    clock, numbers, counter, told = VirtualClock(), count(), Counter(), list[str]()
    mischief = Mischief(counter)
    maker = HttpMaker(
        clock=clock,
        sleep=clock.sleep,
        jitter=lambda: 0.0,
        token=lambda: f"nonce-{next(numbers)}",
        waiting=told.append,
    )
    with ExitStack() as stack:
        stack.callback(maker.close)
        address = "https://shop.example"
        if front == "direct":
            maker.adapter = DirectAdapter(mischief, clock=clock, sleep=clock.advance)
        else:
            address = stack.enter_context(Loopback(mischief, clock=clock, sleep=clock.advance))
        http = maker.to(f"{address}/api/", **options)
        yield Door(maker, http, counter, mischief, clock, told)
