"""Products and variations over REST, one by one and in batches whose rows nobody checks."""

from collections.abc import Callable, Mapping
from typing import Final

from connectors.fakes.woocommerce import catalogue
from connectors.fakes.woocommerce.calls import Answer, Call, page_of
from connectors.fakes.woocommerce.catalogue import Fields, truth, whole_number
from connectors.fakes.woocommerce.listing import ORDERINGS, read_listing
from connectors.fakes.woocommerce.parameters import Parameters, is_integer, words
from connectors.fakes.woocommerce.records import Product
from connectors.fakes.woocommerce.refusals import Refusal, invalid_id
from connectors.fakes.woocommerce.shapes import Json, product_json

ROW_SECONDS: Final = 0.07
"""What a row of a batch was seen to take."""

KINDS: Final = ("simple", "grouped", "external", "variable")


def list_products(call: Call) -> Answer:
    """No variations, unless they are asked for by their SKU; none from the trash."""
    asked = call.parameters()
    listing = read_listing(asked, call.shop.zone, (*ORDERINGS, "price", "popularity", "rating"))
    asked.choice("type", KINDS)
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
    return page_of(call, listing, listing.narrow(found), _shape(call))


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
        raise invalid_id("product")
    return Answer(body=_updated(call, product))


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
    return page_of(call, listing, listing.narrow(found), _shape(call))


def create_variation(call: Call) -> Answer:
    _check(call.body)
    parent = _product(call, call.ids[0])
    variation = catalogue.create(call.shop, call.body, call.now, parent=parent)
    return Answer(body=product_json(call.shop, variation), status=201)


def get_variation(call: Call) -> Answer:
    return Answer(body=product_json(call.shop, _variation(call, call.ids[1])))


def update_variation(call: Call) -> Answer:
    return Answer(body=_updated(call, _variation(call, call.ids[1])))


def batch_products(call: Call) -> Answer:
    def find(remote_id: int) -> Product:
        product = call.shop.products.get(remote_id)
        if product is None:
            raise invalid_id("product", status=400)
        if product.parent_id:
            raise invalid_id("product", status=404)
        return product

    def create(fields: Fields) -> Product:
        return catalogue.create(call.shop, fields, call.now)

    return _batch(call, find, create)


def batch_variations(call: Call) -> Answer:
    parent = _product(call, call.ids[0])

    def create(fields: Fields) -> Product:
        return catalogue.create(call.shop, fields, call.now, parent=parent)

    return _batch(call, lambda remote_id: _variation(call, remote_id), create)


def _batch(
    call: Call, find: Callable[[int], Product], create: Callable[[Fields], Product]
) -> Answer:
    """Row by row, each alone; the whole is 200 whatever becomes of them."""
    given = {name: _list(call.body, name) for name in ("create", "update", "delete")}
    rows = sum(len(one) for one in given.values())
    if rows > call.shop.batch_items_max:
        message = f"Unable to accept more than {call.shop.batch_items_max} items for this request."
        raise Refusal("woocommerce_rest_request_entity_too_large", message, status=413)
    if not rows:
        return Answer(body=[])

    def update(row: Fields) -> Product:
        product = find(whole_number(row.get("id")))
        catalogue.update(call.shop, product, row, call.now)
        return product

    def delete(row: Fields) -> Product:
        product = find(whole_number(row.get("id")))
        catalogue.trash(call.shop, product, call.now)
        return product

    work = {"create": create, "update": update, "delete": delete}
    answers: Json = {
        name: [_row(call, row, work[name]) for row in found]
        for name, found in given.items()
        if found
    }
    if "_fields" in call.query:
        # Named fields are looked for in the rows' list itself, where there are none.
        answers = {name: [] for name in answers}
    return Answer(body=answers, seconds=ROW_SECONDS * rows)


def _row(call: Call, row: object, work: Callable[[Fields], Product]) -> Json:
    fields: Fields = row if isinstance(row, dict) else {"id": row}
    try:
        return product_json(call.shop, work(fields))
    except Refusal as refusal:
        return {"id": whole_number(fields.get("id", 0)), "error": refusal.body}


def _list(body: Mapping[str, object], name: str) -> list[object]:
    found = body.get(name)
    return found if isinstance(found, list) else []


def _updated(call: Call, product: Product) -> Json:
    """Alone, the fields are checked; yet null is taken for 0."""
    _check(call.body)
    fields = dict(call.body)
    if "stock_quantity" in fields and fields["stock_quantity"] is None:
        fields["stock_quantity"] = 0
    catalogue.update(call.shop, product, fields, call.now)
    return product_json(call.shop, product)


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


def _shape(call: Call) -> Callable[[Product], Json]:
    return lambda product: product_json(call.shop, product)
