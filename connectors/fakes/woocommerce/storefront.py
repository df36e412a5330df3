"""The shop as its two sides see it: REST clients through `handle`, shoppers and staff by name."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from email.utils import format_datetime
from typing import Final

from connectors.fakes.fronts import Request, Response
from connectors.fakes.woocommerce import catalogue, orders, refunds, webhooks
from connectors.fakes.woocommerce.calls import Answer, Call, read_body
from connectors.fakes.woocommerce.keys import known_key
from connectors.fakes.woocommerce.orders import Buyer, Wanted
from connectors.fakes.woocommerce.parameters import as_mapping
from connectors.fakes.woocommerce.records import Key, Line, Order, Product, Refund
from connectors.fakes.woocommerce.refunds import Returned, Wish
from connectors.fakes.woocommerce.refusals import (
    Outage,
    Refusal,
    not_allowed,
    outage_answer,
)
from connectors.fakes.woocommerce.routes import ROOT, find_endpoint
from connectors.fakes.woocommerce.shop import BATCH_ITEMS_MAX, Shop, whole_second

BUYER: Final = {
    "first_name": "Bartholomew",
    "last_name": "Fakebuyer",
    "email": "bartholomew@fakebuyer.invalid",
    "phone": "0005550199",
    "address_1": "1 Invented Row",
}
"""Obviously nobody: a test may look for it where no buyer's data may be."""

_VERBS: Final = {"GET": "view", "POST": "create", "PUT": "edit", "DELETE": "delete"}


class WooCommerce:
    """A storefront (connectors.fakes.fronts); ``now`` is everywhere the shop's own clock.

    ``outage``: set it, and nothing else is answered until it is None again.
    """

    def __init__(
        self,
        *,
        name: str = "Fake shop",
        zone: tzinfo = UTC,
        keys: Sequence[Key] = (Key(),),
        batch_items_max: int = BATCH_ITEMS_MAX,
        unique_skus: bool = True,
    ) -> None:
        self.shop = Shop(
            name=name,
            zone=zone,
            keys=keys,
            home=None,
            batch_items_max=batch_items_max,
            unique_skus=unique_skus,
        )
        self.outage: Outage | None = None

    def handle(self, request: Request, now: datetime) -> Response:
        try:
            answer = self._answer(request, whole_second(now))
        except Refusal as refusal:
            answer = Answer(body=refusal.body, status=refusal.status)
        headers = {
            "Date": format_datetime(whole_second(now), usegmt=True),
            "Content-Type": "application/json; charset=UTF-8",
            **answer.headers,
        }
        return Response(
            status=answer.status,
            headers=headers,
            body=_content(answer.body),
            seconds=answer.seconds,
        )

    def _answer(self, request: Request, now: datetime) -> Answer:
        if self.outage is not None:
            refusal, headers = outage_answer(self.outage)
            return Answer(body=refusal.body, status=refusal.status, headers=headers)
        if request.path.rstrip("/") == "/wp-json":
            return Answer(body=self._index())
        if not f"{request.path}/".startswith(ROOT):
            return self._elsewhere(request)
        key = known_key(self.shop, request, now)
        endpoint, ids = find_endpoint(request.method, request.path)
        if key is None or not key.manages_shop:
            message = "Sorry, you cannot list resources."
            raise not_allowed(_VERBS[request.method], message, known_user=key is not None)
        call = Call(
            shop=self.shop,
            ids=ids,
            query=as_mapping(request.query),
            body=read_body(request.body, request.headers.get("content-type", "")),
            now=now,
            address=request.url.partition("?")[0],
        )
        return endpoint(call)

    def _elsewhere(self, request: Request) -> Answer:
        """Keys are looked at only where the address holds wp-json, so this one is a stranger's."""
        if dict(request.query).get("rest_route", "").startswith("/wc/"):
            raise not_allowed("view", "Sorry, you cannot list resources.", known_user=False)
        page = "<!DOCTYPE html><html><head><title>Page not found</title></head></html>"
        return Answer(body=page, status=404, headers={"Content-Type": "text/html; charset=UTF-8"})

    def _index(self) -> dict[str, object]:
        return {
            "name": self.shop.name,
            "description": "",
            "timezone_string": str(self.shop.zone),
            "gmt_offset": 0,
            "namespaces": ["wp/v2", "wc/v1", "wc/v2", "wc/v3", "wc/store/v1"],
        }

    # What shoppers and staff do, in the shop itself.

    def add_product(
        self,
        sku: str,
        *,
        quantity: int | None = None,
        name: str = "",
        price: str = "10.00",
        now: datetime,
    ) -> Product:
        """``quantity`` None: the shop keeps no number for it."""
        fields = _stock(quantity) | {"sku": sku, "name": name or sku, "regular_price": price}
        return catalogue.create(self.shop, fields, whole_second(now))

    def add_variable(
        self, sku: str, variations: Mapping[str, int | None], *, quantity: int | None, now: datetime
    ) -> Product:
        """A product with variations by SKU; one without a number shares its parent's."""
        at = whole_second(now)
        fields = _stock(quantity) | {"sku": sku, "name": sku, "type": "variable"}
        parent = catalogue.create(self.shop, fields, at)
        for own_sku, own in variations.items():
            attributes = [{"name": "Size", "option": own_sku}]
            more = _stock(own) | {
                "sku": own_sku,
                "regular_price": "10.00",
                "attributes": attributes,
            }
            catalogue.create(self.shop, more, at, parent=parent)
        return parent

    def place_order(
        self, units: Mapping[str, int], *, status: str = "processing", now: datetime
    ) -> Order:
        """A shopper buys units by SKU."""
        wanted = [
            Wanted(product=self.shop.sold_as(sku), quantity=quantity)
            for sku, quantity in units.items()
        ]
        buyer = Buyer(created_via="checkout", billing=BUYER)
        return orders.place(self.shop, wanted, status, buyer=buyer, now=whole_second(now))

    def set_status(self, order: Order, status: str, *, now: datetime) -> None:
        orders.set_status(self.shop, order, status, whole_second(now))

    def edit_line(self, order: Order, sku: str, quantity: int, *, now: datetime) -> None:
        """0 removes the line."""
        line = self.line_of(order, sku)
        orders.set_line_quantity(self.shop, order, line, quantity, now=whole_second(now))

    def refund(
        self, order: Order, units: Mapping[str, int], *, restock: bool, now: datetime
    ) -> Refund:
        """Units by SKU, with their money."""
        returned = {}
        for sku, quantity in units.items():
            line = self.line_of(order, sku)
            each = line.total // line.quantity if line.quantity else 0
            returned[line.id] = Returned(quantity=quantity, total=each * quantity)
        wish = Wish(
            amount=sum(one.total for one in returned.values()), returned=returned, restock=restock
        )
        return refunds.create(self.shop, order, wish, whole_second(now))

    def trash(self, order: Order, *, now: datetime) -> None:
        orders.trash(order, whole_second(now))

    def delete(self, order: Order) -> None:
        orders.delete(self.shop, order)

    def delete_product(self, sku: str) -> None:
        self.shop.forget_product(self.shop.sold_as(sku))

    def type_quantity(self, sku: str, quantity: int, *, now: datetime) -> None:
        """Staff overwrite the number by hand."""
        product = self.shop.sold_as(sku)
        catalogue.update(self.shop, product, {"stock_quantity": quantity}, whole_second(now))

    def trash_product(self, sku: str, *, now: datetime) -> None:
        catalogue.trash(self.shop, self.shop.sold_as(sku), whole_second(now))

    def restore(self, order: Order, *, now: datetime) -> None:
        """Out of the trash, back to what it was."""
        orders.restore(self.shop, order, whole_second(now))

    def change_behind_its_stamp(self, order: Order, status: str, *, now: datetime) -> None:
        """What plugins do that write to the database themselves: the order's date stays."""
        before = order.modified
        orders.set_status(self.shop, order, status, whole_second(now))
        order.modified = before

    def deliveries(self, now: datetime) -> list[Request]:
        """The webhooks that are sent at this moment, oldest webhook first."""
        return list(webhooks.deliveries(self.shop, whole_second(now)))

    def shown(self, sku: str) -> int | None:
        return self.shop.sold_as(sku).quantity

    def line_of(self, order: Order, sku: str) -> Line:
        product = self.shop.sold_as(sku)
        for line in order.lines:
            if product.id in {line.product_id, line.variation_id}:
                return line
        raise KeyError(f"order {order.id} has no line of {sku!r}")


def _content(body: object) -> bytes:
    """JSON, but for the theme's own pages."""
    return body.encode() if isinstance(body, str) else json.dumps(body).encode()


def _stock(quantity: int | None) -> dict[str, object]:
    return {"manage_stock": quantity is not None, "stock_quantity": quantity}
