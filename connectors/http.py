"""The one door to the network: every request of every connector goes through here.

Each has time limits, a limit of size and a deadline as a whole; what may be repeated is repeated
with growing pauses, or as the platform asks. Answers are decoded by connectors.answers, which
also says what of them may be quoted.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Generic, TypeVar
from urllib.parse import urlsplit

import msgspec
import requests
import urllib3
from requests.adapters import BaseAdapter
from requests.auth import AuthBase, HTTPBasicAuth
from requests_oauthlib import OAuth1
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt

from connectors.answers import RawAnswer, decoded, failure_of
from connectors.errors import Refused, Unavailable, Unintelligible
from ledger.instants import Clock

T = TypeVar("T")

ATTEMPTS_MAX: Final = 4
"""A short hiccup passes within three pauses; a longer one is the scheduler's business."""

PAUSE_SECONDS: Final = (1.0, 4.0, 16.0)
"""Before the second, third and fourth attempt, when the platform does not say."""

RETRY_AFTER_MAX: Final = 60.0
"""Asked to wait longer than this, a process does not sleep: it says until when, and ends."""

CONNECT_SECONDS: Final = 10.0
READ_SECONDS: Final = 60.0
"""A page of 100 orders takes seconds on a busy shop; a minute without a byte is no answer."""

DEADLINE_FACTOR: Final = 3.0
"""A whole answer may take three read limits; a drip that keeps the line busy is cut off."""

ANSWER_BYTES_MAX: Final = 64 * 1024 * 1024
"""A page of 100 orders with 1,000 lines each is about 60 MB unpacked; more is no answer of ours."""

CHUNK_BYTES: Final = 256 * 1024

_TALKATIVE: Final = ("oauthlib", "requests_oauthlib")
"""These log signatures and headers when they are let."""

_log: Final = logging.getLogger("stockbook.http")


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """``headers`` by any case of their names."""

    value: T
    headers: Mapping[str, str]
    status: int


@dataclass(slots=True, kw_only=True)
class HttpMaker:
    """Makes doors to one channel's addresses, and counts the requests of all of them.

    ``adapter`` stands in for the real transport: a fake storefront's front. ``jitter`` answers
    from 0 to 1. ``token`` makes the nonces of signed requests. ``attempts_max``: fewer where a
    person waits for the answer.
    """

    clock: Clock
    sleep: Callable[[float], None]
    jitter: Callable[[], float]
    token: Callable[[], str]
    adapter: BaseAdapter | None = None
    attempts_max: int = ATTEMPTS_MAX
    _sent: int = field(default=0)
    _counting: threading.Lock = field(default_factory=threading.Lock)
    _sessions: list[requests.Session] = field(default_factory=list)

    def calls(self) -> int:
        """Requests sent so far, repeated ones too."""
        return self._sent

    def count(self) -> None:
        with self._counting:
            self._sent += 1

    def close(self) -> None:
        """Let go of the connections that were kept open."""
        for session in self._sessions:
            session.close()

    def to(
        self, address: str, *, key: str = "", secret: str = "", ca_file: str | None = None
    ) -> "Http":
        """A door to one address. With a key: Basic over TLS, OAuth 1.0a over plain http.

        Raises Refused for a certificate authority that is not there.
        """
        if ca_file and not Path(ca_file).is_file():
            raise Refused(f"{address}: ca_file {ca_file} is not there; correct its path")
        session = requests.Session()
        self._sessions.append(session)
        session.trust_env = False  # a .netrc or proxy of the machine must not change who we are
        if self.adapter is not None:
            session.mount("https://", self.adapter)
            session.mount("http://", self.adapter)
        for name in _TALKATIVE:
            logging.getLogger(name).setLevel(logging.WARNING)
        auth = self._auth(address, key, secret) if key else None
        return Http(maker=self, address=address, session=session, auth=auth, verify=ca_file or True)

    def _auth(self, address: str, key: str, secret: str) -> AuthBase:
        if urlsplit(address).scheme == "https":
            return HTTPBasicAuth(key, secret)
        return _Signed(key, secret, self.clock, self.token)


@dataclass(frozen=True, slots=True, kw_only=True)
class Http:
    """Requests below one address."""

    maker: HttpMaker
    address: str
    session: requests.Session
    auth: AuthBase | None
    verify: str | bool

    def request(
        self,
        method: str,
        path: str,
        *,
        decode: type[T],
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        repeatable: bool | None = None,
        read_seconds: float = READ_SECONDS,
    ) -> Answer[T]:
        """One request. ``repeatable``: may be sent again when no answer came; a GET may.

        Raises the four errors of connectors.errors and no others.
        """
        again = method == "GET" if repeatable is None else repeatable
        retrying = Retrying(
            stop=stop_after_attempt(self.maker.attempts_max if again else 1),
            retry=retry_if_exception(_passes),
            wait=self._pause,
            sleep=self.maker.sleep,
            reraise=True,
        )
        raw: RawAnswer = retrying(
            self._once, method, path, query=query, body=body, read_seconds=read_seconds
        )
        where = f"{method} {self._where(path)}"
        return Answer(decoded(raw, decode, where), raw.headers, raw.status)

    def _once(
        self, method: str, path: str, *, query: Any, body: Any, read_seconds: float
    ) -> RawAnswer:
        """Send once; an answer that is a failure is raised as one."""
        where = f"{method} {self._where(path)}"
        try:
            raw = self._send(method, path, query=query, body=body, read_seconds=read_seconds)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            # `from None`: the library's own text holds the address with its keys.
            raise _no_answer(where, error) from None
        _log.debug("%s %d", where, raw.status)
        failure = failure_of(raw, where, now=self.maker.clock())
        if failure is not None:
            raise failure
        return raw

    def _send(
        self, method: str, path: str, *, query: Any, body: Any, read_seconds: float
    ) -> RawAnswer:
        self.maker.count()
        response = self.session.request(
            method,
            self.address + path,
            params=query,
            data=None if body is None else msgspec.json.encode(body),
            headers={"Accept": "application/json", "Content-Type": "application/json"},
            auth=self.auth,
            timeout=(CONNECT_SECONDS, read_seconds),
            allow_redirects=False,
            stream=True,
            verify=self.verify,
        )
        with response:
            content = self._read(response, read_seconds * DEADLINE_FACTOR, self._where(path))
            return RawAnswer(response.status_code, response.headers, content)

    def _read(self, response: requests.Response, seconds: float, where: str) -> bytes:
        """The whole body, unpacked, within its limits of size and time."""
        began = self.maker.clock()
        parts: list[bytes] = []
        size = 0
        while chunk := response.raw.read1(CHUNK_BYTES, decode_content=True):
            parts.append(chunk)
            size += len(chunk)
            if size > ANSWER_BYTES_MAX:
                raise Unintelligible(
                    f"{where}: the answer does not end (over {ANSWER_BYTES_MAX} bytes); is the "
                    "address right?"
                )
            if (self.maker.clock() - began).total_seconds() > seconds:
                raise Unavailable(f"{where}: the answer drips in too slowly; try again later")
        return b"".join(parts)

    def _pause(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        asked = getattr(error, "retry_after", None)
        own = PAUSE_SECONDS[min(state.attempt_number, len(PAUSE_SECONDS)) - 1]
        pause = asked if asked is not None else own
        return float(pause) * (1 + 0.25 * self.maker.jitter())

    def _where(self, path: str) -> str:
        """Without query: keys may stand in it."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}{path}"


def _passes(error: BaseException) -> bool:
    """Whether it may pass by itself soon enough to wait for it here."""
    return isinstance(error, Unavailable) and (error.retry_after or 0) <= RETRY_AFTER_MAX


def _no_answer(where: str, error: Exception) -> Unavailable:
    refused = isinstance(error, requests.exceptions.SSLError | requests.exceptions.ConnectTimeout)
    text = "its certificate is not trusted; set ca_file" if _is_tls(error) else _kind(error)
    never_sent = refused or isinstance(getattr(error, "args", [None])[0], _NEVER_SENT)
    return Unavailable(f"{where}: {text}", effect_unknown=not never_sent)


_NEVER_SENT: Final = (urllib3.exceptions.MaxRetryError, urllib3.exceptions.NewConnectionError)


def _is_tls(error: Exception) -> bool:
    return isinstance(error, requests.exceptions.SSLError)


def _kind(error: Exception) -> str:
    if isinstance(error, requests.exceptions.Timeout | TimeoutError):
        return "no answer in time; try again later"
    return "the connection failed or broke; is the address right, and the server up?"


class _Signed(AuthBase):
    """OAuth 1.0a with one leg: every request signed anew, nonce and instant passed in."""

    def __init__(self, key: str, secret: str, clock: Clock, token: Callable[[], str]) -> None:
        self._key, self._secret, self._clock, self._token = key, secret, clock, token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        sign = OAuth1(
            self._key,
            self._secret,
            signature_method="HMAC-SHA256",
            nonce=self._token(),
            timestamp=str(int(self._clock().timestamp())),
        )
        signed: requests.PreparedRequest = sign(request)
        return signed
