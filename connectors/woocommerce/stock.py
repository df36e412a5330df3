"""Writing WooCommerce stock: absolute numbers, in batches split by parent, every row compared.

There is no compare-and-set, batch rows are not validated by the shop, and a 200 does not mean that
the number was stored: only the number in the answer does (fact sheet woocommerce.md, section 5).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from connectors.errors import Refused, Unavailable
from connectors.http import Http
from connectors.woocommerce.catalogue import UNKNOWN_PRODUCT, by_parent, variations_of
from connectors.woocommerce.shapes import Batch, Row
from ledger.channels import Accepted, Push, PushAnswer, RefusedPush, Unanswered

BATCH_SIZE: Final = 100
"""wc/v3's own limit; a site may set a smaller one and then answers 413."""

TOO_LARGE: Final = 413

ROW_SECONDS: Final = 0.6
"""A hundred rows took 6 to 7 seconds on an idle shop; a busy one is given ten times that."""


@dataclass(frozen=True, slots=True)
class StockWriter:
    http: Http

    def push(self, pushes: Sequence[Push]) -> Iterator[PushAnswer]:
        """One answer a push. Raises the connectors' errors but for lost answers."""
        products = [one for one in pushes if "/" not in one.stock_key.inventory_id]
        yield from self._in_batches("products/batch", products)
        wanted = {one.stock_key: one for one in pushes}
        for parent, keys in by_parent(wanted).items():
            path = f"{variations_of(parent)}/batch"
            yield from self._in_batches(path, [wanted[key] for key in keys])

    def _in_batches(self, path: str, pushes: Sequence[Push]) -> Iterator[PushAnswer]:
        size = BATCH_SIZE
        start = 0
        while start < len(pushes):
            batch = pushes[start : start + size]
            try:
                answers = self._batch(path, batch)
            except Refused as refusal:
                if refusal.code == UNKNOWN_PRODUCT:
                    # Deleted with its variations; the numbers of others are still to be written.
                    yield from (RefusedPush(one.stock_key, str(refusal)) for one in pushes[start:])
                    return
                if refusal.status != TOO_LARGE or len(batch) == 1:
                    raise
                # Nothing was done; this site takes fewer rows at once.
                size = max(1, len(batch) // 2)
                continue
            yield from answers
            start += len(batch)

    def _batch(self, path: str, pushes: Sequence[Push]) -> list[PushAnswer]:
        rows = [{"id": int(_remote_id(one)), "stock_quantity": one.wanted} for one in pushes]
        try:
            answer = self.http.request(
                "POST",
                path,
                body={"update": rows},
                decode=Batch,
                read_seconds=60 + ROW_SECONDS * len(rows),
            ).value
        except Unavailable as failure:
            if failure.effect_unknown:
                return [Unanswered(one.stock_key) for one in pushes]
            raise
        found = {str(row.id): row for row in answer.update}
        return [_answer(one, found.get(_remote_id(one))) for one in pushes]


def _remote_id(push: Push) -> str:
    return push.stock_key.inventory_id.rpartition("/")[2]


def _answer(push: Push, row: Row | None) -> PushAnswer:
    if row is None:
        return RefusedPush(push.stock_key, "the shop's answer has no row for it")
    if row.error is not None:
        return RefusedPush(push.stock_key, f"{row.error.code}: {row.error.message}")
    if row.stock_quantity == push.wanted and row.manage_stock is True:
        return Accepted(push.stock_key)
    if row.manage_stock is not True:
        return RefusedPush(push.stock_key, "the shop does not manage the stock of this product")
    return RefusedPush(push.stock_key, f"the shop stored {row.stock_quantity} instead")
