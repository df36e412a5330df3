"""The real way to a storefront, where no answer outlasts its deadline, and how that way fails.

A read limit begins anew with every byte, in the headers, the sizes of chunks and the body alike.
Here each read waits only for what is left of the whole answer's time. The time is the machine's
own, as it is for every limit of a socket; what stands in for this transport keeps its own.
"""

import http.client
import io
import socket
import ssl
import time
from collections.abc import Iterator, Sequence
from typing import Any, Final

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from connectors.errors import ConnectorError, Refused, Unavailable, Unintelligible

DEADLINE_FACTOR: Final = 3.0
"""A whole answer may take three read limits; a drip that keeps the line busy is cut off."""


class DeadlineAdapter(HTTPAdapter):
    """Mount it on a session: a read limit of n seconds is a deadline of 3 n for the answer."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}


def no_answer(where: str, error: Exception) -> ConnectorError:
    """What it means that no whole answer came. The library's own text holds keys: not a word of it.

    Only what certainly never left is told as such; all else may have taken effect.
    """
    causes = list(_causes(error))
    if _among(causes, ssl.SSLCertVerificationError):
        return Refused(f"{where}: its certificate is not trusted; set ca_file, or mend the address")
    if _among(causes, *_UNSENDABLE):
        return Refused(f"{where}: this is no address; write one such as https://shop.example")
    if _among(causes, urllib3.exceptions.DecodeError):
        return Unintelligible(f"{where}: the answer is squeezed wrongly; is the address right?")
    if _among(causes, *_TOO_LATE) and not _among(causes, urllib3.exceptions.NewConnectionError):
        text = "no answer in time; try again later"
    elif _among(causes, ssl.SSLError):
        text = "it does not speak TLS as we do; should the address begin with http or with https?"
    else:
        text = "the connection failed or broke; is the address right, and the server up?"
    return Unavailable(f"{where}: {text}", effect_unknown=not _among(causes, *_NEVER_LEFT))


_TOO_LATE: Final = (TimeoutError, urllib3.exceptions.TimeoutError, requests.Timeout)

_NEVER_LEFT: Final = (
    urllib3.exceptions.NewConnectionError,
    urllib3.exceptions.ConnectTimeoutError,
    requests.exceptions.ConnectTimeout,
)

_UNSENDABLE: Final = (
    requests.exceptions.InvalidURL,
    requests.exceptions.MissingSchema,
    requests.exceptions.InvalidSchema,
    requests.exceptions.InvalidHeader,
    urllib3.exceptions.LocationValueError,
)


def _among(causes: Sequence[BaseException], *kinds: type[BaseException]) -> bool:
    return any(isinstance(one, kinds) for one in causes)


_CAUSES_MAX: Final = 20
"""Libraries wrap an error four or five times; a ring of errors must not hold us."""


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what it was made from: the libraries put it here, there and into arguments."""
    left = [error]
    for _ in range(_CAUSES_MAX):
        if not left:
            return
        one = left.pop(0)
        yield one
        inner = (getattr(one, "reason", None), one.__cause__, *one.args)
        left += [it for it in inner if isinstance(it, BaseException)]


class _DeadlineReader(io.RawIOBase):
    """Reads a socket until the deadline. Raises TimeoutError after it."""

    def __init__(self, connection: socket.socket) -> None:
        super().__init__()
        self._connection = connection
        self._raw = connection.makefile("rb", buffering=0)
        self._limit = connection.gettimeout()
        self._ends = time.monotonic() + (self._limit or 0.0) * DEADLINE_FACTOR

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int | None:
        if self._limit is None:
            return self._raw.readinto(buffer)
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeoutError("the answer's time is over")
        self._connection.settimeout(min(self._limit, left))
        size = self._raw.readinto(buffer)
        self._connection.settimeout(self._limit)  # the next request may use this connection
        return size

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Answer(http.client.HTTPResponse):
    """The deadline begins when the answer is first waited for."""

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp.close()
        self.fp = io.BufferedReader(_DeadlineReader(sock))


class _Connection(HTTPConnection):
    response_class = _Answer


class _TlsConnection(HTTPSConnection):
    response_class = _Answer


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection
