"""Who is who, by the names that sheets and accounts have of people.

A name in other letters, or in another order, is no other person, and a team is none of its own.
"""

import re
from collections.abc import Iterable
from typing import Final
from unicodedata import category, normalize


def person(name: str) -> str:
    """What is the same however a person is written: `Miller, Ann`, `ann.miller` and `Ann MILLER`.

    By case, width, order and what stands between the words; what nobody sees does not count.
    """
    text = normalize("NFKC", name).casefold()
    seen = "".join(one for one in text if category(one) != _UNSEEN)
    return " ".join(sorted(filter(None, _WORDS.split(seen)))) or text


def is_among(name: str, others: Iterable[str]) -> bool:
    """Whether this person is one of the others, or of a team among them, such as ``ann, bob``.

    `Miller, Ann` is one person and not `Miller, Bob`: of two names, one as a whole is in the other.
    """
    one, team = person(name), _team(name)
    return any(one in _team(other) or person(other) in team for other in others)


def each_once(names: Iterable[str]) -> frozenset[str]:
    """Each person once, as first written."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(person(name), name)
    return frozenset(found.values())


def _team(name: str) -> set[str]:
    return {person(name), *(person(one) for one in _BETWEEN.split(name))} - {""}


_UNSEEN: Final = "Cf"
"""Soft hyphens, joiners and marks of direction, which spreadsheets and web pages leave behind."""

_WORDS: Final = re.compile(r"[\s.,_'\u2019-]+")
_BETWEEN: Final = re.compile(r"[,;/&+\n]")
