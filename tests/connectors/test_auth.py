"""Tokens that are fetched, kept, renewed before they end, and once more when they are refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from connectors.auth import Renewable, Token
from connectors.errors import NotAuthorised, Unavailable
from connectors.fakes import mischief
from connectors.fakes.fronts import Request
from tests.connectors.doors import FRONTS, Door, door_on


@dataclass(slots=True)
class Office:
    """Hands out tokens; only the newest is good."""

    door: Door | None = None
    given: int = 0
    seconds: float | None = None
    fails: list[Exception] = field(default_factory=list)

    def fetch(self) -> Token:
        assert self.door is not None
        if self.fails:
            raise self.fails.pop()
        self.given += 1
        ends = self.door.clock() + timedelta(seconds=self.seconds) if self.seconds else None
        return Token(text=f"token-{self.given}", ends=ends)

    def is_bad(self, request: Request) -> bool:
        return request.headers["authorization"] != f"Bearer token-{self.given}"


@contextmanager
def office_on(front: str = "direct", *, seconds: float | None = None) -> Iterator[Office]:
    """A counter that answers 401 to every token but the newest."""
    office = Office(seconds=seconds)
    now = lambda: office.door.clock() if office.door else pytest.fail("no door yet")  # noqa: E731
    with door_on(front, auth=Renewable(office.fetch, clock=now)) as door:
        office.door = door
        refusal = mischief.answering(401, b'{"code":"no","message":"unknown token-1"}')
        door.mischief.plan(refusal, times=mischief.ALWAYS, when=office.is_bad)
        yield office


@pytest.mark.parametrize("front", FRONTS)
def test_a_token_is_fetched_once_and_renewed_when_it_is_refused(front: str) -> None:
    """A write too: what was refused had no effect."""
    with office_on(front) as office:
        assert office.door
        office.door.get()
        office.door.get()
        assert office.given == 1
        office.given += 1  # another process took one, so that ours is refused

        assert office.door.add()["number"] == 1
        assert office.given == 3


def test_a_token_that_is_refused_again_is_the_end() -> None:
    """Two requests, and what to look at; the token is not shown."""
    with office_on() as office:
        assert office.door
        office.door.mischief.calm()
        refusal = mischief.answering(401, b'{"code":"no","message":"unknown token-2"}')
        office.door.mischief.plan(refusal, times=mischief.ALWAYS)
        with pytest.raises(NotAuthorised, match="unknown …; check the key"):
            office.door.get()

        assert (office.door.maker.calls(), office.given) == (2, 2)


def test_a_right_that_is_missing_is_no_matter_of_the_token() -> None:
    """403 renews nothing."""
    with office_on() as office:
        assert office.door
        office.door.mischief.calm()
        office.door.mischief.plan(mischief.answering(403, b'{"code":"no"}'), times=mischief.ALWAYS)
        with pytest.raises(NotAuthorised):
            office.door.get()

        assert office.given == 1


def test_a_token_is_renewed_before_it_ends() -> None:
    """A minute before."""
    with office_on(seconds=3600) as office:
        assert office.door
        office.door.get()
        office.door.clock.advance(3539)
        office.door.get()
        assert office.given == 1
        office.door.clock.advance(1)
        office.door.get()

        assert office.given == 2


def test_an_office_that_does_not_answer_is_not_asked_by_every_attempt() -> None:
    """Its own door has been patient already."""
    with office_on() as office:
        assert office.door
        office.fails = [Unavailable("the office is closed")] * 3
        with pytest.raises(Unavailable, match="closed"):
            office.door.get()

        assert (len(office.fails), office.door.maker.calls()) == (2, 0)


def test_a_token_shows_nothing_of_itself() -> None:
    """However it is printed."""
    assert "secret" not in repr(Token(text="secret"))
