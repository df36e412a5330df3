"""v2: orders and what belongs to one; v3: refunds."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final, TypeVar

from connectors.fakes.bigcommerce import shapes
from connectors.fakes.bigcommerce.records import Order
from connectors.fakes.bigcommerce.refusals import Refusal, not_found
from connectors.fakes.bigcommerce.shapes import Json
from connectors.fakes.bigcommerce.shop import Shop

Query = Mapping[str, str]
Row = TypeVar("Row")

LIMIT_DEFAULT: Final = 50
LIMIT_MAX: Final = 250

_SORTS: Final = {"id": lambda one: one.id, "date_modified": lambda one: one.modified}


def orders(shop: Shop, query: Query) -> list[Json]:
    """Archived ones are hidden unless they are asked for."""
    found = [one for one in shop.orders.values() if _is_asked(one, query, shop)]
    name, _, direction = query.get("sort", "id").partition(":")
    if name not in _SORTS:
        raise Refusal(400, f"The field 'sort' is invalid: {name}", is_v2=True)
    found.sort(key=_SORTS[name], reverse=direction == "desc")
    return [_as_asked(one, query, shop) for one in page_of(found, query)]


def order(shop: Shop, order_id: int, query: Query) -> Json:
    return _as_asked(_known(shop, order_id), query, shop)


def products(shop: Shop, order_id: int, query: Query) -> list[Json]:
    one = _known(shop, order_id)
    return [shapes.line(each, one) for each in page_of(one.lines, query)]


def shipments(shop: Shop, order_id: int, query: Query) -> list[Json]:
    one = _known(shop, order_id)
    return [shapes.shipment(each, one) for each in page_of(one.shipments, query)]


def refunds(shop: Shop, query: Query) -> Json:
    """A page by their ids, of which nobody says how many there are; the earliest instant is taken
    in.
    """
    wanted = {int(one) for one in query.get("order_id:in", "").split(",") if one}
    since = _instant(query.get("created:min", ""))
    found = [
        (refund.id, shapes.refund(refund, one))
        for one in shop.orders.values()
        if not wanted or one.id in wanted
        for refund in one.refunds
        if since is None or refund.at >= since
    ]
    rows = [told for _, told in sorted(found, key=lambda each: each[0])]
    return {"data": list(page_of(rows, query)), "meta": {}}


def page_of(rows: Sequence[Row], query: Query) -> Sequence[Row]:
    """Fifty where nobody says how many."""
    limit = min(int(query.get("limit", LIMIT_DEFAULT)), LIMIT_MAX)
    start = (int(query.get("page", 1)) - 1) * limit
    return rows[start : start + limit]


def _known(shop: Shop, order_id: int) -> Order:
    one = shop.orders.get(order_id)
    if one is None or (one.is_archived and not shop.manners.archived_answer_alone):
        raise not_found(is_v2=True)
    return one


def _is_asked(one: Order, query: Query, shop: Shop) -> bool:
    since, until = (_instant(query.get(f"{end}_date_modified", "")) for end in ("min", "max"))
    if query.get("is_deleted") == "true":
        is_listed = one.is_archived or shop.manners.archived_list_has_all
    else:
        is_listed = not one.is_archived
    return (
        is_listed
        and int(query.get("min_id", 0)) <= one.id <= int(query.get("max_id", one.id))
        and (since is None or one.modified >= since)
        and (until is None or one.modified <= until)
        and int(query.get("status_id", one.status)) == one.status
    )


def _as_asked(one: Order, query: Query, shop: Shop) -> Json:
    includes = query.get("include", "").split(",")
    has_lines = (
        "consignments.line_items" in includes and query.get("consignment_structure") == "object"
    )
    return shapes.order(one, lines_max=shop.manners.lines_carried_max if has_lines else None)


def _instant(text: str) -> datetime | None:
    """RFC 2822 or ISO 8601; another text is refused. Whole seconds."""
    if not text:
        return None
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return read(text).astimezone(UTC).replace(microsecond=0)
        except ValueError:
            continue
    raise Refusal(400, "The date is invalid.", is_v2=True)
