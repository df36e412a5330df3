"""What a failed answer of BigCommerce is: v2 says it in a list, v3 as a problem with a title.

A proxy answers 404 as well, but not in these words.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Final

import msgspec

from connectors.answers import RawAnswer, clean, failure_of
from connectors.bigcommerce.limits import seconds_to_reset
from connectors.errors import ConnectorError, NotAuthorised, Refused, Unavailable

NOT_FOUND: Final = "not_found"
"""The code of the platform's own word that there is no such thing."""

NOTHING: Final = "nothing"
"""The code of 204: v2 says so where another platform answers an empty list."""

_PASSING: Final = (HTTPStatus.LOCKED, HTTPStatus.CONFLICT)
"""Nothing was done, and it may pass: another request works on the same thing."""

_NAMED: Final = re.compile(r"(variant_id|product_id)\s+(\d+)")


class _Problem(msgspec.Struct):
    title: str = ""
    message: str = ""


def bigcommerce_failure(raw: RawAnswer, where: str, *, now: datetime) -> ConnectorError | None:
    """With the platform's words; see connectors.answers for what they mean in general.

    The code of a refused adjustment names the identities at fault, such as ``variant_id 106``.
    """
    if raw.status == HTTPStatus.NO_CONTENT:
        return Refused(f"{where}: nothing is there", status=raw.status, code=NOTHING)
    failure = failure_of(raw, where, now=now)
    if failure is None:
        return None
    said = _said(raw)
    words = clean(said)
    if isinstance(failure, NotAuthorised) and words:
        words = f"({words})"
    text = f"{failure} {words}".rstrip()
    if raw.status == HTTPStatus.TOO_MANY_REQUESTS:
        asked = getattr(failure, "retry_after", None)
        return Unavailable(text, retry_after=seconds_to_reset(raw) if asked is None else asked)
    if raw.status in _PASSING:
        return Unavailable(text)
    if raw.status == HTTPStatus.INSUFFICIENT_STORAGE:
        failure = Refused(text, status=raw.status)
    if isinstance(failure, Refused):
        failure.code = _code(raw.status, said)
    failure.args = (text,)
    return failure


def named(code: str) -> frozenset[tuple[str, int]]:
    """The identities that a refusal's code names."""
    return frozenset((kind, int(number)) for kind, number in _NAMED.findall(code))


def _code(status: int, said: str) -> str:
    if status == HTTPStatus.NOT_FOUND and said:
        return NOT_FOUND
    return ", ".join(f"{kind} {number}" for kind, number in _NAMED.findall(said))


def _said(raw: RawAnswer) -> str:
    """The platform's words; empty where the answer is not in its form."""
    try:
        told = msgspec.json.decode(raw.content, type=_Problem | list[_Problem])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return ""
    problems: Sequence[_Problem] = told if isinstance(told, list) else [told]
    # failure_of has quoted the message of a single problem already.
    single = isinstance(told, _Problem)
    return " ".join(one.title if single else one.title or one.message for one in problems)
