"""How a column writes its dates: which of day and month stands first, and what its cells then say.

``11/12`` is in November to some people and in December to others, so an order is judged by all
cells of its column, as a decimal mark is: 13/11 can be read in one way only. Where nothing shows
it, a person is asked; nothing is guessed. With dots the day stands first wherever people write so.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from reconcile.reading.month_names import month_named
from reconcile.reading.no_values import short


class DateOrder(StrEnum):
    """What stands first in a date that does not begin with its year."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


class UndecidedError(ValueError):
    """A date that may be read in two ways."""


@dataclass(slots=True)
class DateReader:
    """Instants as people write them, as ISO 8601. ``said``: the order, where somebody says.

    ``shown``: an example of each order that was met in a text which can be read in one way only.
    ``has_all``: the whole column was looked at, so that what it shows holds for the other texts.
    """

    said: DateOrder | None = None
    shown: dict[DateOrder, str] = field(default_factory=dict)
    has_all: bool = False

    def __call__(self, text: str) -> str:
        """What is no such date stays as it is. Raises ValueError; UndecidedError of two ways."""
        if text[4:5] == "-" and text[13:14] == ":" and text[-1] not in _OTHER_ENDS:
            return text  # ISO 8601, as a million rows of a program have it
        match = _WRITTEN.fullmatch(text) or _NAMED.fullmatch(text)
        if match is None:
            return text
        day = self._day(text, match) if match.re is _WRITTEN else _named_day(text, match)
        return f"{day.isoformat()} {_time(text, match)}" if match["hour"] else day.isoformat()

    def _day(self, text: str, match: re.Match[str]) -> date:
        if match["year_first"]:
            return _date(text, match["year_first"], match["middle"], match["end"])
        first, second, year = match["first"], match["second"], match["year"]
        if match["mark"] == ".":
            return _date(text, year, second, first)
        order = self._order(text, int(first), int(second))
        return _date(text, year, *((second, first) if order is _DAY else (first, second)))

    def _order(self, text: str, first: int, second: int) -> DateOrder:
        if self.said is not None:
            return self.said
        if first == second:  # the same day in either way, which shows nothing
            return _DAY
        if max(first, second) > _MONTHS:
            order = _DAY if first > _MONTHS else _MONTH
            self.shown.setdefault(order, text)
            return order
        if self.has_all and len(self.shown) == 1:
            return next(iter(self.shown))
        raise UndecidedError(f"{short(text)} may begin with its day or its month{self._why()}")

    def _why(self) -> str:
        asks = ": say --dates day-first or month-first"
        if len(self.shown) < len(DateOrder):
            return asks
        both = " and ".join(short(self.shown[order]) for order in DateOrder)
        return f", as {both} do not agree{asks}, or mend the column"


def day_counted(text: str) -> datetime | None:
    """What a spreadsheet shows for a number that it keeps for a day, with its time if it has one.

    None for a text that is no such number of this century, by the calendar that begins in 1900.
    """
    match = _COUNTED_DAY.fullmatch(text)
    if match is None:
        return None
    day, of_day, time = match["day"], match["of_day"] or "0", match["time"] or "0"
    share = float(f"0.{of_day}") + float(f"0.{time}")
    at = _DAY_ZERO + timedelta(days=int(day), seconds=round(share * _SECONDS))
    return at if date(_CENTURY, 1, 1) <= at.date() < date(_CENTURY + 100, 1, 1) else None


def _named_day(text: str, match: re.Match[str]) -> date:
    """``1 March 2026``, ``1. März 26`` or ``Mar 1, 2026``."""
    month = month_named(match["month"] or match["month_first"])
    if month is None:
        raise ValueError(f"{short(text)} names no month that is known here; write it as a number")
    return _date(text, match["year"], str(month), match["day"] or match["day_second"])


def _date(text: str, year: str, month: str, day: str) -> date:
    whole = int(year) if len(year) == len("2026") else _CENTURY + int(year)
    try:
        return date(whole, int(month), int(day))
    except ValueError:
        raise ValueError(f"{short(text)} is no day of the calendar, with its year, month "
                         f"{month} and day {day}") from None  # fmt: skip


def _time(text: str, match: re.Match[str]) -> str:
    """``6:05 PM`` is 18:05."""
    hour, half = int(match["hour"]), (match["half"] or "").lower()
    if half and not 1 <= hour <= _HALF_DAY:
        raise ValueError(f"{short(text)} is no time of day")
    if half:
        hour = hour % _HALF_DAY + (_HALF_DAY if half == "p" else 0)
    offset = "Z" if match["utc"] else match["offset"] or ""
    return f"{hour:02}:{match['minute']}{match['second_of'] or ''}{offset}"


_DAY, _MONTH = DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST
_MONTHS: Final = 12
_HALF_DAY: Final = 12
_OTHER_ENDS: Final = "mM.CT"
"""Of a time with its half of the day, or with the name of a zone."""

_CENTURY: Final = 2000
"""Of a year of two digits: nobody keeps a book in this program that is older."""

_DAY_ZERO: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - of nobody's zone
_SECONDS: Final = 86_400
_COUNTED_DAY: Final = re.compile(
    r"(?P<day>[0-9]{5})(?:[.,](?P<of_day>[0-9]{1,15}))?(?: 0[.,](?P<time>[0-9]{1,15}))?"
)
"""A day, and the time of day in it or in a column beside it."""

_TIME: Final = r"""
    (?: (?: ,?[ ]+(?: (?:at|um|\u00e0|a[ ]las|alle)[ ])? | T )
        (?P<hour>[0-9]{1,2}) [:.h] (?P<minute>[0-9]{2}) (?P<second_of>:[0-9]{2}(?:\.[0-9]{1,6})?)?
        (?: [ ]? (?P<half>[AaPp])\.?[Mm]\.? | [ ]Uhr )?
        (?: (?P<offset>Z|[+-][0-9]{2}:?[0-9]{2}) | [ ]?(?P<utc>UTC|GMT) )? )?
    """
_WRITTEN: Final = re.compile(
    r"""
    (?: (?P<first>[0-9]{1,2}) (?P<mark>[./-]) (?P<second>[0-9]{1,2}) (?P=mark)
        (?P<year>[0-9]{4}|[0-9]{2})
      | (?P<year_first>[0-9]{4}) [/.-] (?P<middle>[0-9]{1,2}) [/.-] (?P<end>[0-9]{1,2}) )
    """
    + _TIME,
    re.VERBOSE,
)
_NAMED: Final = re.compile(
    r"""
    (?: (?P<day>[0-9]{1,2}) (?:\.|st|nd|rd|th|er|\u00ba)? [ /-]* (?:de[ ])?
        (?P<month>[^\W\d_]{3,10}\.?)
      | (?P<month_first>[^\W\d_]{3,10}\.?) [ ]+ (?P<day_second>[0-9]{1,2}) (?:st|nd|rd|th)? )
    (?:,?[ ]+(?:del?[ ])? | [/-]) (?P<year>[0-9]{4}|[0-9]{2})
    """
    + _TIME,
    re.VERBOSE,
)
