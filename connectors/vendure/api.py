"""GraphQL on Vendure's ways: it says FORBIDDEN with HTTP 200, beside data that are half there.

An answer with any error in it is a failure as a whole. Some failures of the database come without
a code; a mutation is one transaction, so that then nothing was written.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Generic, TypeVar

import msgspec

from connectors.answers import RawAnswer, clean, failure_of
from connectors.auth import Token
from connectors.errors import ConnectorError, NotAuthorised, Refused, Unavailable
from connectors.http import READ_SECONDS, Answer, Http
from connectors.vendure.documents import LOGIN

T = TypeVar("T")

UNAUTHORISED: Final = 401
"""What FORBIDDEN with HTTP 200 is to the door: a reason to ask for a new token once."""

_NO_RIGHT: Final = ("FORBIDDEN", "UNAUTHORIZED")
_ITS_OWN_FAULT: Final = "INTERNAL_SERVER_ERROR"


class _Extensions(msgspec.Struct):
    code: str = ""


class _Error(msgspec.Struct):
    message: str = ""
    extensions: _Extensions = msgspec.field(default_factory=_Extensions)


class _Errors(msgspec.Struct):
    errors: list[_Error] = []


class _Answer(msgspec.Struct, Generic[T]):
    data: T


@dataclass(frozen=True, slots=True)
class Api:
    """The admin API behind a door."""

    http: Http

    def ask(
        self, document: str, data: type[T], variables: Mapping[str, Any] | None = None
    ) -> Answer[T]:
        """What changes nothing: it may be sent again."""
        return self._send(document, data, variables, repeatable=True, read_seconds=READ_SECONDS)

    def change(
        self,
        document: str,
        data: type[T],
        variables: Mapping[str, Any] | None = None,
        *,
        read_seconds: float = READ_SECONDS,
    ) -> Answer[T]:
        """What changes something: sent once."""
        return self._send(document, data, variables, repeatable=False, read_seconds=read_seconds)

    def _send(
        self,
        document: str,
        data: type[T],
        variables: Mapping[str, Any] | None,
        *,
        repeatable: bool,
        read_seconds: float,
    ) -> Answer[T]:
        answer = self.http.request(
            "POST",
            "",
            decode=_Answer[data],  # type: ignore[valid-type]
            body={"query": document, "variables": variables or {}},
            repeatable=repeatable,
            read_seconds=read_seconds,
        )
        return Answer(answer.value.data, answer.headers, answer.status)


def failure(raw: RawAnswer, where: str, *, now: datetime) -> ConnectorError | None:
    """The failure that an answer is, whatever its HTTP status says."""
    try:
        errors = msgspec.json.decode(raw.content, type=_Errors).errors
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        errors = []
    if not errors:
        return failure_of(raw, where, now=now)
    code, message = errors[0].extensions.code, errors[0].message
    text = f"{where}: {clean(f'{code} {message}')}"
    if code in _NO_RIGHT:
        return NotAuthorised(f"{text}; check the key and its role", status=UNAUTHORISED)
    if code == _ITS_OWN_FAULT:
        return Unavailable(text)
    return Refused(text, status=raw.status, code=code)


class _Said(msgspec.Struct, rename="camel"):
    error_code: str = ""
    message: str = ""


class _Login(msgspec.Struct):
    login: _Said


def log_in(api: Api, username: str, password: str) -> Token:
    """A new session's token; asked twice it makes two, which harms nobody.

    Raises NotAuthorised when the server does not know the two.
    """
    answer = api.ask(LOGIN, _Login, {"username": username, "password": password})
    said = answer.value.login
    token = answer.headers.get("vendure-auth-token", "")
    if said.error_code or not token:
        raise NotAuthorised(
            f"login: {clean(said.error_code)} {clean(said.message)}; check username and password, "
            "and that the server's tokenMethod includes bearer"
        )
    return Token(text=token)
