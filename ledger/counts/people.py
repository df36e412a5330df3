"""Who is who, by the names that sheets and accounts have of people.

A name in other letters is no other person, and a team is none of its own.
"""

import re
from collections.abc import Iterable
from typing import Final
from unicodedata import normalize


def person(name: str) -> str:
    """What is the same however a person is written: by case, width and blanks."""
    return " ".join(normalize("NFKC", name).casefold().split())


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


_BETWEEN: Final = re.compile(r"[,;/&+\n]")
