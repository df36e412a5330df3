"""Products and variations over REST, one by one and in batches whose rows nobody checks."""

from collections.abc import Callable, Mapping
from typing import Final

from connectors.fakes.woocommerce import catalogue
from connectors.fakes.woocommerce.batches import answer_batch
from connectors.fakes.woocommerce.calls import Answer, Call, page_of
from connectors.fakes.woocommerce.catalogue import Fields, truth, whole_number
from connectors.fakes.woocommerce.listing import ORDERINGS, read_listing
from connectors.fakes.woocommerce.parameters import Parameters, is_integer, words
from connectors.fakes.woocommerce.records import Product
from connectors.fakes.woocommerce.refusals import Refusal, invalid_id
from connectors.fakes.woocommerce.shapes import Json, product_json, variation_json

KINDS: Final = ("simple", "grouped", "external", "variable")


def list_products(call: Call) -> Answer:
    """No variations, unless they are asked for by their SKU; none from the trash."""
    asked = call.parameters()
    listing = read_listing(asked, call.shop.zone, (*ORDERINGS, "price", "popularity", "rating"))
    asked.choice("type", KINDS)
    asked.choices("include_types", KINDS)
    asked.refuse_problems()
    skus = words(call.query.get("sku", ""))
    found = (
        call.shop.by_sku(skus)
        if skus
        else [
            one
            for one in call.shop.products.values()
            if not one.parent_id and one.status != "trash"
        ]
    )
    return page_of(call, listing, listing.narrow(found), lambda one: product_json(call.shop, one))


def get_product(call: Call) -> Answer:
    """Variations answer here as well."""
    return Answer(body=product_json(call.shop, _product(call, call.ids[0])))


def create_product(call: Call) -> Answer:
    _check(call.body)
    product = catalogue.create(call.shop, call.body, call.now)
    return Answer(body=product_json(call.shop, product), status=201)


def update_product(call: Call) -> Answer:
    product = _product(call, call.ids[0])
    if product.parent_id:
        raise _not_a_product()
    _update(call, product)
    return Answer(body=product_json(call.shop, product))


def delete_product(call: Call) -> Answer:
    product = _product(call, call.ids[0])
    answer = Answer(body=product_json(call.shop, product))
    if truth(call.query.get("force", call.body.get("force"))):
        call.shop.forget_product(product)
    else:
        catalogue.trash(call.shop, product, call.now)
    return answer


def list_variations(call: Call) -> Answer:
    asked = call.parameters()
    listing = read_listing(asked, call.shop.zone)
    asked.refuse_problems()
    parent = _product(call, call.ids[0])
    found = [call.shop.products[one] for one in parent.variation_ids]
    return page_of(call, listing, listing.narrow(found), lambda one: variation_json(call.shop, one))


def create_variation(call: Call) -> Answer:
    _check(call.body)
    parent = _product(call, call.ids[0])
    variation = catalogue.create(call.shop, call.body, call.now, parent=parent)
    return Answer(body=variation_json(call.shop, variation), status=201)


def get_variation(call: Call) -> Answer:
    return Answer(body=variation_json(call.shop, _variation(call, call.ids[1])))


def update_variation(call: Call) -> Answer:
    variation = _variation(call, call.ids[1])
    _update(call, variation)
    return Answer(body=variation_json(call.shop, variation))


def batch_products(call: Call) -> Answer:
    def find(fields: Fields, missing: int) -> Product:
        product = call.shop.products.get(whole_number(fields.get("id")))
        if product is None:
            raise invalid_id("product", status=missing)
        if product.parent_id:
            raise _not_a_product()
        return product

    return _batch(call, find, parent=None)


def batch_variations(call: Call) -> Answer:
    def find(fields: Fields, missing: int) -> Product:
        return _variation(call, whole_number(fields.get("id")))

    return _batch(call, find, parent=_product(call, call.ids[0]))


def _batch(call: Call, find: Callable[[Fields, int], Product], *, parent: Product | None) -> Answer:
    """``find`` is told the status with which it refuses what is not there."""
    shape = variation_json if parent else product_json

    def create(row: Fields) -> Json:
        return shape(call.shop, catalogue.create(call.shop, row, call.now, parent=parent))

    def update(row: Fields) -> Json:
        product = find(row, 400)
        catalogue.update(call.shop, product, row, call.now)
        return shape(call.shop, product)

    def delete(row: Fields) -> Json:
        product = find(row, 404)
        answer = shape(call.shop, product)
        catalogue.trash(call.shop, product, call.now)
        return answer

    return answer_batch(call, {"create": create, "update": update, "delete": delete})


def _update(call: Call, product: Product) -> None:
    """Alone, the fields are checked; yet null is taken for 0."""
    _check(call.body)
    fields = dict(call.body)
    if "stock_quantity" in fields and fields["stock_quantity"] is None:
        fields["stock_quantity"] = 0
    catalogue.update(call.shop, product, fields, call.now)


def _check(body: Mapping[str, object]) -> None:
    asked = Parameters(body)
    if body.get("stock_quantity") is not None and not is_integer(body["stock_quantity"]):
        asked.integer("stock_quantity", 0)
    asked.refuse_problems()


def _product(call: Call, remote_id: int) -> Product:
    product = call.shop.products.get(remote_id)
    if product is None:
        raise invalid_id("product")
    return product


def _variation(call: Call, remote_id: int) -> Product:
    product = call.shop.products.get(remote_id)
    if product is None or product.parent_id != call.ids[0]:
        raise invalid_id("product_variation")
    return product


def _not_a_product() -> Refusal:
    """Of a variation that was asked for as a product; the entities are WooCommerce's own."""
    message = (
        "To manipulate product variations you should use the "
        "/products/&lt;product_id&gt;/variations/&lt;id&gt; endpoint."
    )
    return Refusal("woocommerce_rest_invalid_product_id", message, status=404)
