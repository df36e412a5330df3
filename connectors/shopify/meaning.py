"""What an answer means: failures inside HTTP 200, dead versions, points that are left."""

from datetime import datetime
from typing import Final

import msgspec

from connectors.answers import RawAnswer, clean, failure_of
from connectors.budget import Budget, Leaking
from connectors.errors import ConnectorError, NotAuthorised, Refused, Unavailable
from connectors.shopify.documents import VERSION
from connectors.shopify.shapes import Shape

TOO_COSTLY: Final = "MAX_COST_EXCEEDED"
_THROTTLED: Final = "THROTTLED"
_PASSING: Final = frozenset({"INTERNAL_SERVER_ERROR", "SERVICE_UNAVAILABLE", "TIMEOUT"})

_FACTS: Final = {
    402: "the shop is frozen, and its bill to be paid",
    404: "no shop is at this name, or it is not its own, https://….myshopify.com",
    423: "Shopify has locked the shop",
}
"""What answers without words of their own say by their status."""


class TooCostly(Refused):
    """Nothing was done; ask for less at once."""


class _Extensions(Shape):
    code: str | None = None


class _Error(Shape):
    message: str | None = None
    extensions: _Extensions | None = None

    @property
    def code(self) -> str:
        return (self.extensions and self.extensions.code) or ""


class _Throttle(Shape):
    maximum_available: float = 0.0
    currently_available: float = 0.0
    restore_rate: float = 0.0


class Cost(Shape):
    requested_query_cost: float | None = None
    throttle_status: _Throttle | None = None


class _Search(Shape):
    """What a search did not understand, and so did not do."""

    warnings: list[msgspec.Raw] | None = None


class _Told(Shape):
    cost: Cost | None = None
    search: list[_Search] | None = None


class Envelope(Shape):
    """GraphQL answers a part that there is not as null, or leaves it out."""

    data: msgspec.Raw = msgspec.Raw(b"null")
    errors: list[_Error] | None = None
    extensions: _Told | None = None

    @property
    def cost(self) -> Cost | None:
        return self.extensions.cost if self.extensions else None

    @property
    def ignored_a_search(self) -> bool:
        told = self.extensions.search if self.extensions else None
        return any(one.warnings for one in told or ())


def budget() -> Budget:
    """Points a second are told with every answer; each plan has others."""
    return Budget(_bucket)


def failure(raw: RawAnswer, where: str, *, now: datetime) -> ConnectorError | None:
    """The failure that an answer is, also one inside HTTP 200."""
    found = failure_of(raw, where, now=now)
    if found is not None:
        if fact := _FACTS.get(raw.status):
            found.args = (f"{found}; {fact}",)
        return found
    served = raw.headers.get("X-Shopify-API-Version", VERSION)
    if served != VERSION:
        return Refused(
            f"{where}: version {VERSION} is served no more, {served} answered in its place; "
            "install a newer Stockbook"
        )
    envelope = _envelope(raw)
    return _failure_in(envelope, where) if envelope and envelope.errors else None


def _failure_in(envelope: Envelope, where: str) -> ConnectorError:
    """Also where data came along: a part of it is null then."""
    errors = envelope.errors or [_Error()]
    # One that passes is waited for, whatever stands before it.
    error = next((one for one in errors if one.code in {_THROTTLED, *_PASSING}), errors[0])
    code = error.code
    text = f"{where}: {code} {clean(error.message or '')}".rstrip()
    if code == _THROTTLED:
        return Unavailable(text, retry_after=_pause(envelope.cost))
    if code in _PASSING:
        return Unavailable(text, effect_unknown=True)
    if code == TOO_COSTLY:
        return TooCostly(text, code=code)
    if code == "ACCESS_DENIED":
        return NotAuthorised(f"{text}; grant the app what it names, and install it again")
    return Refused(text, code=code)


def _pause(cost: Cost | None) -> float | None:
    """Until the bucket holds what was asked for; None where nobody says."""
    status = _status(cost)
    if cost is None or status is None:
        return None
    asked = cost.requested_query_cost or status.maximum_available
    missing = min(asked, status.maximum_available) - status.currently_available
    return max(0.1, missing / status.restore_rate)


def _bucket(raw: RawAnswer, now: datetime) -> Leaking | None:
    envelope = _envelope(raw)
    status = _status(envelope.cost if envelope else None)
    if status is None:
        return None
    return Leaking(
        available=status.currently_available,
        capacity=status.maximum_available,
        rate=status.restore_rate,
        at=now,
    )


def _status(cost: Cost | None) -> _Throttle | None:
    """None where a bucket of such figures would never fill."""
    status = cost.throttle_status if cost else None
    usable = status and status.restore_rate > 0 and status.maximum_available > 0
    return status if usable else None


def _envelope(raw: RawAnswer) -> Envelope | None:
    """None for what is no answer of GraphQL, such as a token."""
    try:
        return msgspec.json.decode(raw.content, type=Envelope)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
