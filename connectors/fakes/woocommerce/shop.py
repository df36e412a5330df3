"""The shop's state: what it sells, its orders, its settings, and how things are found."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, tzinfo
from itertools import count
from typing import Final

from connectors.fakes.woocommerce.records import (
    Key,
    Line,
    Order,
    Product,
    Refund,
    Webhook,
)
from connectors.fakes.woocommerce.refusals import Refusal

STATUSES: Final = (
    "auto-draft",
    "pending",
    "processing",
    "on-hold",
    "completed",
    "cancelled",
    "refunded",
    "failed",
    "checkout-draft",
)

BATCH_ITEMS_MAX: Final = 100
"""WooCommerce's own limit; a site may filter it down."""

_FIRST_ID: Final = 10
"""A fresh WordPress has used the first few for its sample page and the shop's own pages."""


class Shop:
    """Products, orders and refunds share one sequence of ids, as posts do; lines have another.

    ``home`` is the address that the shop believes to have; None takes it from each request.
    ``unique_skus`` off is what some plugins do: two products may then share a SKU.
    """

    def __init__(
        self,
        *,
        name: str,
        zone: tzinfo,
        keys: Sequence[Key],
        home: str | None,
        batch_items_max: int,
        unique_skus: bool,
    ) -> None:
        self.name = name
        self.zone = zone
        self.home = home
        self.version: Final = "9.9.5"
        self.batch_items_max = batch_items_max
        self.unique_skus = unique_skus
        self.keys = {key.consumer_key: key for key in keys}
        self.used_nonces: dict[str, dict[int, str]] = {}
        self.statuses = list(STATUSES)
        self.products: dict[int, Product] = {}
        self.orders: dict[int, Order] = {}
        self.deleted_orders: list[int] = []
        self.webhooks: list[Webhook] = []
        self._ids = count(_FIRST_ID)
        self._line_ids = count(1)
        self._by_sku: dict[str, list[int]] = {}

    def next_id(self) -> int:
        return next(self._ids)

    def next_line_id(self) -> int:
        return next(self._line_ids)

    def register_status(self, status: str) -> None:
        """A plugin's own order status, without the ``wc-`` in front."""
        if status not in self.statuses:
            self.statuses.append(status)

    def keep_product(self, product: Product) -> None:
        self.products[product.id] = product
        self._index(product)
        if product.parent_id:
            self.products[product.parent_id].variation_ids.append(product.id)

    def forget_product(self, product: Product) -> None:
        """Gone for good, and its variations with it."""
        for variation_id in list(product.variation_ids):
            self.forget_product(self.products[variation_id])
        self._unindex(product)
        del self.products[product.id]
        if product.parent_id:
            self.products[product.parent_id].variation_ids.remove(product.id)

    def give_sku(self, product: Product, sku: str) -> None:
        """Raises Refusal where another product has it; case does not matter to WooCommerce."""
        self.require_free_sku(sku, besides=product.id)
        self._unindex(product)
        product.sku = sku
        self._index(product)

    def require_free_sku(self, sku: str, *, besides: int = 0) -> None:
        """The SKU of a trashed product still blocks, with another error."""
        if not sku or not self.unique_skus:
            return
        for other in self._holders(sku):
            if other.id != besides:
                raise _sku_taken(sku, other)

    def by_sku(self, skus: Iterable[str]) -> list[Product]:
        """Every product and variation of these SKUs, whatever their case; none from the trash."""
        wanted = {sku.casefold() for sku in skus if sku}
        found = [product for sku in wanted for product in self._holders(sku)]
        return sorted(
            (product for product in found if product.status != "trash"),
            key=lambda product: product.id,
        )

    def sold_as(self, sku: str) -> Product:
        """For shoppers and staff: the one product of exactly this SKU. Raises KeyError."""
        for product in self._holders(sku):
            if product.sku == sku:
                return product
        raise KeyError(f"the fake shop sells nothing with the SKU {sku!r}")

    def product_of(self, line: Line) -> Product | None:
        """What a line is of today.

        The line of a deleted variation becomes one of its parent, number and SKU included.
        """
        return self.products.get(line.variation_id) or self.products.get(line.product_id)

    def refunds(self) -> Iterator[Refund]:
        for order in self.orders.values():
            yield from order.refunds

    def _holders(self, sku: str) -> list[Product]:
        return [self.products[each] for each in self._by_sku.get(sku.casefold(), ())]

    def _index(self, product: Product) -> None:
        if product.sku:
            self._by_sku.setdefault(product.sku.casefold(), []).append(product.id)

    def _unindex(self, product: Product) -> None:
        if product.sku:
            self._by_sku[product.sku.casefold()].remove(product.id)


def whole_second(now: datetime) -> datetime:
    """UTC and without its fraction: the grain of every instant the shop stores."""
    return now.astimezone(UTC).replace(microsecond=0)


def _sku_taken(sku: str, other: Product) -> Refusal:
    if other.status == "trash":
        message = f"The product with SKU ({sku}) is already present in the lookup table"
        return Refusal("woocommerce_rest_product_not_created", message, status=400)
    extra = {"resource_id": other.id, "unique_sku": f"{sku}-1"}
    return Refusal("product_invalid_sku", "Invalid or duplicated SKU.", status=400, extra=extra)
