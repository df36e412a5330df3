"""What a process remembers of SKUs and places, so that it need not ask for each movement's ids."""

from collections.abc import Iterable
from typing import Final

NAMES_KEPT_MAX: Final = 200_000
"""Ids of SKUs and places kept in memory; beyond that the cache starts anew (about 30 MB)."""


class Names:
    """Ids of SKUs and places by name. They never change, so what is committed may be kept."""

    def __init__(self, known: "Names | None" = None) -> None:
        self._known = known
        self._own: dict[str, int] = {}

    def get(self, name: str) -> int | None:
        found = self._own.get(name)
        return found if found is not None or self._known is None else self._known.get(name)

    def add(self, names: Iterable[tuple[str, int]]) -> None:
        if len(self._own) > NAMES_KEPT_MAX:
            self._own.clear()
        self._own.update(names)

    def learn(self, committed: "Names") -> None:
        self.add(committed._own.items())  # noqa: SLF001  # of its own kind

    def forget(self) -> None:
        """What was learnt here, not what was known before."""
        self._own.clear()
