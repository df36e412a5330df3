"""What a sheet says of its rows beside what and how many: their state and lot, and who counted.

Lots are added up, and so are states; they tell rows apart, and are kept beside the line.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Final

import numpy as np

from ledger.counts.facts import Problem
from ledger.values import text_problem
from reconcile.arrays import Integers
from reconcile.reading.blocks import Block
from reconcile.reading.cells import Parsed, parsed
from reconcile.reading.dates import DateOrder
from reconcile.reading.found import PLAIN_LOT
from reconcile.reading.headings import Column
from reconcile.reading.labelled import Labels, with_expiries, with_lots
from reconcile.reading.layouts import PROBLEMS_MAX, TextSheet
from reconcile.reading.no_values import spreadsheet_error
from reconcile.reading.states import NAMES, state_of
from reconcile.reading.texts import Coded, Coding, together

TEXT_LENGTH_MAX: Final = 100
"""Of a lot, an expiry or a name; what is longer is another column by mistake."""

COUNTERS_MAX: Final = 500
"""More people than count in any warehouse."""


class Remarks:
    """The columns of them, while the blocks of a sheet come one by one."""

    def __init__(self, text: TextSheet) -> None:
        self._headings = text.headings
        self._codings = {column: Coding() for column in _READ if column in text.headings}
        self._coded: dict[Column, Coded] = {}
        self._valueless: list[Problem] = []
        self._contradicting: dict[Column, Sequence[tuple[int, str]]] = {}

    def add(self, block: Block) -> None:
        for column, coding in self._codings.items():
            coding.add(block.cells[column])
        for column in _TEXTS:
            if column in block.cells:
                left = PROBLEMS_MAX - len(self._valueless)
                found = _valueless(block, column, self._headings[column])
                self._valueless += islice(found, left)

    def take_labels(self, labels: Labels | None, dates: DateOrder | None) -> None:
        """What labels say of lots, before any of it is asked for."""
        if labels is None:
            return
        filled_in = {
            Column.LOT: with_lots(self._whole(Column.LOT), labels),
            Column.EXPIRY: with_expiries(self._whole(Column.EXPIRY), labels, dates),
        }
        for column, (coded, checked) in filled_in.items():
            if any(coded.texts):
                self._coded[column] = coded
            self._contradicting[column] = checked.problems

    def states(self) -> Parsed | None:
        """None when the sheet does not say."""
        coded = self._whole(Column.STATE)
        return None if coded is None else parsed(coded, state_of, problems_max=PROBLEMS_MAX)

    def lots(self, states: Integers | None) -> Coded | None:
        """State, lot and expiry, one a line; None where nothing is told apart by them."""
        state = None if states is None else Coded(states, NAMES)
        columns = [state, self._whole(Column.LOT), self._whole(Column.EXPIRY)]
        told = [one for one in columns if one is not None]
        if not told:
            return None
        codes, first = together(told)
        texts = [
            "\n".join(
                unsaid if one is None else one.texts[one.codes[place]]
                for one, unsaid in zip(columns, (NAMES[0], "", ""), strict=True)
            )
            for place in first.tolist()
        ]
        return None if texts == [PLAIN_LOT] else Coded(codes, texts)

    def counted_by(self, otherwise: str) -> Coded | None:
        """Names; ``otherwise``: who counted what names nobody."""
        coded = self._whole(Column.COUNTED_BY)
        if coded is None:
            return None
        return Coded(coded.codes, [text or otherwise for text in coded.texts])

    def problems(self, row: Integers, states: Parsed | None) -> list[Problem]:
        """``row``: all row numbers."""
        found = list(self._valueless)
        if states is not None:
            found += self._told(Column.STATE, row, states.problems)
        for column, problems in self._contradicting.items():
            found += self._told(column, row, problems)
        for column in (Column.LOT, Column.EXPIRY, Column.COUNTED_BY):
            if (coded := self._whole(column)) is not None:
                read = partial(_kept, column.value.replace("_", " "))
                unkept = parsed(coded, read, problems_max=PROBLEMS_MAX)
                found += self._told(column, row, unkept.problems)
        people = self._whole(Column.COUNTED_BY)
        if people is not None and len(people.texts) > COUNTERS_MAX:
            text = f"names {len(people.texts)} people, more than {COUNTERS_MAX}; rename it if it "
            heading = self._headings[Column.COUNTED_BY]
            found.append(Problem(column=heading, problem=f"{text}does not say who counted"))
        return found

    def apart(self, bins: Coded | None) -> Coded | None:
        """The same bins, each told apart by lot and state: there a row is not the other again."""
        columns = (Column.STATE, Column.LOT, Column.EXPIRY)
        remarks = [one for one in map(self._whole, columns) if one is not None]
        if bins is None or not remarks:
            return bins
        codes, first = together([bins, *remarks])
        return Coded(codes, [bins.texts[bins.codes[place]] for place in first.tolist()])

    def _told(
        self, column: Column, row: Integers, problems: Sequence[tuple[int, str]]
    ) -> list[Problem]:
        heading = self._headings.get(column)  # none of a lot that only labels tell
        return [
            Problem(row=int(row[place]), column=heading, problem=text) for place, text in problems
        ]

    def _whole(self, column: Column) -> Coded | None:
        """A column from its first row to its last; a coding gives it away only once."""
        if column in self._codings:
            self._coded[column] = self._codings.pop(column).coded()
        return self._coded.get(column)


def _valueless(block: Block, column: Column, heading: str) -> Iterator[Problem]:
    """Cells that a spreadsheet could not work out; elsewhere they are no number and no name."""
    texts = block.cells[column]
    marked = (texts.content[texts.begin] == _MARK) & (texts.length > 0)
    for place in np.flatnonzero(marked).tolist():
        if problem := spreadsheet_error(texts[place]):
            yield Problem(row=int(block.row[place]), column=heading, problem=problem)


def _kept(name: str, text: str) -> int:
    """Nothing but a text that can be kept; 0."""
    if problem := text_problem(name, text, length_max=TEXT_LENGTH_MAX):
        raise ValueError(f"cannot be kept: {problem}")
    return 0


_READ: Final = (Column.STATE, Column.LOT, Column.EXPIRY, Column.COUNTED_BY)
_MARK: Final = ord("#")
_TEXTS: Final = (Column.BIN, Column.LOT, Column.EXPIRY, Column.COUNTED_BY, Column.LOCATION)
