"""What an answer means: decoded into the fields that are needed, or the failure that it is.

Of a failed answer only the platform's code and message are quoted, without tags, e-mail addresses
and long runs of digits: the rest of a body may hold a buyer's data.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final, TypeVar

import msgspec

from connectors.errors import (
    ConnectorError,
    NotAuthorised,
    Refused,
    Unavailable,
    Unintelligible,
)

T = TypeVar("T")

QUOTED_MAX: Final = 200
"""Characters of the platform's own words: enough to recognise them."""

PASSING: Final = frozenset({408, 425, 429, 502, 503, 504, 508, 520, 521, 522, 523, 524})
"""Statuses that say "not now"; the 52x are a well-known proxy's."""

_FROM_A_GATEWAY: Final = frozenset({500, 502, 504, 508, 520, 524})

_NOT_ALLOWED: Final = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)

PASSING_CODES: Final = frozenset({"wp_die"})
"""Codes with which a 500 passes: WordPress says so when its database is away. Others do not."""


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """The body unpacked; headers by any case of their names."""

    status: int
    headers: Mapping[str, str]
    content: bytes


class _Said(msgspec.Struct):
    """What most platforms put into a failed answer."""

    code: str | int = ""
    message: str = ""


def decoded(raw: RawAnswer, kind: type[T], where: str) -> T:
    """The fields of ``kind``. Raises Unintelligible, naming the place and not the value."""
    if _is_page(raw):
        raise Unintelligible(
            f"{where}: a web page came instead of data ({_quoted(raw.content)}); is the address "
            "right, and does nothing stand in front of the shop?"
        )
    try:
        return msgspec.json.decode(raw.content, type=kind)
    except msgspec.ValidationError as error:
        raise Unintelligible(f"{where}: the answer is not as it should be ({error})") from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        stray = "text stands before the data" if b"{" in raw.content[1:] else "it is no JSON"
        raise Unintelligible(
            f"{where}: the answer cannot be read, {stray} ({_quoted(raw.content)}); a plugin or a "
            "PHP notice may do that"
        ) from None


def failure_of(raw: RawAnswer, where: str, *, now: datetime) -> ConnectorError | None:
    """The error that an answer is; None when it is none."""
    if raw.status < HTTPStatus.MULTIPLE_CHOICES:
        return None
    if raw.status < HTTPStatus.BAD_REQUEST:
        to = raw.headers.get("Location", "").partition("?")[0]
        return Unintelligible(f"{where}: it has moved to {to}; configure that address")
    said = _said(raw)
    text = f"{where}: {raw.status} {said.code} {clean(said.message)}".rstrip()
    if raw.status in PASSING or (
        raw.status >= HTTPStatus.INTERNAL_SERVER_ERROR and _may_pass(raw, said)
    ):
        # A gateway that gave up says nothing of what the shop behind it did.
        unknown = raw.status in _FROM_A_GATEWAY
        return Unavailable(text, retry_after=retry_after(raw.headers, now), effect_unknown=unknown)
    if raw.status in _NOT_ALLOWED:
        if raw.status == HTTPStatus.FORBIDDEN and _is_page(raw):
            return Unavailable(f"{text}: a firewall in front of the shop refused us")
        return NotAuthorised(f"{text}; check the key, its rights, and the address's https")
    return Refused(text, status=raw.status, code=str(said.code))


def clean(text: str) -> str:
    """A platform's words without tags, addresses of people and long numbers."""
    plain = " ".join(html.unescape(_TAG.sub(" ", text)).split())
    return _DIGITS.sub("…", _MAIL.sub("…", plain))[:QUOTED_MAX]


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that an answer asks us to wait, told as a number or a date; None if it does not."""
    said = headers.get("Retry-After", "").strip()
    if said.isdigit():
        return float(said)
    try:
        return max(0.0, (parsedate_to_datetime(said).astimezone(UTC) - now).total_seconds())
    except (TypeError, ValueError):
        return None


_TAG: Final = re.compile(r"<(script|style).*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_MAIL: Final = re.compile(r"[^\s@<>]+@[^\s@<>]+")
_DIGITS: Final = re.compile(r"\d{7,}")


def _said(raw: RawAnswer) -> _Said:
    try:
        return msgspec.json.decode(raw.content, type=_Said)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return _Said()


def _may_pass(raw: RawAnswer, said: _Said) -> bool:
    """A 500 in the platform's own words is its answer; one in no words is a server that broke."""
    return said.code in PASSING_CODES or not said.code or _is_page(raw)


def _is_page(raw: RawAnswer) -> bool:
    start = raw.content[:200].lstrip().lower()
    return start.startswith((b"<!doctype", b"<html"))


def _quoted(content: bytes) -> str:
    """The beginning of a page, which is the site's own text. Data is never quoted."""
    return clean(content[:QUOTED_MAX].decode("utf-8", "replace")) if content[:1] == b"<" else "…"
