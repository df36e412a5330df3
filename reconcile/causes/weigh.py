"""How likely each cause is, beside the others and beside chance, as all lines together tell. Pure.

A cause comes with a share: of the lines that differ, so many do so for it and by just so much.
Divided by how likely chance makes the line differ so, that is its odds. Then the lines tell of each
other, some rounds long: those that have a cause tell nothing of chance, else the mistakes of a bad
count would make each other look usual; and the more lines have one, the oftener people err here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from reconcile.arrays import Integers
from reconcile.causes.chance import PRIOR_LINES, Chance, Floats
from reconcile.causes.facts import Cause, CauseKind

ERRING: Final = 0.4
"""Of the lines that differ, so many have a cause if the constants of all rules are right."""

ROUNDS: Final = 4
"""After so many, likelihoods change by less than anybody reads."""

BELIEVED: Final = 3.0
"""Mistakes of each sort that are believed before lines tell how common it is."""

OFTENER_MAX: Final = 3.0
"""One sort of mistake is at most so much more or less common in one warehouse than elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """Causes as arrays, one place a cause.

    ``line``, ``other``: places of the lines that it explains; a cause of one line has it twice.
    """

    line: Integers
    other: Integers
    sort: Integers
    share: Floats

    @property
    def is_pair(self) -> npt.NDArray[np.bool_]:
        pairs: npt.NDArray[np.bool_] = self.line != self.other
        return pairs


def claims_of(found: Sequence[Sequence[Cause]], places: dict[str, int]) -> Claims:
    """``found``: by place of the line. ``places``: by SKU."""
    flat = [(place, cause) for place, causes in enumerate(found) for cause in causes]
    return Claims(
        line=np.array([place for place, _ in flat], dtype=np.int64),
        other=np.array(
            [place if one.other is None else places[one.other] for place, one in flat],
            dtype=np.int64,
        ),
        sort=np.array([_NUMBERS[one.kind] for _, one in flat], dtype=np.int64),
        share=np.array([one.share for _, one in flat], dtype=np.float64),
    )


def likelihoods(claims: Claims, chance: Chance, *, lines: int) -> Floats:
    """Of each cause; ``lines``: how many differ."""
    weights, oftener = np.ones(lines), np.ones(_SORTS)
    odds = np.zeros(len(claims.share))
    back = _back(claims, lines)
    for turn in range(ROUNDS):
        often = oftener * (_odds(_erring(weights)) / _odds(ERRING) if turn else 1.0)
        apart = often[claims.sort] * _beside_chance(claims, chance.given(weights))
        known = odds if turn else np.where(claims.is_pair, 0.0, apart)
        odds = apart / _otherwise(claims, known, back, lines)
        weights = 1 / (1 + np.bincount(claims.line, odds, minlength=lines))
        oftener = _oftener(claims, odds * weights[claims.line])
    return odds * weights[claims.line]


def _back(claims: Claims, lines: int) -> Integers:
    """By cause: a number that the causes of the same pair of lines share, seen from one of them."""
    forth, back = claims.line * lines + claims.other, claims.other * lines + claims.line
    _, numbers = np.unique(np.concatenate([forth, back]), return_inverse=True)
    pairs: Integers = numbers.reshape(2, -1)
    return pairs


def _beside_chance(claims: Claims, by_chance: Floats) -> Floats:
    """A cause of two lines does away with the chance of both."""
    other = np.where(claims.is_pair, by_chance[claims.other], 1.0)
    odds: Floats = claims.share / (by_chance[claims.line] * other)
    return odds


def _otherwise(claims: Claims, odds: Floats, back: Integers, lines: int) -> Floats:
    """By cause of two lines: how much likelier than by chance the other differs so without it.

    What has a cause of its own is no more surprising as half of a pair than it is by itself.
    """
    forth_of, back_of = back
    total = 1 + np.bincount(claims.line, odds, minlength=lines)
    together = np.bincount(forth_of, odds, minlength=int(back.max(initial=0)) + 1)
    return np.where(claims.is_pair, np.maximum(total[claims.other] - together[back_of], 1.0), 1.0)


def _erring(weights: Floats) -> float:
    lines = len(weights)
    return float((lines - weights.sum() + PRIOR_LINES * ERRING) / (lines + PRIOR_LINES))


def _odds(share: float) -> float:
    return share / (1 - share)


def _oftener(claims: Claims, likely: Floats) -> Floats:
    """By sort: how much commoner it is in this count than the others, as far as lines tell.

    A mistake of two lines is one.
    """
    mistakes = np.where(claims.is_pair, likely / 2, likely)
    seen = np.bincount(claims.sort, mistakes, minlength=_SORTS) + BELIEVED
    oftener: Floats = np.clip(seen / seen.mean(), 1 / OFTENER_MAX, OFTENER_MAX)
    return oftener


_AS_ONE: Final = {
    CauseKind.MISBOOKED_ITEM: CauseKind.MISTAKEN_ITEM,
    CauseKind.GOODS_ELSEWHERE: CauseKind.SHIPMENT_NOT_TOLD,
}
"""Sorts that look the same in data, so that how common one is must not decide between them."""

_NUMBERS: Final = {kind: [*CauseKind].index(_AS_ONE.get(kind, kind)) for kind in CauseKind}
_SORTS: Final = len(CauseKind)
