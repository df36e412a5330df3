"""Saying who we are: signatures, and tokens that are asked for and renewed."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import requests
from requests.auth import AuthBase
from requests_oauthlib import OAuth1

from ledger.instants import Clock

RENEWED_BEFORE: Final = timedelta(minutes=1)
"""Before it ends: longer than a request that is on its way, and than two clocks differ."""


class Signed(AuthBase):
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """``ends``: when it is no good any more; None where the platform does not say."""

    text: str = field(repr=False)
    ends: datetime | None = None


class Renewable(AuthBase):
    """A token in a header, fetched when it is needed and once more when it is refused.

    ``fetch`` may raise the connectors' errors; it goes through a door of its own. ``form`` is
    what stands around the token, such as ``Bearer {}``.
    """

    def __init__(
        self,
        fetch: Callable[[], Token],
        *,
        clock: Clock,
        header: str = "Authorization",
        form: str = "Bearer {}",
    ) -> None:
        self._fetch, self._clock = fetch, clock
        self._header, self._form = header, form
        self._token: Token | None = None
        self._refused = ""
        self._fetching = threading.Lock()

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers[self._header] = self._form.format(self.ready())
        return request

    @property
    def secret(self) -> str:
        """What no text may hold: the token, or the one refused last, which may be repeated too."""
        return self._token.text if self._token else self._refused

    def ready(self) -> str:
        """The token, fetched when there is none that still holds for a while."""
        with self._fetching:
            token = self._token
            if token is None or (token.ends and token.ends - RENEWED_BEFORE <= self._clock()):
                token = self._token = self._fetch()
            return token.text

    def refused(self, text: str) -> None:
        """The platform does not know this token any more; a newer one is kept."""
        with self._fetching:
            if self._token is not None and self._token.text == text:
                self._token, self._refused = None, text
