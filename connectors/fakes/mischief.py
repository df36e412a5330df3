"""Planned failures in front of a fake storefront.

A trick stands in for one answer of the storefront. ``Mischief.plan`` queues it for the next
requests that match; everything else passes through untouched.
"""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from connectors.fakes.fronts import Delivery, Request, Response, Storefront

Trick = Callable[[Storefront, Request, datetime], Response]
Match = Callable[[Request], bool]

ALWAYS: Final = sys.maxsize
"""For ``times``: until ``calm`` is called."""


@dataclass(slots=True, kw_only=True)
class _Plan:
    trick: Trick
    when: Match
    left: int


class Mischief:
    """A storefront with planned failures; ``seen`` keeps every request in the order of arrival."""

    def __init__(self, storefront: Storefront) -> None:
        self._storefront = storefront
        self._plans: list[_Plan] = []
        self.seen: list[Request] = []

    def plan(self, trick: Trick, *, times: int = 1, when: Match | None = None) -> None:
        """The next ``times`` requests that match get this trick; earlier plans go first."""
        self._plans.append(_Plan(trick=trick, when=when or any_request, left=times))

    def calm(self) -> None:
        """Forget everything planned."""
        self._plans.clear()

    def handle(self, request: Request, now: datetime) -> Response:
        self.seen.append(request)
        for plan in self._plans:
            if plan.left and plan.when(request):
                plan.left -= 1
                return plan.trick(self._storefront, request, now)
        return self._storefront.handle(request, now)


def any_request(request: Request) -> bool:
    return True


def asking(method: str, path_end: str) -> Match:
    """Requests of this method whose path ends so."""
    return lambda request: request.method == method and request.path.endswith(path_end)


def answering(status: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Trick:
    """This very answer; the storefront never hears of the request."""
    response = Response(status=status, headers=headers or {}, body=body)
    return lambda storefront, request, now: response


def throttled(retry_after: str = "7") -> Trick:
    """429; ``retry_after`` is seconds or an HTTP date."""
    body = b'{"code":"too_many_requests","message":"Slow down."}'
    headers = {"Content-Type": "application/json", "Retry-After": retry_after}
    return answering(429, body, headers)


def html_error(status: int = 502) -> Trick:
    """What a host's own proxy or firewall says, in HTML."""
    page = f"<html><head><title>{status}</title></head><body><h1>Oops</h1></body></html>"
    return answering(status, page.encode(), {"Content-Type": "text/html; charset=UTF-8"})


def nonsense() -> Trick:
    """200 and called JSON, yet it is none."""
    return answering(200, b"<!-- \x00\xff -->{]", {"Content-Type": "application/json"})


def noticed() -> Trick:
    """The right answer, and a plugin's notice before it."""
    return _preceded(b"<br />\n<b>Notice</b>: Undefined index in plugin.php on line 7<br />\n")


def trickling(blanks: int = 10_000) -> Trick:
    """The right answer, one byte at a time, and many blanks before it: minutes pass."""
    return _preceded(b" " * blanks, Delivery.DRIPPING)


def redirected(address: str) -> Trick:
    """302 to another place; following it would carry the keys along."""
    return answering(302, headers={"Location": address})


def dropped() -> Trick:
    """The connection closes before anything happened."""
    return _undelivered(Delivery.DROPPED)


def unheard() -> Trick:
    """The request is lost on its way: no effect, no answer."""
    return _undelivered(Delivery.SILENT)


def endless() -> Trick:
    """A body that never ends."""
    response = Response(
        status=200,
        headers={"Content-Type": "application/json"},
        body=b"[" * 65_536,
        delivery=Delivery.ENDLESS,
    )
    return lambda storefront, request, now: response


def answer_lost() -> Trick:
    """It takes effect, and the answer never comes."""
    return _delivered(Delivery.SILENT)


def answer_dropped() -> Trick:
    """It takes effect, and the connection closes without an answer."""
    return _delivered(Delivery.DROPPED)


def answer_cut() -> Trick:
    """It takes effect, and the connection closes in the middle of the answer."""
    return _delivered(Delivery.CUT)


def dripping() -> Trick:
    """The right answer, one byte at a time."""
    return _delivered(Delivery.DRIPPING)


def _undelivered(delivery: Delivery) -> Trick:
    response = Response(status=0, delivery=delivery)
    return lambda storefront, request, now: response


def _delivered(delivery: Delivery) -> Trick:
    return lambda storefront, request, now: replace(
        storefront.handle(request, now), delivery=delivery
    )


def _preceded(before: bytes, delivery: Delivery = Delivery.WHOLE) -> Trick:
    def trick(storefront: Storefront, request: Request, now: datetime) -> Response:
        answer = storefront.handle(request, now)
        return replace(answer, body=before + answer.body, delivery=delivery)

    return trick


class Repeating:
    """A trick: the first answer comes again for every request it is planned for."""

    def __init__(self) -> None:
        self._first: Response | None = None

    def __call__(self, storefront: Storefront, request: Request, now: datetime) -> Response:
        if self._first is None:
            self._first = storefront.handle(request, now)
        return self._first


class LateLanding:
    """A trick: the client hears nothing, and the request takes effect when ``land`` is called."""

    def __init__(self) -> None:
        self._held: list[tuple[Storefront, Request]] = []

    def __call__(self, storefront: Storefront, request: Request, now: datetime) -> Response:
        self._held.append((storefront, request))
        return Response(status=0, delivery=Delivery.SILENT)

    def land(self, now: datetime) -> None:
        for storefront, request in self._held:
            storefront.handle(request, now)
        self._held.clear()
