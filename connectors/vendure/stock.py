"""Writing Vendure's stock: absolute numbers on hand, many variants in one transaction.

There is no compare-and-set. What is written is on hand, and what is meant is on hand less
allocated, so the allocated units of the reading that the ledger compared are added, at each stock
location its own: an order leaves from where Vendure allocated it, which changes nothing of what is
free there. An order placed meanwhile is allocated on top of them and stays taken. A batch with one
bad row is refused whole, and is then halved until that row stands alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from connectors.errors import Refused, Unavailable
from connectors.vendure.api import Api
from connectors.vendure.catalogue import CatalogueReader, free
from connectors.vendure.documents import WRITE_LEVELS
from connectors.vendure.shapes import Level, Written
from ledger.channels import Accepted, Push, PushAnswer, RefusedPush, Unanswered

BATCH_SIZE: Final = 500
"""Vendure names no limit, but takes no request above 100 kB: 500 rows with the longest ids are
60 kB. They took 9 seconds on an idle server, and hold up checkouts of the same goods meanwhile."""

LEVELS_MAX: Final = 1_000
"""Of one request: its rows, and a stock level at each location of each. With the longest ids they
are 80 kB."""

ROW_SECONDS: Final = 0.2
"""A row took 18 ms on an idle server; a busy one is given ten times that."""

REFUSED_MAX: Final = 20
"""Rows of a batch that are looked for one by one; where more are refused, all share the reason."""

NO_NUMBER: Final = "Vendure keeps no number for it at these stock locations"


class _Answer(msgspec.Struct, rename="camel"):
    update_product_variants: list[Written | None]


Levels = Mapping[str, Sequence[Level]]


@dataclass(frozen=True, slots=True)
class StockWriter:
    api: Api
    catalogue: CatalogueReader

    @property
    def batch_size(self) -> int:
        """Rows of a request; fewer where each may write several locations."""
        return min(BATCH_SIZE, LEVELS_MAX // (1 + len(self.catalogue.counted.among)))

    def push(self, pushes: Sequence[Push]) -> Iterator[PushAnswer]:
        """One answer a push. Raises the connectors' errors but for lost answers."""
        for start in range(0, len(pushes), self.batch_size):
            batch = pushes[start : start + self.batch_size]
            levels = self._levels(batch)
            for push in batch:
                if not _is_known(push, levels):
                    yield RefusedPush(push.stock_key, NO_NUMBER)
            yield from self._written([one for one in batch if _is_known(one, levels)], levels)

    def _levels(self, pushes: Sequence[Push]) -> Levels:
        """As they were read a moment ago for these very writes, else as they are now."""
        ids = [one.stock_key.inventory_id for one in pushes]
        newest = self.catalogue.newest
        levels = {one: newest.pop(one) for one in ids if one in newest}
        missing = [one for one in ids if one not in levels]
        return levels | self.catalogue.levels(missing) if missing else levels

    def _written(self, pushes: Sequence[Push], levels: Levels) -> Iterator[PushAnswer]:
        """What is refused is halved, until so many rows were refused that it is no single row."""
        waiting = [pushes] if pushes else []
        refused = 0
        while waiting:
            batch = waiting.pop()
            try:
                yield from self._batch(batch, levels)
            except Refused as refusal:
                if len(batch) > 1 and refused < REFUSED_MAX:
                    half = len(batch) // 2
                    waiting += [batch[half:], batch[:half]]
                    continue
                refused += len(batch)
                for push in batch:
                    yield RefusedPush(push.stock_key, str(refusal))

    def _batch(self, pushes: Sequence[Push], levels: Levels) -> list[PushAnswer]:
        wanted = {
            one.stock_key.inventory_id: _on_hand(one, levels[one.stock_key.inventory_id])
            for one in pushes
        }
        rows = [{"id": one, "stockLevels": _rows(numbers)} for one, numbers in wanted.items()]
        try:
            told = self.api.change(
                WRITE_LEVELS,
                _Answer,
                {"variants": rows},
                read_seconds=60 + ROW_SECONDS * len(rows),
            ).value
        except Unavailable as failure:
            if failure.effect_unknown:
                return [Unanswered(one.stock_key) for one in pushes]
            raise
        found = {one.id: one for one in told.update_product_variants if one is not None}
        return [_answer(one, wanted, found) for one in pushes]


def _on_hand(push: Push, levels: Sequence[Level]) -> Mapping[str, int]:
    """By stock location; what stays as it is is not written: it may be moving just now."""
    if not push.parts:
        return on_hand_wanted(levels, push.wanted)
    parts = dict(push.parts)
    return {
        one.stock_location_id: parts[one.stock_location_id] + one.stock_allocated
        for one in levels
        if parts[one.stock_location_id] != one.free
    }


def on_hand_wanted(levels: Sequence[Level], wanted: int) -> dict[str, int]:
    """On hand by stock location, so that ``wanted`` is free in all of them together.

    More goes to the first one; less is taken where most is free, so that none runs below zero
    before all are empty. What stays as it is is not written: it may be moving just now.
    """
    first, change = levels[0], wanted - free(levels)
    numbers = {}
    for level in sorted(levels, key=lambda one: one.free, reverse=True):
        step = min(max(0, level.free), max(0, -change))
        if step:
            numbers[level.stock_location_id] = level.stock_on_hand - step
            change += step
    if change or not numbers:
        on_hand = numbers.get(first.stock_location_id, first.stock_on_hand)
        numbers[first.stock_location_id] = on_hand + change
    return numbers


def _is_known(push: Push, levels: Levels) -> bool:
    return push.stock_key.inventory_id in levels


def _rows(numbers: Mapping[str, int]) -> list[dict[str, Any]]:
    return [
        {"stockLocationId": location, "stockOnHand": number} for location, number in numbers.items()
    ]


def _answer(
    push: Push, wanted: Mapping[str, Mapping[str, int]], found: Mapping[str, Written]
) -> PushAnswer:
    """Whether all that was written stands there."""
    variant_id = push.stock_key.inventory_id
    written = found.get(variant_id)
    if written is None:
        return RefusedPush(push.stock_key, "Vendure's answer has no row for it")
    stored = {one.stock_location_id: one.stock_on_hand for one in written.stock_levels}
    for location, number in wanted[variant_id].items():
        if stored.get(location) != number:
            reason = f"Vendure stored {stored.get(location)} instead of {number} on hand"
            return RefusedPush(push.stock_key, reason)
    return Accepted(push.stock_key)
