"""Writing Shopify stock: compared with what should stand there, in batches that succeed or fail
whole (fact sheet shopify.md, section 5).

A batch has one idempotency key, made of the keys of its rows: the same rows sent again are the
same request with the same key, so a lost answer can be asked for again; any other set of rows is
another request. One bad row fails its batch, so rows that are named are taken out and the rest is
sent as a batch of its own.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid5

from connectors.answers import clean
from connectors.errors import Refused, Unavailable
from connectors.shopify.catalogue import CatalogueReader
from connectors.shopify.documents_shop import SET_QUANTITIES
from connectors.shopify.graph import Graph
from connectors.shopify.shapes import Shape, gid_of
from connectors.shopify.shapes_shop import UserError
from ledger.channels import (
    Accepted,
    Push,
    PushAnswer,
    RefusedPush,
    Stale,
    StockKey,
    Unanswered,
)

BATCH_SIZE: Final = 250
"""The most that any input takes."""

ROUNDS_MAX: Final = 2 * BATCH_SIZE
"""Each takes a row out or halves the batch."""

ATTEMPTS_MAX: Final = 3
"""Of one set of rows whose earlier request is known to have failed."""

PAUSE_SECONDS: Final = 2.0
"""While the same request is still running there, or the shop cannot write just now."""

_KEYS: Final = UUID("6b1f0f5c-3e0b-5d0e-9a43-0c1d7c5b9a10")
"""The name space of our idempotency keys."""

_STALE: Final = "CHANGE_FROM_QUANTITY_STALE"
_RUNNING: Final = "IDEMPOTENCY_CONCURRENT_REQUEST"
_FAILED_BEFORE: Final = "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED"
_MISMATCH: Final = "IDEMPOTENCY_KEY_PARAMETER_MISMATCH"
_PASSING: Final = frozenset({"SERVICE_UNAVAILABLE", "ADJUST_QUANTITIES_FAILED"})
"""Nothing was written, and no row is at fault."""


class _Payload(Shape):
    user_errors: list[UserError]


class _Set(Shape):
    inventory_set_quantities: _Payload | None


@dataclass(frozen=True, slots=True)
class StockWriter:
    graph: Graph
    catalogue: CatalogueReader

    def push(self, pushes: Sequence[Push]) -> Iterator[PushAnswer]:
        """One answer a push. What was sent together once is sent together again."""
        for together in _sent_together(pushes):
            for start in range(0, len(together), BATCH_SIZE):
                yield from self._batch(together[start : start + BATCH_SIZE])

    def _batch(self, rows: list[Push]) -> Iterator[PushAnswer]:
        """Until every row is accepted or taken out. A stale row is never sent again."""
        waiting, stale = [rows], list[StockKey]()
        for _ in range(ROUNDS_MAX):
            if not waiting:
                break
            batch = waiting.pop()
            errors = self._set(batch)
            if errors is None:
                yield from (Unanswered(one.stock_key) for one in batch)
                continue
            bad = _by_row(errors, batch)
            for index, error in bad.items():
                if error.code == _STALE:
                    stale.append(batch[index].stock_key)
                else:
                    yield RefusedPush(batch[index].stock_key, _words(error))
            good = [one for index, one in enumerate(batch) if index not in bad]
            if not errors:
                yield from (Accepted(one.stock_key) for one in batch)
            elif bad:
                waiting += [good] if good else []
            elif len(batch) == 1:
                yield RefusedPush(batch[0].stock_key, _words(errors[0]))
            else:
                # No row is named: the bad one is in one of the halves.
                waiting += [batch[len(batch) // 2 :], batch[: len(batch) // 2]]
        if stale:
            yield from self._stale(stale)

    def _stale(self, keys: Sequence[StockKey]) -> Iterator[PushAnswer]:
        """The shop does not say what stands there, so it is read."""
        for shown in self.catalogue.shown(keys):
            if shown.quantity is None:
                yield RefusedPush(shown.stock_key, "it is not stocked at this location any more")
            else:
                yield Stale(shown.stock_key, shown.quantity)

    def _set(self, rows: Sequence[Push]) -> list[UserError] | None:
        """What was wrong with the batch, or None when no answer came."""
        for attempt in range(ATTEMPTS_MAX):
            try:
                errors = self._sent(rows, _key(rows, attempt))
            except Unavailable as failure:
                if failure.effect_unknown:
                    return None
                raise
            codes = {one.code for one in errors}
            if _RUNNING in codes:
                return None
            if _MISMATCH in codes:
                raise Refused(
                    "the shop knows this key for another request, which is a fault of ours; "
                    "please report it",
                    code=_MISMATCH,
                )
            if codes & _PASSING:
                self._wait("the shop cannot write just now")
            elif _FAILED_BEFORE not in codes:
                return errors
        if codes & _PASSING:
            raise Unavailable(f"the shop cannot write just now: {_words(errors[0])}")
        return errors

    def _sent(self, rows: Sequence[Push], key: str) -> list[UserError]:
        variables = {"input": _input(rows), "key": key}
        for _ in range(ATTEMPTS_MAX):
            told = self.graph.ask(SET_QUANTITIES, variables, _Set).inventory_set_quantities
            if told is None:
                raise Unavailable("the shop says nothing of what was written", effect_unknown=True)
            errors = told.user_errors
            if not any(one.code == _RUNNING for one in errors):
                break
            self._wait("the shop is still busy with this request")
        return errors

    def _wait(self, why: str) -> None:
        self.graph.http.maker.patience.wait(PAUSE_SECONDS, why)


def _sent_together(pushes: Sequence[Push]) -> list[list[Push]]:
    """By what stands before the last dot of their keys, in the order of the keys."""
    found: dict[str, list[Push]] = defaultdict(list)
    for one in pushes:
        found[one.key.rpartition(".")[0]].append(one)
    return [sorted(rows, key=lambda one: one.key) for rows in found.values()]


def _key(rows: Sequence[Push], attempt: int) -> str:
    """The same rows, the same key; another one once the shop said that it had failed."""
    return str(uuid5(_KEYS, "\n".join([str(attempt), *(one.key for one in rows)])))


def _input(rows: Sequence[Push]) -> dict[str, Any]:
    """``changeFromQuantity`` always: without it the shop compares nothing."""
    return {
        "name": "available",
        "reason": "correction",
        "quantities": [
            {
                "inventoryItemId": gid_of("InventoryItem", one.stock_key.inventory_id),
                "locationId": gid_of("Location", one.stock_key.location),
                "quantity": one.wanted,
                "changeFromQuantity": one.expected,
            }
            for one in rows
        ],
    }


def _by_row(errors: Sequence[UserError], rows: Sequence[Push]) -> dict[int, UserError]:
    """The first error of each row that is named."""
    found: dict[int, UserError] = {}
    for error in errors:
        path = error.field or []
        index = next((int(part) for part in path if part.isdigit()), None)
        if index is not None and index < len(rows):
            found.setdefault(index, error)
    return found


def _words(error: UserError) -> str:
    return f"{error.code or ''} {clean(error.message)}".strip()
