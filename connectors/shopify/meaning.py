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
_PASSING: Final = frozenset({"INTERNAL_SERVER_ERROR", "SERVICE_UNAVAILABLE", "TIMEOUT"})


class TooCostly(Refused):
    """Nothing was done; ask for less at once."""


class _Extensions(Shape):
    code: str = ""


class _Error(Shape):
    message: str = ""
    extensions: _Extensions = msgspec.field(default_factory=_Extensions)


class _Throttle(Shape):
    maximum_available: float
    currently_available: float
    restore_rate: float


class _Cost(Shape):
    requested_query_cost: float = 0.0
    throttle_status: _Throttle | None = None


class _Search(Shape):
    """What a search did not understand, and so did not do."""

    warnings: list[msgspec.Raw] = msgspec.field(default_factory=list)


class _Told(Shape):
    cost: _Cost | None = None
    search: list[_Search] = msgspec.field(default_factory=list)


class Envelope(Shape):
    data: msgspec.Raw = msgspec.Raw(b"null")
    errors: list[_Error] = msgspec.field(default_factory=list)
    extensions: _Told = msgspec.field(default_factory=_Told)


def budget() -> Budget:
    """Points a second are told with every answer; each plan has others."""
    return Budget(_bucket)


def failure(raw: RawAnswer, where: str, *, now: datetime) -> ConnectorError | None:
    """The failure that an answer is, also one inside HTTP 200."""
    found = failure_of(raw, where, now=now)
    if found is not None:
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
    error = envelope.errors[0]
    code = error.extensions.code
    text = f"{where}: {code} {clean(error.message)}".rstrip()
    if code == "THROTTLED":
        return Unavailable(text, retry_after=_pause(envelope.extensions.cost))
    if code in _PASSING:
        return Unavailable(text, effect_unknown=True)
    if code == TOO_COSTLY:
        return TooCostly(text, code=code)
    if code == "ACCESS_DENIED":
        return NotAuthorised(f"{text}; grant the app what it names, and install it again")
    return Refused(text, code=code)


def _pause(cost: _Cost | None) -> float | None:
    """Until the bucket holds what was asked for."""
    if cost is None or cost.throttle_status is None:
        return None
    status = cost.throttle_status
    missing = min(cost.requested_query_cost, status.maximum_available) - status.currently_available
    return max(0.1, missing / status.restore_rate)


def _bucket(raw: RawAnswer, now: datetime) -> Leaking | None:
    envelope = _envelope(raw)
    cost = envelope.extensions.cost if envelope else None
    status = cost.throttle_status if cost else None
    if status is None or status.restore_rate <= 0 or status.maximum_available <= 0:
        return None
    return Leaking(
        available=status.currently_available,
        capacity=status.maximum_available,
        rate=status.restore_rate,
        at=now,
    )


def _envelope(raw: RawAnswer) -> Envelope | None:
    """None for what is no answer of GraphQL, such as a token."""
    try:
        return msgspec.json.decode(raw.content, type=Envelope)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
