"""How a column writes its quantities: which mark is its decimal one, and what its cells then say.

``1.234`` is a thousand and more to some people and little more than one to others, so a mark is
judged by all cells of its column: a cell that can be read in one way only shows how the others are
meant. Where none does, a person is asked; nothing is guessed.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ledger.values import QUANTITY_MAX
from reconcile.reading.no_values import no_quantity, short


class DecimalMark(StrEnum):
    """What stands before the decimals; the other one may stand between thousands."""

    COMMA = "comma"
    POINT = "point"


NUMBER_LETTERS_MAX: Final = 100
"""No number and its unit are longer, and how long patterns look at a text grows with its square."""


def quantity_reader(texts: Iterable[str], said: DecimalMark | None = None) -> Callable[[str], int]:
    """Reads the cells of a column that holds these texts; ``said``: its decimal mark, if known.

    The reader raises ValueError for a cell that is no whole number of at least 0.
    """
    known = _known_by(texts) if said is None else {said: "--decimal"}

    def read(text: str) -> int:
        if _PLAIN.fullmatch(text):
            return _allowed(text, text)
        return _allowed(text, _whole(text, known, said=said is not None))

    return read


@dataclass(frozen=True, slots=True)
class _Number:
    """The digits before and after the decimal mark."""

    whole: str
    decimals: str

    @property
    def is_whole(self) -> bool:
        return not self.decimals.strip("0")

    def __str__(self) -> str:
        return self.whole if self.is_whole else f"{self.whole}.{self.decimals}"


def _known_by(texts: Iterable[str]) -> dict[DecimalMark, str]:
    """The decimal marks of texts that can be read in one way only, each with such a text."""
    known: dict[DecimalMark, str] = {}
    for text in texts:
        if not _PLAIN.fullmatch(text):
            readings = _readings(text)
            if len(readings) == 1:
                known.setdefault(next(iter(readings)), text)
                if len(known) == len(DecimalMark):
                    break
    return known


def _readings(text: str) -> dict[DecimalMark, _Number]:
    """What the text says under each mark under which it is a number."""
    if len(text) > NUMBER_LETTERS_MAX:
        return {}
    amount = _UNIT.sub("", _western(text), count=1)
    found = {}
    for mark, pattern in _PATTERNS.items():
        if match := pattern.fullmatch(amount):
            digits = re.sub("[^0-9]", "", match["whole"])
            found[mark] = _Number(digits, match["decimals"] or "")
    return found


def _western(text: str) -> str:
    """With our digits for those of other scripts, and without what nobody sees."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.decimal(one)) if one.isdecimal() else one
        for one in text
        if one == _SOFT_HYPHEN or unicodedata.category(one) != "Cf"
    ).strip()


def _whole(text: str, known: dict[DecimalMark, str], *, said: bool) -> str:
    if not text:
        raise ValueError("is empty; write 0 where none was found, or remove the row")
    readings = _readings(text)
    if said or len(known) == 1:
        number = readings.get(next(iter(known)))
        # One that can be read in the other way only contradicts what a person said.
        number = number or (None if said else next(iter(readings.values()), None))
    else:
        number = _only(text, readings, known)
    if number is None or not number.is_whole:
        other = no_quantity(_western(text))
        not_one = f"{short(text)} is not a whole number of at least 0{_why(known)}"
        raise ValueError(other or f"{not_one}; write the units in digits")
    return number.whole


def _only(
    text: str, readings: dict[DecimalMark, _Number], known: dict[DecimalMark, str]
) -> _Number | None:
    """The one reading that there is. Raises ValueError where there are two."""
    numbers = sorted({str(number): number for number in readings.values()}.items())
    if len(numbers) < 2:  # noqa: PLR2004  # two marks, so at most two readings
        return numbers[0][1] if numbers else None
    both = (
        f", as {short(known[DecimalMark.COMMA])} and {short(known[DecimalMark.POINT])} do not agree"
        if known
        else ""
    )
    said = " or ".join(
        f"{number} (--decimal {mark.value})" for mark, number in sorted(readings.items())
    )
    raise ValueError(f"{short(text)} is {said}: say which{both}")


def _why(known: dict[DecimalMark, str]) -> str:
    """What makes the column's mark the decimal one, for whoever meant the other."""
    if len(known) != 1:
        return ""
    ((mark, by),) = known.items()
    return f" (the decimal mark is a {mark.value}, by {by})"


def _allowed(text: str, digits: str) -> int:
    quantity = int(digits)
    if quantity > QUANTITY_MAX:
        raise ValueError(f"{short(text)} is more than {QUANTITY_MAX}; is it another column?")
    return quantity


def _pattern(decimal: str, thousands: str) -> re.Pattern[str]:
    """Digits, or groups of three between one and the same mark; then decimals, if any."""
    groups = rf"[1-9][0-9]{{0,2}}(?P<mark>[{thousands}{_SPACES}])[0-9]{{3}}(?:(?P=mark)[0-9]{{3}})*"
    return re.compile(
        rf"(?P<whole>[0-9]{{1,18}}|{groups})(?:{decimal}(?P<decimals>[0-9]{{1,18}}))?"
    )


_SPACES: Final = " \u00a0\u2009\u202f'\u2019"
"""Between thousands these mean nothing else: spaces of all widths, and the Swiss apostrophe."""

_SOFT_HYPHEN: Final = "\u00ad"
"""Nobody sees it either, but in front of a number it may have been a minus."""
_PLAIN: Final = re.compile(r"[0-9]{1,18}")
_PATTERNS: Final = {
    DecimalMark.COMMA: _pattern(",", r"\."),
    DecimalMark.POINT: _pattern(r"\.", ","),
}
_UNIT: Final = re.compile(
    r"\s*(?:pcs?|pieces?|units?|ea|each|stk|stücke?|st|pces?|pièces?|uds?|unidades?|pz|pezz[io])\.?$",
    re.IGNORECASE,
)
"""Words for single units, as people write them behind a number. A box or a pallet is none."""
