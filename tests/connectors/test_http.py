"""The door to the network: patient where it helps, and never longer, larger or louder than that."""

import gzip
import logging
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from traceback import format_exception

import pytest

from connectors.answers import RawAnswer, failure_of
from connectors.errors import (
    ConnectorError,
    Refused,
    Unavailable,
    Unintelligible,
)
from connectors.exchange import ANSWER_BYTES_MAX
from connectors.fakes import mischief
from connectors.fakes.fronts import Request, Response, Storefront
from tests.connectors.doors import FRONT, GZIP, door_on


@FRONT
def test_an_answer_comes_squeezed_and_whole(front: str) -> None:
    """Gzip is asked for, always and alone."""
    with door_on(front) as door:
        assert door.get()["number"] == 0
        assert door.last.headers["accept-encoding"] == "gzip"


@FRONT
def test_a_drip_is_cut_off_at_the_deadline(front: str) -> None:
    """Two thousand bytes at twenty a second outlast three read limits of ten seconds."""
    with door_on(front) as door:
        door.mischief.plan(mischief.dripping(), times=mischief.ALWAYS)
        with pytest.raises(Unavailable, match=r"too slowly|in time") as failure:
            door.add(read_seconds=10)

        assert failure.value.effect_unknown


@dataclass(slots=True)
class Bomb:
    """A trick: one answer, packed so that it is small on the way."""

    content: bytes

    def __call__(self, storefront: Storefront, request: Request, now: datetime) -> Response:
        return Response(status=200, headers=GZIP, body=self.content)


@pytest.fixture(scope="module")
def bomb() -> bytes:
    """A gigabyte of blanks in about a megabyte, put together from members of 16 MB."""
    return gzip.compress(b" " * 2**24, compresslevel=9) * 64


@FRONT
@pytest.mark.parametrize("kind", ["endless", "bomb"])
def test_an_answer_that_is_too_large_is_cut_off_with_flat_memory(
    front: str, kind: str, bomb: bytes
) -> None:
    """Little more than the limit is ever held, however much would come."""
    with door_on(front) as door:
        door.mischief.plan(mischief.endless() if kind == "endless" else Bomb(bomb))
        tracemalloc.start()
        with pytest.raises(Unintelligible, match="does not end"):
            door.get()
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

        assert peak < ANSWER_BYTES_MAX * 1.25


def secrets_seen(caplog: pytest.LogCaptureFixture, texts: list[str]) -> Iterator[str]:
    """What must stand nowhere and does."""
    seen = " ".join([*texts, caplog.text])
    planted = ("shpat_1234567", "nonsense_key", "Bartholomew", "bart@", "555019955", "nonce-")
    yield from (one for one in planted if one in seen)


@FRONT
def test_no_secret_query_or_buyer_is_seen_in_any_log_or_error(
    front: str, caplog: pytest.LogCaptureFixture
) -> None:
    """At any level, though the platform repeats all of it in what it says."""
    caplog.set_level(logging.DEBUG)
    leak = b"shpat_1234567 bart@buyer.invalid 555019955"
    tricks = (
        mischief.dropped(),
        mischief.answer_cut(),
        mischief.answering(400, b'{"code":"%s","message":"no %s"}' % (leak, leak)),
        mischief.answering(401, b'{"code":401,"message":"unknown key shpat_1234567"}'),
        mischief.answering(200, b"<b>Notice</b>: x.php {'first_name':'Bartholomew'}"),
        mischief.answering(200, b'{"Bartholomew": '),
        mischief.answering(500, b"Bartholomew"),
        mischief.redirected("https://u:nonsense_key@evil.example/bart@x/?key=nonsense_key"),
        mischief.endless(),
    )
    texts = []
    query = {"email": "bart@buyer.invalid", "key": "nonsense_key"}
    with door_on(front, headers={"X-Shopify-Access-Token": "shpat_1234567"}) as door:
        for trick in tricks:
            door.mischief.plan(trick, times=mischief.ALWAYS)
            with pytest.raises(ConnectorError) as failure:
                door.get(query=query)
            texts += [str(failure.value), *format_exception(failure.value)]
            texts += [repr(failure.value.__cause__), repr(failure.value.__context__)]
            door.mischief.calm()
        door.get(query=query)
        assert door.last.headers["x-shopify-access-token"] == "shpat_1234567"
        texts += [repr(door.http), repr(door.maker), *door.told]

    assert list(secrets_seen(caplog, texts)) == []


def test_a_value_of_the_wrong_kind_is_named_by_its_place_only() -> None:
    """A buyer's name may stand in it."""
    with door_on() as door, pytest.raises(Unintelligible, match=r"`int`.*\$\[\.\.\.\]"):
        door.http.request("GET", "number", decode=dict[str, int])


def test_headers_of_one_request_and_of_all_are_sent() -> None:
    """And a form goes as a form."""
    with door_on(headers={"X-Auth-Token": "token-of-all"}) as door:
        headers = {"Idempotency-Key": "k1"}
        door.http.request(
            "POST", "number", decode=dict[str, object], form={"a": "ä b"}, headers=headers
        )

        sent = door.last
        assert (sent.headers["x-auth-token"], sent.headers["idempotency-key"]) == (
            "token-of-all",
            "k1",
        )
        assert sent.headers["content-type"] == "application/x-www-form-urlencoded"
        assert sent.body == b"a=%C3%A4+b"


@FRONT
def test_cookies_are_not_kept(front: str) -> None:
    """Nothing of one answer changes who asks for the next."""
    with door_on(front) as door:
        cookie = {"Set-Cookie": "session=1; Path=/", "Content-Type": "application/json"}
        door.mischief.plan(mischief.answering(200, b"{}", cookie))
        door.get()
        door.get()

        assert "cookie" not in door.last.headers


def test_a_certificate_authority_that_is_not_there_is_named() -> None:
    """Before anything is sent, and without what may stand in the address."""
    with door_on() as door, pytest.raises(Refused, match=r"nowhere\.pem is not there") as failure:
        door.maker.to("https://user:password@shop.example/", ca_file="nowhere.pem")
    assert "password" not in str(failure.value)


@pytest.mark.parametrize("key", ["ключ", "broken\nkey"])
def test_a_key_that_cannot_be_sent_is_refused_without_showing_it(key: str) -> None:
    """As when a line break was copied with it."""
    with door_on() as door, pytest.raises(Refused, match="copy it once more") as failure:
        door.maker.to("https://shop.example/", key="ck", secret=key)
    assert key not in str(failure.value)


@pytest.mark.parametrize("address", ["shop.example/", "ftp://shop.example/", "https:///"])
def test_what_is_no_address_is_told_at_once(address: str) -> None:
    """It is not waited for."""
    with door_on("loopback") as door:
        with pytest.raises(Refused, match="no address"):
            door.maker.to(address).request("GET", "x", decode=dict[str, int])

        assert door.clock.slept == []


def test_a_platform_may_say_no_with_200() -> None:
    """Its connector knows; it is repeated like any other."""

    def failure(raw: RawAnswer, where: str, *, now: datetime) -> ConnectorError | None:
        if b"THROTTLED" in raw.content:
            return Unavailable(f"{where}: throttled", retry_after=2.5)
        return failure_of(raw, where, now=now)

    with door_on(failure=failure) as door:
        door.mischief.plan(mischief.answering(200, b'{"errors":"THROTTLED"}'))

        assert door.get()["number"] == 0
        assert door.clock.slept == [2.5]
