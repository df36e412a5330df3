"""Digits that changed places, were left out, stand twice, or are others beside them."""

from collections.abc import Callable, Iterator
from typing import Final

from reconcile.causes import mends
from reconcile.causes.facts import Cause, CauseKind
from reconcile.causes.ground import Ground

COMMON: Final = 0.05
"""Of the lines that differ, so many are thought to be written down wrong."""

DIGITS_MAX: Final = 13
"""Longer quantities do not exist (ledger.values.QUANTITY_MAX)."""


def mistyped(place: int, ground: Ground) -> Iterator[Cause]:
    """The quantity that was expected, as fingers and eyes make others of it."""
    line = ground.lines[place]
    meant, written = str(line.expected), str(line.counted)
    if not meant.isdigit() or max(len(meant), len(written)) > DIGITS_MAX:
        return
    for share, slips, text in _SLIPS:
        found = {one for one in slips(meant) if one != meant and not _has_zero_in_front(one)}
        if written in found:
            yield Cause(
                kind=CauseKind.MISTYPED,
                odds=COMMON * share / len(found) / ground.by_chance(line),
                evidence=f"{written} for {meant}: {text}",
                command=mends.recount(ground.count, line.sku),
            )
            return


def _transposed(digits: str) -> Iterator[str]:
    for i in range(len(digits) - 1):
        yield digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :]


def _lost(digits: str) -> Iterator[str]:
    for i in range(len(digits)):
        yield digits[:i] + digits[i + 1 :]


def _doubled(digits: str) -> Iterator[str]:
    """A key that was hit twice, or a zero too many."""
    for i, digit in enumerate(digits):
        yield digits[:i] + digit + digits[i:]
    yield f"{digits}0"


def _confused(digits: str) -> Iterator[str]:
    for i, digit in enumerate(digits):
        for other in _BESIDE[digit] + _LOOK_ALIKE[digit]:
            yield digits[:i] + other + digits[i + 1 :]


_SLIPS: Final[tuple[tuple[float, Callable[[str], Iterator[str]], str], ...]] = (
    (0.1, _transposed, "two digits changed places"),
    (0.2, _lost, "a digit was left out"),
    (0.1, _doubled, "a digit stands twice, or a zero too many"),
    (0.6, _confused, "the keys lie side by side, or the digits look alike"),
)
"""Share of all slips, what they make of a number, and how a person is told.

The shares are rounded from Verhoeff's study of written numbers (Error Detecting Decimal Codes,
1969): most errors are one wrong digit, about a tenth are neighbours that changed places.
"""

_BESIDE: Final = {
    "0": "12", "1": "024", "2": "0135", "3": "26", "4": "157",
    "5": "2468", "6": "359", "7": "48", "8": "579", "9": "68",
}  # fmt: skip
"""On a block of number keys, as on keyboards and scanners."""

_LOOK_ALIKE: Final = {
    "0": "68", "1": "7", "2": "7", "3": "8", "4": "9",
    "5": "36", "6": "0", "7": "12", "8": "30", "9": "4",
}  # fmt: skip
"""In handwriting."""


def _has_zero_in_front(digits: str) -> bool:
    return not digits or (digits[0] == "0" and len(digits) > 1)
