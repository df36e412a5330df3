"""Which of the lines that differ may be taken for each other: by code, name, bin or place on paper.

Found by keys that two alike lines share, so that a hundred thousand lines need no comparing of
each with each. Pure.
"""

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from reconcile.causes.chance import ODDS_MIN, size_of_mistake
from reconcile.causes.facts import Differing

MISTAKEN: Final = 0.08
"""Of the lines that differ, so many are thought to be taken for another item."""

ALIKE: Final = 0.8
"""Of those, so many for one that is like it."""

GROUP_MAX: Final = 50
"""A key that more lines share than this tells none of them from the others."""

CODE_LENGTH_MAX: Final = 40
"""Longer codes are compared whole; every letter of a shorter one may be the wrong one."""

ROWS_NEAR: Final = 2
"""The eye slips by one row, seldom by two."""

NUMBERS_NEAR: Final = 2
"""Codes that end in numbers, as A-109 and A-110, stand side by side on shelves and lists."""


class Likeness:
    """By place in ``lines``; only those ``among`` them are compared."""

    def __init__(self, lines: Sequence[Differing], among: AbstractSet[int]) -> None:
        keys = {place: _keys(lines[place]) for place in sorted(among)}
        self._groups = _groups(keys)
        self._keys = keys
        self._found: dict[int, dict[int, str]] = {}

    def of(self, place: int) -> dict[int, str]:
        """The lines that are like this one, each with how; the surest way is told."""
        if place not in self._found:
            self._found[place] = self._find(place)
        return self._found[place]

    def _find(self, place: int) -> dict[int, str]:
        found: dict[int, str] = {}
        # The surest way stands first among the keys, and is the last word here.
        for key in reversed(self._keys.get(place, ())):
            group = self._groups.get(key, ())
            if len(group) <= GROUP_MAX:
                found.update(dict.fromkeys(group, _WAYS[key[0]]))
        found.pop(place, None)
        return found


def comparable(
    lines: Sequence[Differing],
    by_difference: Mapping[int, AbstractSet[int]],
    by_chance: Sequence[float],
) -> set[int]:
    """Places of the lines that could be told as mistaken for another one, if that is alike.

    Where thousands differ by one unit, each has some that are alike and differ by one the other
    way, and nobody needs to know which.
    """
    found: set[int] = set()
    for difference, places in by_difference.items():
        opposite = by_difference.get(-difference, frozenset())
        gone = {one for one in places if not lines[one].counted}
        found |= gone
        if gone:
            found |= opposite
        if opposite:
            rarest = min(by_chance[one] for one in opposite)
            usual = usual_of(rarest, len(opposite), len(lines))
            share = MISTAKEN * ALIKE * size_of_mistake(abs(difference)) / usual
            found |= {one for one in places if share >= ODDS_MIN * by_chance[one]}
    return found


def usual_of(by_chance: float, opposite: int, lines: int) -> float:
    """How likely another line differs by just so much the other way without any connection.

    As often as such differences are seen here, of which one may be the other half of a mistake.
    """
    return max(by_chance, (opposite - 1) / lines)


def _groups(keys: Mapping[int, Sequence[str]]) -> dict[str, list[int]]:
    """Who shares a key; most keys belong to one line, and are not kept."""
    first: dict[str, int] = {}
    groups: dict[str, list[int]] = {}
    for place, own in keys.items():
        for key in own:
            before = first.setdefault(key, place)
            if before != place:
                groups.setdefault(key, [before]).append(place)
    return groups


_WAYS: Final = {
    "l": "its code looks the same",
    "c": "its code is nearly the same",
    "n": "its code is next to it",
    "w": "its name differs in one word",
    "b": "it lies in the same bin",
    "m": "it lies in the next bin",
    "r": "it is next to it on the sheet",
}


def _keys(line: Differing) -> list[str]:
    """Two lines are alike if they share a key; what it begins with says how."""
    sku = line.sku
    keys = [f"l {_looks(sku)}"]
    if len(sku) <= CODE_LENGTH_MAX:
        keys += [f"c {sku[:i]}{sku[i + 1 :]}" for i in range(len(sku))]
    keys += _number_keys(sku, way="n")
    words = line.name.casefold().split()
    if len(words) > 1:
        keys += [f"w {' '.join([*words[:i], '*', *words[i + 1 :]])}" for i in range(len(words))]
    for code in line.bins:
        keys += [f"b {code}", *_number_keys(code, way="m")]
    row = line.variance.row
    if row is not None:
        keys += [f"r {row + i}" for i in range(ROWS_NEAR + 1)]
    return keys


def _number_keys(code: str, *, way: str) -> list[str]:
    """Each number claims itself and the next ones, so that near numbers share a claim."""
    found = _ENDS_IN_NUMBER.fullmatch(code)
    if not found:
        return []
    before, text = found.groups()
    number = int(text)
    return [f"{way} {before}{number + i}" for i in range(NUMBERS_NEAR + 1)]


_ENDS_IN_NUMBER: Final = re.compile(r"(.*?)([0-9]{1,15})", re.DOTALL | re.ASCII)


def _looks(sku: str) -> str:
    """A code as a hurried reader sees it: case, separators and zeros in front are passed over."""
    letters = re.sub(r"[\W_]", "", sku).upper().translate(_ALIKE)
    return letters.lstrip("0") or letters


_ALIKE: Final = str.maketrans("OQILSBZ", "0011582")
