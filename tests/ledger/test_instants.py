"""Instants: aware at the edges, whole microseconds UTC inside, and never guessed."""

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.instants import EPOCH, from_micros, instant_from_text, to_micros, to_text, utc_now

LONDON = ZoneInfo("Europe/London")
AWARE = st.datetimes(
    min_value=datetime(1900, 1, 1),  # noqa: DTZ001  # the zones follow
    max_value=datetime(2200, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, LONDON, ZoneInfo("Asia/Kolkata"), ZoneInfo("America/Lima")]),
    allow_imaginary=False,
)


@given(AWARE)
def test_an_instant_comes_back_to_the_microsecond(instant: datetime) -> None:
    """Before 1970 too, whichever zone it was said in."""
    there = instant.astimezone(UTC)

    assert from_micros(to_micros(instant)) == there
    assert instant_from_text(to_text(to_micros(instant)), zone=LONDON) == there


@given(AWARE, AWARE)
def test_later_is_larger(one: datetime, other: datetime) -> None:
    """Integers sort as the instants do, so that SQL may compare them."""
    earlier, later = sorted([one.astimezone(UTC), other.astimezone(UTC)])

    assert to_micros(later) - to_micros(earlier) == (later - earlier) // timedelta(microseconds=1)


def test_an_instant_without_a_zone_is_refused() -> None:
    """Nobody guesses where a clock hung."""
    with pytest.raises(ValueError, match="carries no time zone"):
        to_micros(datetime(2026, 3, 1, 8))  # noqa: DTZ001  # that is the point


def test_the_text_says_its_offset() -> None:
    """In UTC, as every JSON and CSV has it."""
    assert to_text(0) == "1970-01-01T00:00:00+00:00"
    assert to_text(1_500_000) == "1970-01-01T00:00:01.500000+00:00"


def test_the_real_clock_has_a_zone() -> None:
    """And is not at the beginning of time."""
    assert utc_now().tzinfo is UTC
    assert utc_now() > EPOCH


@pytest.mark.parametrize(
    ("text", "zone", "hour"),
    [
        ("2026-03-01T08:00+00:00", LONDON, 8),
        ("2026-03-01T08:00Z", LONDON, 8),
        ("2026-03-01T10:00+02:00", LONDON, 8),
        ("2026-03-01 08:00", LONDON, 8),
        ("  2026-03-01T08:00:00  ", UTC, 8),
        ("2026-07-01T08:00", LONDON, 7),
        ("2026-07-01T08:00", timezone(timedelta(hours=-3)), 11),
        ("20260301T08", UTC, 8),
    ],
)
def test_a_written_instant_is_read(text: str, zone: tzinfo, hour: int) -> None:
    """An offset counts; without one the zone does, summer time included."""
    instant = instant_from_text(text, zone=zone)

    assert instant.tzinfo is UTC
    assert (instant.hour, instant.minute) == (hour, 0)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "is no instant"),
        ("yesterday", "is no instant"),
        ("01/03/2026 08:00", "is no instant"),
        ("2026-02-30T08:00", "is no instant"),
        ("2026-03-01T25:00", "is no instant"),
        ("1772352000", "is no instant"),
        ("2026-03-01", "has no time of day"),
        ("20260301", "has no time of day"),
        ("2026-03-29T01:30", "never happened in Europe/London"),
        ("2026-10-25T01:30", "happened twice in Europe/London"),
    ],
)
def test_what_is_no_single_instant_is_refused(text: str, problem: str) -> None:
    """With what is wrong and how to write it."""
    with pytest.raises(ValueError, match=problem):
        instant_from_text(text, zone=LONDON)


@pytest.mark.parametrize(
    ("text", "hour"), [("2026-10-25T01:30+01:00", 0), ("2026-10-25T01:30+00:00", 1)]
)
def test_an_offset_tells_the_doubled_hour_apart(text: str, hour: int) -> None:
    """As the refusal of the bare time asks for."""
    assert instant_from_text(text, zone=LONDON).hour == hour


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("0001-01-01T00:00+14:00", UTC),
        ("9999-12-31T23:59-01:00", UTC),
        ("0001-01-01T00:00", ZoneInfo("Asia/Kolkata")),
        ("9999-12-31T23:00", ZoneInfo("America/Lima")),
    ],
)
def test_the_ends_of_the_calendar_are_told(text: str, zone: tzinfo) -> None:
    """An offset may push an instant out of the years there are."""
    with pytest.raises(ValueError, match="beyond the years 1 to 9999"):
        instant_from_text(text, zone=zone)


@pytest.mark.parametrize("micros", [10**18, -(10**18), 10**30])
def test_micros_beyond_the_calendar_are_told(micros: int) -> None:
    """As a wrong value, not as a mistake of this program."""
    with pytest.raises(ValueError, match="beyond the years 1 to 9999"):
        from_micros(micros)


@pytest.mark.parametrize("text", ["0001-01-01T00:00Z", "9999-12-31T23:59:59.999999Z"])
def test_the_first_and_the_last_instant_come_back(text: str) -> None:
    """The limits themselves are within."""
    instant = instant_from_text(text, zone=UTC)

    assert from_micros(to_micros(instant)) == instant
