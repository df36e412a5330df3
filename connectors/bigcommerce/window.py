"""How far a pull has come: the window of orders that it reads, as a cursor."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec

from connectors.errors import Unintelligible

OVERLAP: Final = timedelta(minutes=5)
"""Far longer than the second's grain and the lag; orders told again cost nothing."""


REFUNDED_MAX: Final = 5_000
"""Orders with refunds that a pull remembers to have told; of more, the others are told again."""


class Part(StrEnum):
    """What is read of a window, one after the other."""

    LIVING = "living"
    ARCHIVED = "archived"
    REFUNDED = "refunded"
    """Orders that only their refunds tell of."""
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderWindow:
    """Orders modified since ``start``, read since ``begun`` (the store's clock; ``ours`` by ours).

    ``last_id``: the highest told of this part. ``refunded``: orders told with their refunds, which
    the list of refunds need not tell again.
    """

    start: datetime
    begun: datetime
    ours: datetime
    part: Part = Part.LIVING
    last_id: int = 0
    refunded: tuple[int, ...] = ()

    def cursor(self) -> str:
        return msgspec.json.encode(self).decode()

    def told(self, last_id: int, *, refunded: Iterable[int] = ()) -> "OrderWindow":
        known = (*self.refunded, *refunded)[-REFUNDED_MAX:]
        return replace(self, last_id=last_id, refunded=known)

    def onto(self, part: Part) -> "OrderWindow":
        kept = () if part is Part.DONE else self.refunded
        return replace(self, part=part, last_id=0, refunded=kept)

    def following(self, *, begun: datetime, ours: datetime) -> "OrderWindow":
        """The next one begins where this one was begun, whatever was read on the way."""
        return OrderWindow(start=self.begun - OVERLAP, begun=begun, ours=ours)


def resumed(cursor: str) -> OrderWindow | None:
    """Raises Unintelligible for a cursor that is none of ours."""
    if not cursor:
        return None
    try:
        return msgspec.json.decode(cursor, type=OrderWindow)
    except msgspec.MsgspecError:
        raise Unintelligible(f"the cursor {cursor[:80]!r} is none of ours") from None
