"""Paging that loses nothing while rows come, go and change: by an instant that never changes.

A page begins at the instant of the last row told, and leaves out by their ids the rows of that
instant that were told already. Vendure shows milliseconds and may keep more of them, so that rows
that are shown at one instant are "after" it for the most part, and only the others "equal" it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from connectors.errors import Unintelligible


@dataclass(frozen=True, slots=True)
class Seam:
    """Told up to ``at``; of that very millisecond ``ids``."""

    at: datetime | None = None
    ids: tuple[str, ...] = ()

    def filters(self, field: str) -> list[dict[str, Any]]:
        """What the next page's rows have in common."""
        if self.at is None:
            return []
        since = [{field: {"after": told(self.at)}}, {field: {"eq": told(self.at)}}]
        return [{"_or": since}, {"id": {"notIn": list(self.ids)}}]

    def moved(self, rows: Sequence[tuple[datetime, str]]) -> "Seam":
        """After these rows, which are sorted. Raises Unintelligible for rows told before."""
        if not rows:
            return self
        if self.at and (rows[0][0] < self.at or not set(self.ids).isdisjoint(i for _, i in rows)):
            raise Unintelligible("the server answers the same page again; try again later")
        last = rows[-1][0]
        before = self.ids if last == self.at else ()
        return Seam(last, (*before, *(one for at, one in rows if at == last)))


def told(instant: datetime) -> str:
    """As Vendure's filters take it."""
    text = instant.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")
