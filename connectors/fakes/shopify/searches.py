"""The search language, as far as it is spoken here: stamps and return states.

What a search does not understand it passes over, and says so only beside the data.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

_STAMP: Final = re.compile(r"updated_at:(>=|<=|<|>)'([^']*)'")
_RETURN: Final = re.compile(r"return_status:(\w+)")
_WORD: Final = re.compile(r"(\w+):\S+")


@dataclass(frozen=True, slots=True)
class Search:
    """``stamps``: comparisons that all hold. ``states``: one of these, if there are any."""

    stamps: tuple[tuple[str, datetime], ...]
    states: frozenset[str]
    warnings: tuple[str, ...]

    def finds(self, stamp: datetime, state: str = "") -> bool:
        compared = all(_COMPARE[sign](stamp, value) for sign, value in self.stamps)
        return compared and (not self.states or state.lower() in self.states)


_COMPARE: Final[dict[str, Callable[[datetime, datetime], bool]]] = {
    ">=": lambda stamp, value: stamp >= value,
    "<=": lambda stamp, value: stamp <= value,
    ">": lambda stamp, value: stamp > value,
    "<": lambda stamp, value: stamp < value,
}


def read_search(query: str | None) -> Search:
    text = query or ""
    stamps: list[tuple[str, datetime]] = []
    warnings: list[str] = []
    for sign, value in _STAMP.findall(text):
        try:
            # Offsets are not looked at.
            stamps.append((sign, datetime.fromisoformat(value).replace(tzinfo=UTC)))
        except ValueError:
            warnings.append("updated_at")
    states = frozenset(_RETURN.findall(text))
    rest = _RETURN.sub("", _STAMP.sub("", text))
    warnings += _WORD.findall(rest)
    return Search(tuple(stamps), states, tuple(warnings))


def told(searches: Sequence[tuple[str, Search]]) -> list[dict[str, Any]]:
    """What stands beside the data."""
    return [
        {
            "path": [path],
            "warnings": [{"field": name, "code": "invalid_field"} for name in one.warnings],
        }
        for path, one in searches
        if one.warnings
    ]
