"""Cells: what is an instant, and what is said of the rest."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.instants import to_micros
from reconcile.reading.cells import InstantReader, parsed
from reconcile.reading.numbers import quantity_reader
from reconcile.reading.texts import texts_of

OPENING = datetime(2026, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 12, 1, tzinfo=UTC)
NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


@given(st.lists(st.sampled_from(["1", "2", "x", "3.0", ""]), max_size=30))
def test_a_column_says_what_its_cells_say(texts: list[str]) -> None:
    """Each different text is read once, and each wrong cell is told by its place."""
    found = parsed(texts_of(texts).coded(), quantity_reader([]), problems_max=100)

    wrong = [place for place, text in enumerate(texts) if text in {"x", ""}]
    assert [place for place, _ in found.problems] == wrong
    for place, text in enumerate(texts):
        assert place in wrong or found.integers[place] == float(text)


def reader(default: datetime | None = None, zone: str = "Europe/London") -> InstantReader:
    return InstantReader(zone=ZoneInfo(zone), opening=OPENING, now=NOW, default=default)


def test_instants_are_in_the_locations_zone_unless_they_say_otherwise() -> None:
    """One o'clock of a London summer is noon."""
    assert reader()("2026-07-01T13:00") == reader()("2026-07-01 12:00Z") == to_micros(NOON)


@pytest.mark.parametrize("text", ["46204.5", "46204,5", "46204 0.5", "46204 0,500000"])
def test_a_day_that_a_spreadsheet_counts_is_offered_and_not_guessed(text: str) -> None:
    """Its calendar may begin in 1904, and a number may be no day at all."""
    with pytest.raises(ValueError, match="if 2026-07-01 12:00:00 is meant, write that"):
        reader()(text)


@pytest.mark.parametrize("text", ["4620.5", "462045", "99999", "46204.5x"])
def test_a_number_that_is_no_day_of_this_century_is_no_instant(text: str) -> None:
    """Nothing is offered for it."""
    with pytest.raises(ValueError, match="is no instant"):
        reader()(text)


@pytest.mark.parametrize("text", ["01.07.2026 12:00", "1.7.2026 12:00:00", "01.07.2026, 12:00"])
def test_with_dots_the_day_stands_first(text: str) -> None:
    """As spreadsheets of half of Europe write it; there is no other way to read it."""
    assert reader(zone="UTC")(text) == to_micros(NOON)


def test_an_empty_instant_is_that_of_the_sheet() -> None:
    """And without one it is a problem."""
    assert reader(NOON)("") == to_micros(NOON)
    with pytest.raises(ValueError, match="--counted-at"):
        reader()("")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-10-25T01:30", "happened twice"),
        ("2026-03-29T01:30", "never happened"),
        ("2026-07-01", "no time of day"),
        ("2027-01-01T00:00", "lies in the future"),
        ("2025-12-31T23:59", "before the opening"),
        ("01/07/2026 12:00", "may begin with its day or its month"),
        ("31.02.2026 12:00", "no day of the calendar"),
        ("01.07.2026", "no time of day"),
    ],
)
def test_instants_that_cannot_be_compared_are_refused(text: str, said: str) -> None:
    """Each with its reason."""
    with pytest.raises(ValueError, match=said):
        reader()(text)
