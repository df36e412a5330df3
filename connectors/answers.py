"""What an answer means: decoded into the fields that are needed, or the failure that it is.

Of a failed answer only the platform's code and message are quoted, without tags, e-mail addresses
and long runs of digits, and of a page its title: the rest of a body may hold a buyer's data.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final, TypeVar
from urllib.parse import urlsplit

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

_NEVER_ARRIVED: Final = frozenset({408, 425, 429, 521, 523, 525, 526})
"""With these nothing took effect: turned away at the door, or a proxy found no shop behind it."""

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
        return msgspec.json.decode(raw.content.removeprefix(_BYTE_ORDER_MARK), type=kind)
    except msgspec.ValidationError as error:
        problem = clean(_VALUE.sub("'…'", str(error)))
        raise Unintelligible(
            f"{where}: the answer is not as it should be ({problem}); is the address right, and "
            "does a plugin change the answers?"
        ) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        stray = "text stands before the data" if b"{" in raw.content[1:] else "it is no JSON"
        quoted = f" ({said})" if (said := _quoted(raw.content)) else ""
        raise Unintelligible(
            f"{where}: the answer cannot be read, {stray}{quoted}; a plugin or a PHP notice may do "
            "that"
        ) from None


def failure_of(raw: RawAnswer, where: str, *, now: datetime) -> ConnectorError | None:
    """The error that an answer is; None when it is none."""
    if raw.status < HTTPStatus.MULTIPLE_CHOICES:
        return None
    if raw.status < HTTPStatus.BAD_REQUEST:
        to = place_of(raw.headers.get("Location", ""))
        return Unintelligible(f"{where}: it has moved to {to}; configure that address")
    said = _said(raw)
    text = f"{where}: {raw.status} {clean(f'{said.code} {said.message}')}".rstrip()
    if raw.status in PASSING or (
        raw.status >= HTTPStatus.INTERNAL_SERVER_ERROR and _may_pass(raw, said)
    ):
        pause = retry_after(raw.headers, now)
        unknown = raw.status not in _NEVER_ARRIVED and not _turned_away(raw, said, pause)
        return Unavailable(text, retry_after=pause, effect_unknown=unknown)
    if raw.status in _NOT_ALLOWED:
        if raw.status == HTTPStatus.FORBIDDEN and _is_page(raw):
            return Unavailable(f"{text}: a firewall in front of the shop refused us")
        hint = (
            "check the key, its rights, the address's https, and that the host passes the "
            "Authorization header on"
        )
        return NotAuthorised(f"{text}; {hint}", status=raw.status)
    return Refused(text, status=raw.status, code=str(said.code))


def clean(text: str) -> str:
    """A platform's words without tags, addresses of people and long numbers."""
    plain = " ".join(html.unescape(_TAG.sub(" ", text)).split())
    return _DIGITS.sub("…", _MAIL.sub("…", plain))[:QUOTED_MAX]


def place_of(address: str) -> str:
    """An address without what may be secret in it: user, password, query."""
    parts = urlsplit(address)
    host = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}" if parts.netloc else ""
    return f"{host}{_MAIL.sub('…', parts.path)}"


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that an answer asks us to wait, told as a number or a date; None if it does not.

    A date is compared with the answer's own, since the two clocks may differ.
    """
    said = headers.get("Retry-After", "").strip()
    if _SECONDS.fullmatch(said):
        return min(float(said), WAIT_TOLD_MAX)
    until, told_at = _instant(said), _instant(headers.get("Date", "")) or now
    return (
        None if until is None else min(max(0.0, (until - told_at).total_seconds()), WAIT_TOLD_MAX)
    )


WAIT_TOLD_MAX: Final = 24 * 3600.0
"""A day: whoever says more has miswritten, and is asked again tomorrow."""

_SECONDS: Final = re.compile(r"[0-9]{1,12}(\.[0-9]+)?")


def _instant(text: str) -> datetime | None:
    """An HTTP date, which is UTC even where it does not say so."""
    try:
        instant = parsedate_to_datetime(text)
        return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None


_TAG: Final = re.compile(r"<(script|style).*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_MAIL: Final = re.compile(r"[^\s@<>]+@[^\s@<>]+")
_DIGITS: Final = re.compile(r"\d{7,}")
_VALUE: Final = re.compile(r"'[^']*'")
_TITLE: Final = re.compile(rb"<title[^>]*>(.*?)</title>", re.DOTALL | re.IGNORECASE)
_DATA: Final = re.compile(rb"[\[{]")
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
"""A PHP file saved by some editors puts it before everything."""

_PAGES: Final = (b"<!doctype", b"<html")
"""How a web page begins."""

_HEAD_BYTES: Final = 4_096
"""Where a page's title stands."""


def _said(raw: RawAnswer) -> _Said:
    try:
        return msgspec.json.decode(raw.content, type=_Said)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return _Said()


def _may_pass(raw: RawAnswer, said: _Said) -> bool:
    """A 500 in the platform's own words is its answer; one in no words is a server that broke."""
    return said.code in PASSING_CODES or not said.code or _is_page(raw)


def _is_page(raw: RawAnswer) -> bool:
    start = raw.content[:200].lstrip().lower()
    return start.startswith(_PAGES)


def _turned_away(raw: RawAnswer, said: _Said, pause: float | None) -> bool:
    """503 in the platform's own words, or with the time when to come back, is its own no.

    Any other may come from a proxy that gave up waiting: it says nothing of what the shop did.
    """
    own_word = bool(said.code) or pause is not None
    return raw.status == HTTPStatus.SERVICE_UNAVAILABLE and own_word


def _quoted(content: bytes) -> str:
    """A page's title, or what stands before the data: the site's own text. Data is never quoted."""
    title = _TITLE.search(content[:_HEAD_BYTES])
    if title:
        return clean(title[1].decode("utf-8", "replace"))
    if not content.startswith(b"<") or content[:_HEAD_BYTES].lower().startswith(_PAGES):
        return "…"
    return clean(_DATA.split(content[:QUOTED_MAX], maxsplit=1)[0].decode("utf-8", "replace"))
