"""When a request is tried again, how long is waited before, and what is known of it then."""

from datetime import timedelta
from email.utils import format_datetime

import pytest

from connectors.attempts import RETRY_AFTER_MAX
from connectors.errors import (
    ConnectorError,
    NotAuthorised,
    Refused,
    Unavailable,
    Unintelligible,
)
from connectors.fakes import mischief
from tests.connectors.doors import BEGIN, FRONT, GZIP, door_on


@FRONT
def test_a_shop_that_is_busy_is_asked_again_when_it_wants(front: str) -> None:
    """In seconds or at a date of its own clock, which is not ours."""
    theirs = BEGIN + timedelta(hours=3)
    date = {
        "Date": format_datetime(theirs, usegmt=True),
        "Retry-After": format_datetime(theirs + timedelta(seconds=9), usegmt=True),
    }
    with door_on(front) as door:
        door.mischief.plan(mischief.throttled("7"))
        door.mischief.plan(mischief.answering(503, b"{}", date))
        door.get()

        assert door.clock.slept == [7.0, 9.0]


@FRONT
def test_a_shop_that_asks_for_too_long_is_left_alone(front: str) -> None:
    """The error says for how long."""
    with door_on(front) as door:
        door.mischief.plan(mischief.throttled(str(int(RETRY_AFTER_MAX) + 1)))
        with pytest.raises(Unavailable) as failure:
            door.get()

        assert (failure.value.retry_after, door.clock.slept) == (RETRY_AFTER_MAX + 1, [])


@FRONT
def test_pauses_grow_until_it_is_given_up(front: str) -> None:
    """Four attempts, three pauses, each told to whoever waits."""
    with door_on(front) as door:
        door.mischief.plan(mischief.html_error(502), times=mischief.ALWAYS)
        with pytest.raises(Unavailable, match="502"):
            door.get()

        assert (door.maker.calls(), door.clock.slept) == (4, [1.0, 4.0, 16.0])
        assert [one.rpartition("; ")[2] for one in door.told] == [
            "waiting 1 s",
            "waiting 4 s",
            "waiting 16 s",
        ]


def test_nothing_is_waited_for_once_the_process_should_end() -> None:
    """The pause that is begun is the last; what may have taken effect stays in doubt."""
    with door_on() as door:
        door.maker.stopping = lambda: True
        door.mischief.plan(mischief.html_error(502), times=mischief.ALWAYS)
        with pytest.raises(Unavailable, match=r"502.*; told to stop while it waited"):
            door.get()

        assert (door.maker.calls(), door.clock.slept) == (1, [1.0])


def test_come_back_at_once_is_not_believed() -> None:
    """Whoever has just sent us away is not asked four times within a moment."""
    with door_on() as door:
        door.mischief.plan(mischief.throttled("0"), times=2)
        door.get()

        assert door.clock.slept == [1.0, 4.0]


@FRONT
@pytest.mark.parametrize(
    ("trick", "error", "said"),
    [
        (mischief.answering(401, b'{"code":"no","message":"Bad key"}'), NotAuthorised, "Bad key"),
        (mischief.answering(403, b'{"code":"no","message":"May not"}'), NotAuthorised, "May not"),
        (mischief.answering(404, b'{"code":"no_route"}'), Refused, "404 no_route"),
        (mischief.nonsense(), Unintelligible, "cannot be read"),
        (mischief.html_error(200), Unintelligible, r"a web page came instead of data \(200\)"),
        (mischief.answering(200, b"<b>Notice</b>: x{}"), Unintelligible, r"PHP notice"),
        (mischief.answering(200, b'{"a":' * 100_000), Unintelligible, "cannot be read"),
        (mischief.answering(200, b"never", GZIP), Unintelligible, "squeezed wrongly"),
        (mischief.redirected("https://evil.example/x?y=z"), Unintelligible, "evil.example/x;"),
    ],
)
def test_what_will_not_pass_is_asked_once(
    front: str, trick: mischief.Trick, error: type[ConnectorError], said: str
) -> None:
    """And nothing is followed elsewhere."""
    with door_on(front) as door:
        door.mischief.plan(trick, times=mischief.ALWAYS)
        with pytest.raises(error, match=said):
            door.get()

        assert (door.maker.calls(), len(door.mischief.seen)) == (1, 1)


def test_a_firewalls_page_is_no_word_about_the_key() -> None:
    """It may pass, so it is asked again."""
    with door_on() as door:
        door.mischief.plan(mischief.html_error(403))

        assert door.get()["number"] == 0


@FRONT
@pytest.mark.parametrize(
    ("trick", "effect"),
    [
        (mischief.dropped(), 0),
        (mischief.unheard(), 0),
        (mischief.answer_dropped(), 1),
        (mischief.answer_lost(), 1),
        (mischief.answer_cut(), 1),
        (mischief.html_error(504), 0),
        (mischief.html_error(503), 0),
    ],
)
def test_a_write_without_an_answer_is_neither_repeated_nor_believed(
    front: str, trick: mischief.Trick, effect: int
) -> None:
    """Whether it took effect, only the storefront knows."""
    with door_on(front) as door:
        door.mischief.plan(trick)
        with pytest.raises(Unavailable) as failure:
            door.add(read_seconds=0.3)

        assert failure.value.effect_unknown
        assert (door.counter.number, door.maker.calls()) == (effect, 1)


@pytest.mark.parametrize(
    "trick",
    [
        mischief.throttled("7"),
        mischief.answering(503, b'{"code":"wp_die","message":"Maintenance"}'),
        mischief.answering(503, b"<html>", {"Retry-After": "600"}),
        mischief.html_error(521),
    ],
)
def test_a_write_that_was_turned_away_had_no_effect(trick: mischief.Trick) -> None:
    """In the platform's own words, or because no shop was there."""
    with door_on() as door:
        door.mischief.plan(trick)
        with pytest.raises(Unavailable) as failure:
            door.add()

        assert not failure.value.effect_unknown


def test_a_write_that_nobody_took_had_no_effect() -> None:
    """Nothing listens there."""
    with door_on("loopback") as door:
        http = door.maker.to("http://127.0.0.1:1/")
        with pytest.raises(Unavailable, match="the server up") as failure:
            http.request("POST", "number", decode=dict[str, int])

        assert not failure.value.effect_unknown


def test_a_doubt_stays_when_the_repeated_write_is_turned_away() -> None:
    """The first attempt may have taken effect, whatever the later ones were told."""
    with door_on() as door:
        door.mischief.plan(mischief.answer_dropped())
        door.mischief.plan(mischief.throttled("1"), times=3)
        with pytest.raises(Unavailable) as failure:
            door.add(repeatable=True)

        assert failure.value.effect_unknown
        assert door.counter.number == 1


@FRONT
def test_a_connection_closed_in_mid_answer_is_asked_again(front: str) -> None:
    """Half an answer is none."""
    with door_on(front) as door:
        door.mischief.plan(mischief.answer_cut())

        assert door.get()["number"] == 0
        assert door.maker.calls() == 2
