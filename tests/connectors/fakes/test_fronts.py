"""The two fronts of a fake give the same answers, and carry out the same bad manners."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime

import pytest
import requests

from connectors.fakes import mischief
from connectors.fakes.direct import DirectAdapter
from connectors.fakes.fronts import Request, Response
from connectors.fakes.loopback import Loopback
from connectors.fakes.mischief import LateLanding, Mischief, Repeating
from tests.connectors.fakes.client import NOON

pytestmark = pytest.mark.slow

FRONTS = pytest.mark.parametrize("front", ["direct", "loopback"])
READ_SECONDS = 0.5


class Echo:
    """Answers with what it was asked, and counts."""

    def __init__(self) -> None:
        self.asked = 0

    def handle(self, request: Request, now: datetime) -> Response:
        self.asked += 1
        text = f"{request.method} {request.path} {request.query} {now.isoformat()} "
        body = text.encode() + request.body + b"." * 2_000
        headers = {"Content-Type": "text/plain", "X-Count": str(self.asked)}
        return Response(status=201, headers=headers, body=body)


@contextmanager
def session_on(front: str, storefront: Mischief) -> Iterator[tuple[requests.Session, str]]:
    """A session and the address that the storefront answers at."""
    with ExitStack() as stack:
        session = stack.enter_context(requests.Session())
        address = "https://shop.example"
        if front == "direct":
            session.mount(address, DirectAdapter(storefront, clock=lambda: NOON))
        else:
            address = stack.enter_context(Loopback(storefront, clock=lambda: NOON))
        yield session, address


@FRONTS
def test_an_answer_comes_whole(front: str) -> None:
    """Status, headers and a body that was squeezed on the way."""
    with session_on(front, Mischief(Echo())) as (session, address):
        answer = session.post(f"{address}/a b", params={"x": "1"}, data=b"body", timeout=5)

    assert (answer.status_code, answer.headers["X-Count"]) == (201, "1")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.text.startswith("POST /a b (('x', '1'),) 2026-03-02T12:00:00+00:00 body...")


@FRONTS
@pytest.mark.parametrize(
    ("trick", "error", "effect"),
    [
        (mischief.dropped(), requests.ConnectionError, 0),
        (mischief.unheard(), requests.Timeout, 0),
        (mischief.answer_dropped(), requests.ConnectionError, 1),
        (mischief.answer_lost(), requests.Timeout, 1),
    ],
)
def test_what_is_lost_is_lost_before_or_after_its_effect(
    front: str, trick: mischief.Trick, error: type[Exception], effect: int
) -> None:
    """The client cannot tell, the storefront can."""
    echo = Echo()
    planned = Mischief(echo)
    planned.plan(trick)
    with session_on(front, planned) as (session, address), pytest.raises(error):
        session.get(address, timeout=(5, READ_SECONDS))

    assert echo.asked == effect


@FRONTS
def test_a_cut_answer_is_noticed(front: str) -> None:
    """Less arrives than was announced."""
    planned = Mischief(Echo())
    planned.plan(mischief.answer_cut())
    with session_on(front, planned) as (session, address):
        answer = session.get(address, timeout=5, stream=True)
        with pytest.raises(requests.exceptions.ChunkedEncodingError):
            _ = answer.content


@FRONTS
def test_an_endless_answer_goes_on(front: str) -> None:
    """Until the client has had enough."""
    planned = Mischief(Echo())
    planned.plan(mischief.endless())
    with session_on(front, planned) as (session, address):
        answer = session.get(address, timeout=5, stream=True)
        read = sum(len(answer.raw.read(65_536)) for _ in range(40))
        answer.close()

    assert read == 40 * 65_536


@FRONTS
def test_a_request_may_land_long_after_its_client_gave_up(front: str) -> None:
    """When somebody lets it."""
    echo, late = Echo(), LateLanding()
    planned = Mischief(echo)
    planned.plan(late)
    with session_on(front, planned) as (session, address):
        with pytest.raises(requests.Timeout):
            session.get(address, timeout=(5, READ_SECONDS))
        assert echo.asked == 0
        late.land(NOON)

    assert echo.asked == 1


@FRONTS
def test_the_same_page_may_come_for_ever(front: str) -> None:
    """Whatever is asked."""
    planned = Mischief(Echo())
    planned.plan(Repeating(), times=3)
    with session_on(front, planned) as (session, address):
        texts = {session.get(f"{address}/{page}", timeout=5).text for page in range(3)}

    assert len(texts) == 1


def test_a_client_without_a_time_limit_is_found_out() -> None:
    """A real server would let it hang."""
    planned = Mischief(Echo())
    planned.plan(mischief.unheard())
    with (
        session_on("direct", planned) as (session, address),
        pytest.raises(RuntimeError, match="no read time limit"),
    ):
        session.get(address)  # that is the point


def test_a_fault_of_the_fake_is_not_swallowed() -> None:
    """Answered with 500 to the client, and raised when the server ends."""

    class Broken:
        def handle(self, request: Request, now: datetime) -> Response:
            raise KeyError(request.path, now)

    with (
        pytest.raises(KeyError),
        session_on("loopback", Mischief(Broken())) as (session, address),
    ):
        assert session.get(address, timeout=5).status_code == 500
