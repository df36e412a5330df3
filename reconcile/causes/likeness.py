"""Which of the lines that differ may be taken for each other: by code, name, bin or place on paper.

Found by keys that two alike lines share, so that a hundred thousand lines need no comparing of
each with each. Pure.
"""

import re
from collections.abc import Sequence
from typing import Final

from reconcile.causes.facts import Differing

GROUP_MAX: Final = 50
"""A key that more lines share than this tells none of them from the others."""

CODE_LENGTH_MAX: Final = 40
"""Longer codes are compared whole; every letter of a shorter one may be the wrong one."""

ROWS_NEAR: Final = 2
"""The eye slips by one row, seldom by two."""

NUMBERS_NEAR: Final = 2
"""Codes that end in numbers, as A-109 and A-110, stand side by side on shelves and lists."""


class Likeness:
    """By place in ``lines``."""

    def __init__(self, lines: Sequence[Differing]) -> None:
        keys = [_keys(line) for line in lines]
        self._groups = _groups(keys)
        self._keys = [tuple(key for key in own if key in self._groups) for own in keys]
        self._found: dict[int, dict[int, str]] = {}

    def of(self, place: int) -> dict[int, str]:
        """The lines that are like this one, each with how; the surest way is told."""
        if place not in self._found:
            self._found[place] = self._find(place)
        return self._found[place]

    def _find(self, place: int) -> dict[int, str]:
        found: dict[int, str] = {}
        # The surest way stands first among the keys, and is the last word here.
        for key in reversed(self._keys[place]):
            group = self._groups[key]
            if len(group) <= GROUP_MAX:
                found.update(dict.fromkeys(group, _WAYS[key[0]]))
        found.pop(place, None)
        return found


def _groups(keys: Sequence[Sequence[str]]) -> dict[str, list[int]]:
    """Who shares a key; most keys belong to one line, and are not kept."""
    first: dict[str, int] = {}
    groups: dict[str, list[int]] = {}
    for place, own in enumerate(keys):
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
