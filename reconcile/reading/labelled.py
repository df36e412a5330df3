"""What labels say of the goods of a row beside which they are: lot, expiry and how many.

A column may say the same. Where it says something else, a person is asked which is right.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from reconcile.arrays import Integers, concatenated
from reconcile.barcodes.columns import Flags
from reconcile.barcodes.scans import Scan
from reconcile.reading.cells import Parsed, parsed
from reconcile.reading.dates import DateOrder, DateReader, day_counted
from reconcile.reading.layouts import PROBLEMS_MAX
from reconcile.reading.no_values import short
from reconcile.reading.texts import Coded, together


@dataclass(frozen=True, slots=True)
class Said:
    """``expiry`` in ISO 8601; ``count`` 0 where the label does not say any."""

    lot: str = ""
    expiry: str = ""
    count: int = 0


NOTHING_SAID: Final = Said()


class Labels(NamedTuple):
    """For each row the place of what its label says; that of NOTHING_SAID is 0."""

    codes: Integers
    said: Sequence[Said]

    def spread(self, wanted: Flags) -> "Labels":
        """Over all rows, of which so far it was those that are wanted."""
        codes = np.zeros(len(wanted), dtype=np.int64)
        codes[wanted] = self.codes
        return Labels(codes, self.said)

    def counts(self) -> Integers:
        found: Integers = np.array([one.count for one in self.said], dtype=np.int64)[self.codes]
        return found


class LabelCoding:
    """The labels of a column, while its blocks come one by one."""

    def __init__(self) -> None:
        self._codes: list[Integers] = []
        self._numbers: dict[Said, int] = {NOTHING_SAID: 0}

    def add(self, codes: Integers, different: Sequence[Scan]) -> None:
        numbers = [
            self._numbers.setdefault(Said(one.lot, one.expiry, one.count), len(self._numbers))
            for one in different
        ]
        self._codes.append(np.array(numbers, dtype=np.int64)[codes])

    def labels(self) -> Labels | None:
        """None when no label says anything."""
        if len(self._numbers) == 1:
            return None
        return Labels(concatenated(self._codes), list(self._numbers))


def either(some: Labels | None, others: Labels | None) -> Labels | None:
    """Of two columns with labels the first that says something of a row."""
    if some is None or others is None:
        return some or others
    codes = np.where(some.codes > 0, some.codes, others.codes + len(some.said))
    return Labels(codes, [*some.said, *others.said])


def with_lots(lots: Coded | None, labels: Labels) -> tuple[Coded, Parsed]:
    """A column of lots as its labels fill it in, and where the two contradict each other."""
    return _filled_in(lots, _each_once(labels.codes, [one.lot for one in labels.said]), _same_lot)


def with_expiries(
    expiries: Coded | None, labels: Labels, dates: DateOrder | None
) -> tuple[Coded, Parsed]:
    """As `with_lots`; ``dates``: the order in which the column writes them, if anybody said so."""
    orders = list(DateOrder) if dates is None else [dates]

    def is_same(text: str, told: str) -> bool:
        return told in _days(text, told, orders)

    return _filled_in(
        expiries, _each_once(labels.codes, [one.expiry for one in labels.said]), is_same
    )


def _filled_in(
    column: Coded | None, told: Coded, is_same: Callable[[str, str], bool]
) -> tuple[Coded, Parsed]:
    if column is None:
        return told, Parsed(told.codes, [])
    codes, first = together([column, told])
    pairs = [
        (column.texts[column.codes[place]], told.texts[told.codes[place]])
        for place in first.tolist()
    ]
    # The places of the pairs stand for them, so that each is looked at once.
    numbered = Coded(codes, [str(number) for number in range(len(pairs))])

    def agreeing(number: str) -> int:
        text, says = pairs[int(number)]
        if text and says and not is_same(text, says):
            raise ValueError(f"is {short(text)}, and the label says {short(says)}; {_WHICH}")
        return 0

    checked = parsed(numbered, agreeing, problems_max=PROBLEMS_MAX)
    return _each_once(codes, [says or text for text, says in pairs]), checked


def _each_once(codes: Integers, texts: Sequence[str]) -> Coded:
    numbers = {text: number for number, text in enumerate(dict.fromkeys(texts))}
    return Coded(np.array([numbers[text] for text in texts])[codes], list(numbers))


def _same_lot(text: str, told: str) -> bool:
    """A spreadsheet takes the zeros of a number away, and people write as they like."""
    return text.casefold().lstrip("0") == told.casefold().lstrip("0")


def _days(text: str, told: str, orders: Sequence[DateOrder]) -> Iterator[str]:
    """The days that a column may mean; none where nobody can tell, which a person is asked."""
    if (counted := day_counted(text)) is not None:
        yield counted.date().isoformat()
    for order in orders:
        with suppress(ValueError):
            day = DateReader(order)(text)[: len("2027-11-30")]
            if _DAY.fullmatch(day):
                yield day
    month = _month(text)
    if month is not None:
        yield told if month == told[: len("2027-11")] else f"{month}-01"


def _month(text: str) -> str | None:
    """Of a text that names no day: ``11/2027``, ``2027-11``."""
    match = _MONTH.fullmatch(text)
    if match is None:
        return None
    return f"{match['year'] or match['first_year']}-{int(match['month'] or match['last']):02}"


_WHICH: Final = "write the one that is right, or empty the cell to take the label's"
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH: Final = re.compile(
    r"(?P<month>[0-9]{1,2})\s?[./-]\s?(?P<year>20[0-9]{2})"
    r"|(?P<first_year>20[0-9]{2})[./-](?P<last>[0-9]{1,2})"
)
