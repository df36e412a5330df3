"""The shop's own side: its catalogue, its shoppers, its staff, and the shelves behind it."""

from collections import Counter
from datetime import datetime
from typing import Final

from bench.retail.files import SHOP_ZONE
from bench.retail.plan import Act, Back, Plain, Plan, Sale
from connectors.fakes.woocommerce import WooCommerce
from connectors.fakes.woocommerce.records import Order

PRICELESS: Final = "1.00"
"""Of what never sold at a price."""


class Shopfront:
    """``shelf``: the units that really lie there, whatever anybody has written down."""

    def __init__(self, plan: Plan) -> None:
        # WooCommerce alone takes 85123A and 85123a for one SKU; shops with a plugin do not.
        self.storefront = WooCommerce(name="Online Retail", zone=SHOP_ZONE, unique_skus=False)
        self.shelf: Counter[str] = Counter()
        self.units_refunded = 0
        self._plan = plan
        self._orders: dict[str, Order] = {}

    def list_products(self, act: Act, now: datetime) -> None:
        for code, units in act.new.items():
            self._list(code, units, now)
            self.shelf[code] = units
        for code in act.new_without_stock:
            self._list(code, None, now)

    def sell(self, sale: Sale) -> None:
        self._orders[sale.invoice] = self.storefront.place_order(sale.units, now=sale.at)

    def ship(self, invoice: str, now: datetime) -> None:
        """What is still owed of it; an order that was refunded whole does not leave."""
        order = self._orders[invoice]
        if order.status != "processing":
            return
        self.storefront.set_status(order, "completed", now=now)
        for line in order.lines:
            if line.reduced:
                self.shelf[self._code(line.product_id)] -= line.reduced

    def take_back(self, back: Back) -> None:
        order = self._orders[back.order]
        self.storefront.refund(order, back.units, restock=True, now=back.at)
        self.units_refunded += sum(back.units.values())
        if order.completed is not None:
            self.shelf.update(back.units)

    def correct(self, plain: Plain) -> None:
        self.shelf[plain.code] += plain.change

    def count(self, act: Act) -> dict[str, int]:
        """What people find on every shelf, after what vanished and turned up unseen."""
        self.shelf.update(act.planted)
        return dict(self.shelf)

    def shown(self) -> dict[str, int | None]:
        """What each product shows to shoppers."""
        return {one.sku: one.quantity for one in self.storefront.shop.products.values()}

    def _list(self, code: str, units: int | None, now: datetime) -> None:
        name = self._plan.names.get(code, code)
        price = self._plan.prices.get(code, PRICELESS)
        self.storefront.add_product(code, quantity=units, name=name, price=price, now=now)

    def _code(self, product_id: int) -> str:
        return self.storefront.shop.products[product_id].sku
