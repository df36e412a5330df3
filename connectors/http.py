"""The one door to the network: every request of every connector goes through here.

What may be repeated is repeated with growing pauses, or as the platform asks; what would be
throttled waits before it is sent. connectors.exchange does a single one within its limits, and
connectors.answers knows what an answer means and what of it may be quoted.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import Any, Final, Generic, Protocol, TypeVar
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter
from requests.auth import AuthBase, HTTPBasicAuth

from connectors.answers import RawAnswer, decoded, failure_of, place_of
from connectors.attempts import ATTEMPTS_MAX, RETRY_AFTER_MAX, Patience
from connectors.auth import Renewable, Signed
from connectors.budget import Budget
from connectors.errors import ConnectorError, NotAuthorised, Refused, Unavailable
from connectors.exchange import Call, Line
from connectors.hints import with_hint
from connectors.transport import DeadlineAdapter
from ledger.instants import Clock

T = TypeVar("T")

READ_SECONDS: Final = 60.0
"""A page of 100 orders takes seconds on a busy shop; a minute without a byte is no answer."""

SECRET_CHARACTERS_MIN: Final = 6
"""What is shorter is no secret, and taking it out would spoil every text."""

_TALKATIVE: Final = ("oauthlib", "requests_oauthlib", "urllib3")
"""These log signatures, headers and whole addresses when they are let."""

_log: Final = logging.getLogger("stockbook.http")


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """``headers`` by any case of their names."""

    value: T
    headers: Mapping[str, str]
    status: int


class Failure(Protocol):
    """The failure that an answer is: ``failure_of``, or a platform's own ways before it."""

    def __call__(self, raw: RawAnswer, where: str, *, now: datetime) -> ConnectorError | None: ...


@dataclass(slots=True, kw_only=True)
class HttpMaker:
    """Makes doors to one channel's addresses, and counts the requests of all of them.

    ``adapter`` stands in for the real transport: a fake storefront's front. ``jitter`` answers
    from 0 to 1. ``token`` makes the nonces of signed requests. ``attempts_max``: fewer where a
    person waits for the answer. ``waiting`` is told what for, before each longer pause.
    ``stopping``: the process should end, so that nothing more is waited for.
    """

    clock: Clock
    sleep: Callable[[float], object]
    jitter: Callable[[], float]
    token: Callable[[], str]
    adapter: BaseAdapter | None = None
    attempts_max: int = ATTEMPTS_MAX
    waiting: Callable[[str], None] = lambda _: None
    stopping: Callable[[], bool] = lambda: False
    _sent: int = field(default=0)
    _counting: threading.Lock = field(default_factory=threading.Lock)
    _sessions: list[requests.Session] = field(default_factory=list)

    def calls(self) -> int:
        """Requests sent so far, repeated ones too."""
        return self._sent

    def count(self) -> None:
        with self._counting:
            self._sent += 1

    @property
    def patience(self) -> Patience:
        return Patience(
            sleep=self.sleep, jitter=self.jitter, waiting=self.waiting, stopping=self.stopping
        )

    def close(self) -> None:
        """Let go of the connections that were kept open."""
        for session in self._sessions:
            session.close()

    def to(
        self,
        address: str,
        *,
        key: str = "",
        secret: str = "",
        headers: Mapping[str, str] | None = None,
        auth: AuthBase | None = None,
        ca_file: str | None = None,
        budget: Budget | None = None,
        failure: Failure = failure_of,
    ) -> "Http":
        """A door to one address. With a key: Basic over TLS, OAuth 1.0a over plain http.

        ``headers`` go with every request and are taken to be secret. Raises Refused for a
        certificate authority that is not there, and for a key that cannot be sent.
        """
        own = dict(headers or {})
        _check(place_of(address), {"key": key, "secret": secret, **own}, ca_file)
        session = self._session()
        session.headers.update(own)
        line = Line(
            address=address,
            session=session,
            auth=auth or (self._auth(address, key, secret) if key else None),
            verify=ca_file or True,
            clock=self.clock,
        )
        # What follows "Bearer" is as secret as the whole.
        secrets = {key, secret, *own.values(), *(one.rpartition(" ")[2] for one in own.values())}
        return Http(
            maker=self, line=line, budget=budget, failure=failure, secrets=frozenset(secrets)
        )

    def _session(self) -> requests.Session:
        """Nothing of the machine, and nothing of an earlier answer, may change who we are."""
        session = requests.Session()
        self._sessions.append(session)
        session.trust_env = False
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        adapter = self.adapter or DeadlineAdapter()
        session.mount("https://", adapter)
        session.mount("http://", adapter)
        for name in _TALKATIVE:
            logging.getLogger(name).setLevel(logging.CRITICAL)
        return session

    def _auth(self, address: str, key: str, secret: str) -> AuthBase:
        if urlsplit(address).scheme == "https":
            return HTTPBasicAuth(key, secret)
        return Signed(key, secret, self.clock, self.token)


@dataclass(frozen=True, slots=True, kw_only=True)
class Http:
    """Requests below one address."""

    maker: HttpMaker
    line: Line = field(repr=False)
    budget: Budget | None
    failure: Failure
    secrets: frozenset[str] = field(repr=False)

    def request(
        self,
        method: str,
        path: str,
        *,
        decode: type[T],
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        body: Any = None,
        form: Mapping[str, str] | None = None,
        repeatable: bool | None = None,
        read_seconds: float = READ_SECONDS,
        cost: float = 1.0,
    ) -> Answer[T]:
        """One request. ``repeatable``: may be sent again when no answer came; a GET may.

        ``body`` goes as JSON, ``form`` as a form. ``cost``: what it takes of the budget.
        Raises the four errors of connectors.errors and no others.
        """
        call = Call(
            method=method,
            path=path,
            query=query,
            headers=headers,
            body=body,
            form=form,
            read_seconds=read_seconds,
            cost=cost,
        )
        again = method == "GET" if repeatable is None else repeatable
        try:
            raw = self._answered(call, attempts_max=self.maker.attempts_max if again else 1)
            return Answer(decoded(raw, decode, self._where(call)), raw.headers, raw.status)
        except ConnectorError as error:
            error.args = (self._veiled(str(error)),)
            raise

    def part(self, path: str, *, start: int, size: int) -> RawAnswer:
        """``size`` bytes of a file, as they are: 206 where it may go on, 416 refused at its end."""
        asked = {"Range": f"bytes={start}-{start + size - 1}", "Accept-Encoding": "identity"}
        call = Call(
            method="GET",
            path=path,
            query=None,
            headers=asked,
            body=None,
            form=None,
            read_seconds=READ_SECONDS,
            cost=1.0,
        )
        try:
            return self._answered(call, attempts_max=self.maker.attempts_max)
        except ConnectorError as error:
            error.args = (self._veiled(str(error)),)
            raise

    def _answered(self, call: Call, *, attempts_max: int) -> RawAnswer:
        """Once more with a new token where the old one is refused."""
        auth, patience = self.line.auth, self.maker.patience
        token = auth.ready() if isinstance(auth, Renewable) else ""
        try:
            return patience.repeated(lambda: self._once(call), attempts_max=attempts_max)
        except NotAuthorised as error:
            if not isinstance(auth, Renewable) or error.status != HTTPStatus.UNAUTHORIZED:
                raise
        auth.refused(token)
        auth.ready()
        return patience.repeated(lambda: self._once(call), attempts_max=attempts_max)

    def _once(self, call: Call) -> RawAnswer:
        """Send once; an answer that is a failure is raised as one."""
        where = self._where(call)
        raw = self._within(self.budget, call) if self.budget else self._sent(call)
        _log.debug("%s %d", where, raw.status)
        failure = self.failure(raw, where, now=self.maker.clock())
        if failure is not None:
            failure.args = (with_hint(failure, raw.status),)
            raise failure
        return raw

    def _within(self, budget: Budget, call: Call) -> RawAnswer:
        """Sent when the platform will not refuse it for its rate."""
        why = f"{self._where(call)}: its rate limit is used up"
        wait = budget.take(call.cost, self.maker.clock(), wait_max=RETRY_AFTER_MAX)
        if wait > RETRY_AFTER_MAX:
            raise Unavailable(why, retry_after=wait)
        raw = None
        try:
            if wait:
                self.maker.patience.wait(wait, why)
            raw = self._sent(call)
        finally:
            budget.settle(call.cost, raw, self.maker.clock())
        return raw

    def _sent(self, call: Call) -> RawAnswer:
        self.maker.count()
        return self.line.exchange(call, self._where(call))

    def _where(self, call: Call) -> str:
        """Without query: keys may stand in it."""
        return self._veiled(f"{call.method} {place_of(self.line.address + call.path)}")

    def _veiled(self, text: str) -> str:
        """A platform may repeat in its words what we sent."""
        auth = self.line.auth
        own = {auth.secret} if isinstance(auth, Renewable) else set[str]()
        # The longest first: one secret may be a part of another.
        for secret in sorted(self.secrets | own, key=len, reverse=True):
            if len(secret) >= SECRET_CHARACTERS_MIN:
                text = text.replace(secret, "…")
        return text


def _check(where: str, sent: Mapping[str, str], ca_file: str | None) -> None:
    if ca_file and not Path(ca_file).is_file():
        raise Refused(f"{where}: ca_file {ca_file} is not there; correct its path")
    for name, value in sent.items():
        if value and not (value.isascii() and value.isprintable()):
            raise Refused(f"{where}: {name} holds what cannot be sent; copy it once more")
