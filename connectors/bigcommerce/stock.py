"""Writing BigCommerce's numbers: absolute, at one location at a time, confirmed by reading back.

A 200 only means that the numbers were accepted; they are applied later. So they are read until
they stand there, and one that does not after a while is unanswered, never corrected. One identity
that the store does not take refuses all rows; it is named, taken out, and the rest sent again.
There is no compare-and-set and no key of a request, and of two writes the later may land first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from connectors.bigcommerce.catalogue import PRODUCT, VARIANT, CatalogueReader
from connectors.bigcommerce.failures import named
from connectors.bigcommerce.shapes import Transaction
from connectors.errors import ConnectorError, Refused, Unavailable
from connectors.http import Http
from ledger.channels import Accepted, Push, PushAnswer, RefusedPush, StockKey, Unanswered

ADJUSTMENTS_PATH: Final = "v3/inventory/adjustments/absolute"

BATCH_SIZE: Final = 2_000
"""The most items in one adjustment."""

READ_BACK_PAUSES: Final = (2.0, 4.0, 8.0, 16.0)
"""Seconds before each reading back; after half a minute another cycle looks."""

NAMED_ROUNDS_MAX: Final = 8
"""Rows named one at a time are taken out so often; then the batch is halved, which ends sooner."""

_OF_ROWS: Final = frozenset({400, 413, 422})
"""What is said of rows, or of too many. Any other refusal, such as that of a plan which allows no
more, would be the same for every half.
"""

ROW_SECONDS: Final = 0.05
"""Two thousand rows are given nearly two minutes more than a single one."""


@dataclass(frozen=True, slots=True)
class StockWriter:
    http: Http
    catalogue: CatalogueReader

    def push(self, pushes: Sequence[Push]) -> Iterator[PushAnswer]:
        """One answer a push. Raises the connectors' errors but for lost answers."""
        ours = [one for one in pushes if _is_known(one.stock_key)]
        for one in pushes:
            if not _is_known(one.stock_key):
                yield RefusedPush(one.stock_key, "no variant or product of this store has this id")
        for location in dict.fromkeys(one.stock_key.location for one in ours):
            there = [one for one in ours if one.stock_key.location == location]
            for start in range(0, len(there), BATCH_SIZE):
                yield from self._batch(there[start : start + BATCH_SIZE])

    def _batch(
        self, pushes: Sequence[Push], *, rounds: int = NAMED_ROUNDS_MAX
    ) -> Iterator[PushAnswer]:
        """At one location, one request after the other."""
        try:
            self._write(pushes)
        except Refused as refusal:
            yield from self._without_faults(pushes, refusal, rounds)
        except Unavailable as failure:
            if not failure.effect_unknown:
                raise
            yield from (Unanswered(one.stock_key) for one in pushes)
        else:
            yield from self._confirmed(pushes)

    def _without_faults(
        self, pushes: Sequence[Push], refusal: Refused, rounds: int
    ) -> Iterator[PushAnswer]:
        """Nothing was done: send the rest without the rows at fault, or halves to find them."""
        if refusal.status not in _OF_ROWS:
            raise refusal
        if len(pushes) == 1:
            yield RefusedPush(pushes[0].stock_key, str(refusal))
            return
        faults = named(refusal.code) if rounds else frozenset()
        rest = [one for one in pushes if _identity(one) not in faults]
        yield from (
            RefusedPush(one.stock_key, str(refusal)) for one in pushes if _identity(one) in faults
        )
        half = len(pushes) // 2
        parts = (pushes[:half], pushes[half:]) if len(rest) == len(pushes) else (rest,)
        for part in parts:
            if part:
                yield from self._batch(part, rounds=max(0, rounds - 1))

    def _write(self, pushes: Sequence[Push]) -> None:
        self.http.request(
            "PUT",
            ADJUSTMENTS_PATH,
            body={"reason": "Stockbook", "items": [_row(one) for one in pushes]},
            decode=Transaction,
            read_seconds=60 + ROW_SECONDS * len(pushes),
        )

    def _confirmed(self, pushes: Sequence[Push]) -> Iterator[PushAnswer]:
        wanted: dict[StockKey, int] = {one.stock_key: one.wanted for one in pushes}
        for pause in READ_BACK_PAUSES:
            self.http.maker.patience.wait(pause, "the store is applying the numbers")
            try:
                found = list(self.catalogue.shown(list(wanted)))
            except ConnectorError:
                yield from (Unanswered(key) for key in wanted)
                raise
            for shown in found:
                if shown.quantity == wanted[shown.stock_key]:
                    del wanted[shown.stock_key]
                    yield Accepted(shown.stock_key)
            if not wanted:
                return
        yield from (Unanswered(key) for key in wanted)


def _is_known(key: StockKey) -> bool:
    kind, _, number = key.inventory_id.partition("/")
    return kind in {VARIANT, PRODUCT} and number.isdigit() and key.location.isdigit()


def _identity(push: Push) -> tuple[str, int]:
    """What the number hangs on, as the platform names it: ``("variant_id", 106)``."""
    kind, _, number = push.stock_key.inventory_id.partition("/")
    return f"{kind}_id", int(number)


def _row(push: Push) -> dict[str, Any]:
    kind, number = _identity(push)
    return {"location_id": int(push.stock_key.location), kind: number, "quantity": push.wanted}
