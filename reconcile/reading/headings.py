"""Which column a heading means: as a person says, as it was agreed before, or by its words.

A heading that says *counted* is surer than one that says *quantity*, which may be what the system
expected; so less sure words only count where no surer one is there.
"""

import re
import unicodedata
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from reconcile.reading.heading_words import DAY_AND_TIME, OF_A_LOCATION, REPORTS, WORDS, Column

__all__ = [
    "AmbiguousError",
    "Column",
    "Understanding",
    "columns_of",
    "is_heading",
    "make_a_count",
    "plain",
]

Agreed = Mapping[Column, str]
"""Columns by the headings that they stand under, in plain words."""


class AmbiguousError(Exception):
    """The headings leave a question, which the text asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """What is known of headings before they are read.

    ``location``: whose column is meant where there is one for each. ``said``: by this sheet's
    uploader. ``agreed``: what was said of sheets with just these headings, by the set of them.
    ``scans``: each row is one scan, so no column says how many.
    """

    location: str = ""
    scans: bool = False
    said: Agreed = field(default_factory=dict)
    agreed: Mapping[frozenset[str], Agreed] = field(default_factory=dict)

    def of(self, words: Sequence[str]) -> Agreed:
        """What is said or agreed of these headings."""
        return {**self.agreed.get(heading_set(words), {}), **self.said}


NOTHING_KNOWN: Final = Understanding()


def columns_of(headings: Sequence[str], known: Understanding = NOTHING_KNOWN) -> dict[Column, int]:
    """The place of each column that is there. Raises AmbiguousError; other headings are ignored."""
    words = [plain(heading) for heading in headings]
    found = {
        column: _only([place for place, word in enumerate(words) if word == plain(heading)],
                      headings, column)
        for column, heading in known.of(words).items()
        if plain(heading) in words
    }  # fmt: skip
    if not known.scans:
        _require_a_count(headings, words, found)
    found |= _day_and_time(words, found)
    for column, tiers in WORDS.items():
        free = [(place, word) for place, word in enumerate(words) if place not in found.values()]
        places = next(filter(None, (
            [place for place, word in free if word in tier]
            for tier in _tiers(column, tiers, plain(known.location))
        )), None)  # fmt: skip
        if column not in found and places:
            found[column] = _only(places, headings, column)
    if known.scans and Column.QUANTITY in found:
        text = f"{headings[found[Column.QUANTITY]]!r} says how many, and a scan is one each"
        raise AmbiguousError(f"{text}; leave --scans out, or remove that column")
    return {column: found[column] for column in WORDS if column in found}


def is_heading(headings: Sequence[str], known: Understanding = NOTHING_KNOWN) -> bool:
    """Whether a row names what makes a count, and all that was said."""
    if not all(plain(heading) in map(plain, headings) for heading in known.said.values()):
        return False
    try:
        found = columns_of(headings, known)
    except AmbiguousError:
        return True
    return make_a_count(found, scans=known.scans)


def make_a_count(columns: Container[Column], *, scans: bool = False) -> bool:
    """A quantity and something to know the item by; or what is one each: tags, or ``scans``."""
    is_item_known = Column.SKU in columns or Column.BARCODE in columns
    return Column.TAG in columns or (is_item_known and (scans or Column.QUANTITY in columns))


def heading_set(words: Sequence[str]) -> frozenset[str]:
    """What a sheet's headings are known by: their plain words in any order, and not our own."""
    return frozenset(word for word in words if word and word != plain(PROBLEM_HEADING))


def plain(heading: str) -> str:
    """Lower case, without accents and punctuation: ``Qté comptée`` is ``qte comptee``.

    A program's ``CountedQty`` is two words as well.
    """
    letters = unicodedata.normalize("NFKD", _WORD_BEGIN.sub(" ", heading).casefold())
    without_accents = "".join(one for one in letters if not unicodedata.combining(one))
    return " ".join(re.findall(r"[^\W_]+", without_accents))


NAME_HEADING: Final = "Name"
"""Of a blank sheet: what the item is called, for who counts it."""

PROBLEM_HEADING: Final = "Stockbook problem"
"""Of the column that an annotated copy has last; it is passed over when the copy is read."""

_WORD_BEGIN: Final = re.compile("(?<=[a-z])(?=[A-Z])")


def _tiers(
    column: Column, tiers: Sequence[frozenset[str]], location: str
) -> Iterator[frozenset[str]]:
    """A column's words, the surest first; a quantity may have the location's name behind them."""
    if column is not Column.QUANTITY or not location:
        yield from tiers
        return
    sure, likely = (frozenset(f"{word} {location}" for word in words) for words in OF_A_LOCATION)
    yield sure
    yield tiers[0]
    yield likely
    yield from tiers[1:]
    yield frozenset({location})


def _only(places: Sequence[int], headings: Sequence[str], column: Column) -> int:
    if len(places) > 1:
        texts = [headings[place] for place in places]
        tells = len({plain(text) for text in texts}) == len(texts)
        say = f"say which with --map {column}=HEADING, or " if tells else ""
        raise AmbiguousError(
            f"{' and '.join(map(repr, texts))} both mean {column}; {say}rename or remove all but "
            "one"
        )
    return places[0]


def _day_and_time(words: Sequence[str], found: Mapping[Column, int]) -> dict[Column, int]:
    """An instant in two columns; what says it in one is surer."""
    if Column.COUNTED_AT in found or Column.TIME in found:
        return {}
    free = [(place, word) for place, word in enumerate(words) if place not in found.values()]
    days, times = ([place for place, word in free if word in ours] for ours in DAY_AND_TIME)
    said_in_one = WORDS[Column.COUNTED_AT][0] - frozenset().union(*DAY_AND_TIME)
    in_one = [place for place, word in free if word in said_in_one]
    if in_one:
        return {Column.COUNTED_AT: in_one[0]} if len(in_one) == 1 else {}
    if len(days) != 1 or len(times) != 1:
        return {}
    return {Column.COUNTED_AT: days[0], Column.TIME: times[0]}


def _require_a_count(
    headings: Sequence[str], words: Sequence[str], said: Mapping[Column, int]
) -> None:
    """Raises AmbiguousError for a list of orders, returns or movements, unless somebody says so."""
    telling = [headings[place] for place, word in enumerate(words) if word in REPORTS]
    if telling and Column.QUANTITY not in said and set(words) & WORDS[Column.SKU][0]:
        raise AmbiguousError(
            f"{telling[0]!r} stands above lists of orders, returns or movements, whose quantities "
            "nobody counted; if this is a count, say --map quantity=HEADING"
        )
