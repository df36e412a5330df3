"""Writing Medusa's numbers: what lies there, absolute, in batches that are taken whole or not.

One row that cannot be written rolls all others back, so a refused batch is halved until the row
is found. Only the stocked quantity of the answer is true: its available quantity is stale.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from connectors.errors import Refused, Unavailable
from connectors.http import Http
from connectors.medusa.shapes import Number, whole_below
from connectors.medusa.stock_shapes import Written
from ledger.channels import Accepted, Push, PushAnswer, RefusedPush, StockKey, Unanswered

BATCH_SIZE: Final = 200
"""The server knows no limit but the two megabytes of a body; a batch is one transaction."""

ROW_SECONDS: Final = 0.3
"""Two hundred rows take a second or two on an idle server; a busy one is given many times that."""


@dataclass(frozen=True, slots=True)
class StockWriter:
    http: Http

    def push(self, pushes: Sequence[Push]) -> Iterator[PushAnswer]:
        """One answer a push. Raises the connectors' errors but for lost answers."""
        for start in range(0, len(pushes), BATCH_SIZE):
            yield from self._batch(pushes[start : start + BATCH_SIZE])

    def _batch(self, pushes: Sequence[Push]) -> Iterator[PushAnswer]:
        try:
            written = self._write(pushes)
        except Unavailable as failure:
            if not failure.effect_unknown:
                raise
            yield from (Unanswered(one.stock_key) for one in pushes)
        except Refused as refusal:
            if len(pushes) == 1:
                yield RefusedPush(pushes[0].stock_key, str(refusal))
                return
            # Nothing was written: one of the rows is at fault.
            half = len(pushes) // 2
            yield from self._batch(pushes[:half])
            yield from self._batch(pushes[half:])
        else:
            for one in pushes:
                yield _answer(one, written.get(one.stock_key))

    def _write(self, pushes: Sequence[Push]) -> dict[StockKey, Number]:
        rows = [
            {
                "inventory_item_id": one.stock_key.inventory_id,
                "location_id": one.stock_key.location,
                "stocked_quantity": one.wanted,
            }
            for one in pushes
        ]
        answer = self.http.request(
            "POST",
            "/inventory-items/location-levels/batch",
            body={"update": rows},
            decode=Written,
            read_seconds=60 + ROW_SECONDS * len(rows),
        )
        return {
            StockKey(level.inventory_item_id, level.location_id): level.stocked_quantity
            for level in answer.value.updated
        }


def _answer(push: Push, stored: Number | None) -> PushAnswer:
    if stored is None:
        return RefusedPush(push.stock_key, "the server's answer has no row for it")
    if whole_below(stored) != push.wanted:
        return RefusedPush(push.stock_key, f"the server stored {stored} instead")
    return Accepted(push.stock_key)
