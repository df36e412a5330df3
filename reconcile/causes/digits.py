"""Digits that changed places, were left out, stand twice, or are others beside them."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from reconcile.causes import mends
from reconcile.causes.facts import Cause, CauseKind
from reconcile.causes.ground import Ground

COMMON: Final = 0.04
"""Of the lines that differ, so many are thought to be written down wrong."""

TRANSPOSED: Final = 0.1
LOST: Final = 0.2
DOUBLED: Final = 0.1
CONFUSED: Final = 0.6
"""Shares of all slips, rounded from Verhoeff's study of written numbers (Error Detecting Decimal
Codes, 1969): most errors are one wrong digit, about a tenth are neighbours that changed places.
"""

MISREAD: Final = 0.5
"""Of the wrong digits, so many look like the right one; the others are keys that were hit."""

DIGITS_MAX: Final = 13
"""Longer quantities do not exist (ledger.values.QUANTITY_MAX)."""


def mistyped(place: int, ground: Ground) -> Iterator[Cause]:
    """The quantity that was expected, as fingers and eyes make others of it."""
    line = ground.lines[place]
    if line.expected < 0 or line.counted < 0 or line.is_unlisted:
        return
    if not ground.tells(place, COMMON * CONFUSED):
        return
    meant, written = str(line.expected), str(line.counted)
    if max(len(meant), len(written)) > DIGITS_MAX or abs(len(meant) - len(written)) > len(meant):
        return
    likely, why = _slip(meant, written)
    if likely and ground.tells(place, share := COMMON * likely):
        yield Cause(
            kind=CauseKind.MISTYPED,
            share=share,
            evidence=f"{written} for {meant}: {why}",
            command=mends.recount(ground.count, line.sku),
        )


@lru_cache(maxsize=10_000)
def _slip(meant: str, written: str) -> tuple[float, str]:
    """How likely a slip makes just this of a number, and which does so the likeliest."""
    ways = [*_ways(meant, written)]
    return sum(likely for likely, _ in ways), max(ways, default=(0.0, ""))[1]


def _ways(meant: str, written: str) -> Iterator[tuple[float, str]]:
    """How likely a slip makes just this of a number, by sorts of slips. A zero in front of a number
    is not written.
    """
    digits = len(meant)
    if len(written) > digits:
        if len(written) == digits + 1:
            yield DOUBLED * _doubled(meant, written), "a digit stands twice, or a zero too many"
        return
    as_long = written.zfill(digits)
    wrong = [i for i in range(digits) if meant[i] != as_long[i]]
    if len(wrong) == 1:
        pair = meant[wrong[0]], as_long[wrong[0]]
        yield CONFUSED * _confused(*pair) / digits, _why_confused(*pair)
    elif len(wrong) == _PAIR and _is_swapped(meant, as_long, *wrong):
        yield TRANSPOSED / (digits - 1), "two digits changed places"
    if digits > 1 and (len(written) < digits or as_long[0] == "0"):
        yield LOST * _lost(meant, written.zfill(digits - 1)), "a digit was left out"


_PAIR: Final = 2


def _is_swapped(meant: str, written: str, one: int, other: int) -> bool:
    return other == one + 1 and (meant[one], meant[other]) == (written[other], written[one])


def _lost(meant: str, written: str) -> float:
    ways = sum(meant[:i] + meant[i + 1 :] == written for i in range(len(meant)))
    return ways / len(meant)


def _doubled(meant: str, written: str) -> float:
    """A key that was hit twice, or a zero too many at the end."""
    made = [meant[:i] + digit + meant[i:] for i, digit in enumerate(meant)]
    return [*made, f"{meant}0"].count(written) / (len(meant) + 1)


def _confused(meant: str, written: str) -> float:
    alike = _LOOK_ALIKE[meant]
    misread = MISREAD / len(alike) if written in alike else 0.0
    return misread + (1 - MISREAD) * _HIT[meant, written]


def _why_confused(meant: str, written: str) -> str:
    why = ["the keys lie side by side"] if _closeness(meant, written) >= _SIDE_BY_SIDE else []
    why += ["the digits look alike"] if written in _LOOK_ALIKE[meant] else []
    return ", and ".join(why) or "one digit is another"


_KEYS: Final = {
    "7": (0, 0), "8": (1, 0), "9": (2, 0), "4": (0, 1), "5": (1, 1), "6": (2, 1),
    "1": (0, 2), "2": (1, 2), "3": (2, 2), "0": (1, 3),
}  # fmt: skip
"""Where the digits lie on a block of number keys, as on scanners and telephones turned around."""


def _closeness(one: str, other: str) -> float:
    """The further a key, the seldomer a finger that missed lands on it."""
    (x, y), (to_x, to_y) = _KEYS[one], _KEYS[other]
    return 1 / ((x - to_x) ** 2 + (y - to_y) ** 2)


_SIDE_BY_SIDE: Final = 0.5
"""So close are two keys in a row, in a column, or corner to corner."""

_HIT: Final = {
    (meant, hit): _closeness(meant, hit)
    / sum(_closeness(meant, other) for other in _KEYS if other != meant)
    for meant in _KEYS
    for hit in _KEYS
    if hit != meant
}
"""How likely a finger that missed a key hit another one."""

_LOOK_ALIKE: Final = {
    "0": "68", "1": "7", "2": "7", "3": "8", "4": "9",
    "5": "36", "6": "0", "7": "12", "8": "30", "9": "4",
}  # fmt: skip
"""In handwriting."""
