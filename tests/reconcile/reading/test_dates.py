"""Dates as people and spreadsheets write them: read where they can mean one day, asked else."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconcile.reading.dates import DateOrder, DateReader, UndecidedError

DAY, MONTH = DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("31/03/2026 18:00", "2026-03-31 18:00"),
        ("3/31/2026 6:05 PM", "2026-03-31 18:05"),
        ("3/31/26, 12:05 a.m.", "2026-03-31 00:05"),
        ("31.03.26 18.00", "2026-03-31 18:00"),
        ("1.7.2026 12:00:30", "2026-07-01 12:00:30"),
        ("31.03.2026 18:00 Uhr", "2026-03-31 18:00"),
        ("31/03/2026 18h00", "2026-03-31 18:00"),
        ("31-03-2026T18:00+02:00", "2026-03-31 18:00+02:00"),
        ("2026/03/31 18:00", "2026-03-31 18:00"),
        ("5/5/2026 9:00", "2026-05-05 09:00"),
        ("13/11/2026", "2026-11-13"),
        ("2026-03-31T18:00:00Z", "2026-03-31T18:00:00Z"),
        ("2026-03-31 18:00 UTC", "2026-03-31 18:00Z"),
        ("31.03.2026 18:00 GMT", "2026-03-31 18:00Z"),
        ("31-MAR-26 18:00", "2026-03-31 18:00"),
        ("31/Mar/2026 18:00:30+02:00", "2026-03-31 18:00:30+02:00"),
        ("March 31st, 2026 6:05 PM", "2026-03-31 18:05"),
        ("31. M\u00e4rz 2026 um 18:00 Uhr", "2026-03-31 18:00"),
        ("1er ao\u00fbt 2026 \u00e0 18h00", "2026-08-01 18:00"),
        ("31 de enero de 2026 a las 18:00", "2026-01-31 18:00"),
        ("1\u00ba maggio 2026 alle 9.30", "2026-05-01 09:30"),
        ("31 dic. 2026", "2026-12-31"),
        ("yesterday", "yesterday"),
        ("46112.75", "46112.75"),
    ],
)
def test_what_can_be_read_in_one_way_only_is_read(text: str, iso: str) -> None:
    """What is no such date is left to whoever reads instants."""
    assert DateReader()(text) == iso


@pytest.mark.parametrize("text", ["1 jui 2026 9:00", "1 Smarch 2026 9:00", "12 pcs 26"])
def test_a_word_that_names_no_one_month_is_told(text: str) -> None:
    """June and July of a French hand look alike where they are cut short."""
    with pytest.raises(ValueError, match="names no month that is known here"):
        DateReader()(text)


@pytest.mark.parametrize("text", ["11/12/2026 18:00", "11-12-2026 18:00", "1/2/26"])
def test_what_can_be_read_in_two_ways_is_asked(text: str) -> None:
    """And an answer settles it."""
    with pytest.raises(UndecidedError, match="--dates day-first or month-first"):
        DateReader()(text)
    assert DateReader(DAY)(text) != DateReader(MONTH)(text)


def test_one_cell_shows_how_the_others_are_meant() -> None:
    """Only once the whole column was looked at: another cell may show the contrary."""
    reader = DateReader()
    assert reader("13/11/2026") == "2026-11-13"
    with pytest.raises(UndecidedError):
        reader("11/12/2026")
    reader.has_all = True
    assert reader("11/12/2026") == "2026-12-11"
    assert reader("11/14/2026") == "2026-11-14"
    with pytest.raises(UndecidedError, match="'13/11/2026' and '11/14/2026' do not agree"):
        reader("11/12/2026")


@pytest.mark.parametrize("text", ["31.02.2026", "31/31/2026", "3/31/2026 13:05 PM"])
def test_what_is_no_day_and_no_time_is_refused(text: str) -> None:
    """With its text as it stands."""
    with pytest.raises(ValueError, match=re.escape(text)):
        DateReader()(text)


def test_a_said_order_holds_against_the_column() -> None:
    """A day that it does not have is a problem, not the other order."""
    with pytest.raises(ValueError, match="month 13"):
        DateReader(MONTH)("13/11/2026")


@given(st.dates(min_value=date(2000, 1, 1)), st.sampled_from(DateOrder))
def test_every_day_comes_back_or_is_asked(day: date, order: DateOrder) -> None:
    """Never another day than the one that was written, by whoever knows the order."""
    first, second = (day.day, day.month) if order is DAY else (day.month, day.day)
    text = f"{first}/{second}/{day.year:04}"
    assert DateReader(order)(text) == day.isoformat()
    try:
        assert DateReader()(text) == day.isoformat()
    except UndecidedError:
        assert max(first, second) <= 12
