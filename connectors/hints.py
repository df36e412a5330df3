"""What to do about an answer that is a failure, by its HTTP status: the end of what is told of it.

The platform's own words come first; they say what was wrong, and seldom what would mend it.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from connectors.errors import ConnectorError, Refused, Unavailable

_LATER: Final = "the shop or its host is down or busy; try again later"

_NOT_THERE: Final = "check the address, and that the shop's interface is switched on there"

_BY_STATUS: Final[Mapping[int, str]] = {
    HTTPStatus.NOT_FOUND: _NOT_THERE,
    HTTPStatus.METHOD_NOT_ALLOWED: _NOT_THERE,
    HTTPStatus.GONE: _NOT_THERE,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too much at once for this site; ask its host for more",
    HTTPStatus.REQUEST_URI_TOO_LONG: "too much at once for this site; ask its host for more",
    HTTPStatus.FORBIDDEN: "let this machine's address through",
    HTTPStatus.TOO_MANY_REQUESTS: "it is asked too often; try again later",
}


def with_hint(failure: ConnectorError, status: int) -> str:
    """The failure's text and the next step; without one where its text ends in one already."""
    text = str(failure)
    if isinstance(failure, Unavailable):
        wait = failure.retry_after
        asked = f"; it asks to be left alone for {wait:.0f} s" if wait else ""
        return f"{text}; {_BY_STATUS.get(status, _LATER)}{asked}"
    if isinstance(failure, Refused):
        return f"{text}; {_BY_STATUS.get(status, _refused(status))}"
    return text


def _refused(status: int) -> str:
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "look into the shop's own error log"
    return "mend what it names, then try again"
