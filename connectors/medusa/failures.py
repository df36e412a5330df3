"""What a failed answer of Medusa is: its own word for it stands in ``type``.

A proxy or another web server answers 404 as well, but not in these words.
"""

from datetime import datetime
from http import HTTPStatus
from typing import Final

import msgspec

from connectors.answers import RawAnswer, failure_of
from connectors.errors import ConnectorError, Refused, Unavailable

NOT_FOUND: Final = "not_found"

_PASSING: Final = frozenset({"unknown_error", "database_error", "unexpected_state"})
"""Types of a 500 that may pass: the server met what it did not expect."""


class _Said(msgspec.Struct):
    type: str = ""


def medusa_failure(raw: RawAnswer, where: str, *, now: datetime) -> ConnectorError | None:
    """A conflict of two transactions, and an error of the server itself, pass; see
    connectors.answers for all others.
    """
    failure = failure_of(raw, where, now=now)
    if not isinstance(failure, Refused):
        return failure
    said = _type(raw)
    if failure.status == HTTPStatus.CONFLICT:
        return Unavailable(str(failure))
    if failure.status >= HTTPStatus.INTERNAL_SERVER_ERROR and said in _PASSING:
        return Unavailable(str(failure), effect_unknown=True)
    return Refused(str(failure), status=failure.status, code=said)


def _type(raw: RawAnswer) -> str:
    try:
        return msgspec.json.decode(raw.content, type=_Said).type
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return ""
