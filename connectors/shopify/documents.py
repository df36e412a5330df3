"""Every GraphQL document that is sent, as text.

Sizes are variables, so that a document that costs too much can be asked in smaller pieces. No
document selects a customer, an address or a note.
"""

from dataclasses import dataclass
from typing import Final

VERSION: Final = "2026-10"


@dataclass(frozen=True, slots=True)
class Document:
    """``repeatable``: sending it twice does no more than sending it once."""

    name: str
    text: str
    repeatable: bool = True


PAGE_INFO: Final = "pageInfo { hasNextPage endCursor }"

LINE: Final = """
fragment Line on LineItem {
  id sku vendor quantity currentQuantity isGiftCard requiresShipping
  variant { inventoryItem { id } }
}"""

FULFILMENT_ORDER_LINE: Final = """
fragment FulfilmentOrderLine on FulfillmentOrderLineItem {
  totalQuantity remainingQuantity inventoryItemId lineItem { id }
}"""

FULFILMENT_ORDER: Final = f"""
fragment FulfilmentOrder on FulfillmentOrder {{
  id status createdAt updatedAt assignedLocation {{ location {{ id }} }}
  lineItems(first: $lines) {{ {PAGE_INFO} nodes {{ ...FulfilmentOrderLine }} }}
}}"""

SHIPMENT_LINE: Final = """
fragment ShipmentLine on FulfillmentLineItem { quantity lineItem { id } }"""

SHIPMENT: Final = f"""
fragment Shipment on Fulfillment {{
  id status createdAt updatedAt location {{ id }}
  fulfillmentLineItems(first: $lines) {{ {PAGE_INFO} nodes {{ ...ShipmentLine }} }}
}}"""

REFUND_LINE: Final = """
fragment RefundLine on RefundLineItem {
  quantity restockType restocked location { id } lineItem { id }
}"""

REFUND: Final = f"""
fragment Refund on Refund {{
  id createdAt processedAt updatedAt return {{ id }}
  refundLineItems(first: $lines) {{ {PAGE_INFO} nodes {{ ...RefundLine }} }}
}}"""

REVERSE_LINE: Final = """
fragment ReverseLine on ReverseFulfillmentOrderLineItem {
  id totalQuantity fulfillmentLineItem { lineItem { id } }
  dispositions { type quantity createdAt location { id } }
}"""

REVERSE_ORDER: Final = f"""
fragment ReverseOrder on ReverseFulfillmentOrder {{
  id lineItems(first: $lines) {{ {PAGE_INFO} nodes {{ ...ReverseLine }} }}
}}"""

RETURN: Final = f"""
fragment Return on Return {{
  id status createdAt closedAt
  reverseFulfillmentOrders(first: $parts) {{ {PAGE_INFO} nodes {{ ...ReverseOrder }} }}
}}"""

_RETURN_PARTS: Final = RETURN + REVERSE_ORDER + REVERSE_LINE

ORDERS: Final = Document(
    "OrdersById",
    f"""
query OrdersById($ids: [ID!]!, $lines: Int!, $parts: Int!) {{
  nodes(ids: $ids) {{ ... on Order {{
    id createdAt updatedAt cancelledAt test confirmed edited displayFulfillmentStatus
    lineItems(first: $lines) {{ {PAGE_INFO} nodes {{ ...Line }} }}
    fulfillmentOrders(first: $parts) {{ {PAGE_INFO} nodes {{ ...FulfilmentOrder }} }}
    fulfillments(first: $parts) {{ ...Shipment }}
    refunds(first: $parts) {{ ...Refund }}
    returns(first: $parts) {{ {PAGE_INFO} nodes {{ ...Return }} }}
  }} }}
}}
{LINE}{FULFILMENT_ORDER}{FULFILMENT_ORDER_LINE}{SHIPMENT}{SHIPMENT_LINE}{REFUND}{REFUND_LINE}
{_RETURN_PARTS}""",
)


def more_of(kind: str, field: str, fragment: str, fragments: str) -> Document:
    """The next page of one connection of one object."""
    nested = "$lines: Int!, $parts: Int!, " if "$parts" in fragments else ""
    nested = nested or ("$lines: Int!, " if "$lines" in fragments else "")
    name = f"MoreOf{kind}{field[0].upper()}{field[1:]}"
    return Document(
        name,
        f"""
query {name}({nested}$id: ID!, $first: Int!, $after: String) {{
  node(id: $id) {{ ... on {kind} {{
    page: {field}(first: $first, after: $after) {{ {PAGE_INFO} nodes {{ ...{fragment} }} }}
  }} }}
}}
{fragments}""",
    )


MORE_LINES: Final = more_of("Order", "lineItems", "Line", LINE)
MORE_FULFILMENT_ORDERS: Final = more_of(
    "Order",
    "fulfillmentOrders",
    "FulfilmentOrder",
    FULFILMENT_ORDER + FULFILMENT_ORDER_LINE,
)
MORE_FULFILMENT_ORDER_LINES: Final = more_of(
    "FulfillmentOrder", "lineItems", "FulfilmentOrderLine", FULFILMENT_ORDER_LINE
)
MORE_SHIPMENT_LINES: Final = more_of(
    "Fulfillment", "fulfillmentLineItems", "ShipmentLine", SHIPMENT_LINE
)
MORE_REFUND_LINES: Final = more_of("Refund", "refundLineItems", "RefundLine", REFUND_LINE)
MORE_RETURNS: Final = more_of("Order", "returns", "Return", _RETURN_PARTS)
MORE_REVERSE_ORDERS: Final = more_of(
    "Return", "reverseFulfillmentOrders", "ReverseOrder", REVERSE_ORDER + REVERSE_LINE
)
MORE_REVERSE_LINES: Final = more_of(
    "ReverseFulfillmentOrder", "lineItems", "ReverseLine", REVERSE_LINE
)

ALL_SHIPMENTS: Final = Document(
    "AllShipments",
    f"""
query AllShipments($id: ID!, $first: Int!, $lines: Int!) {{
  order(id: $id) {{ fulfillments(first: $first) {{ ...Shipment }} }}
}}
{SHIPMENT}{SHIPMENT_LINE}""",
)
ALL_REFUNDS: Final = Document(
    "AllRefunds",
    f"""
query AllRefunds($id: ID!, $first: Int!, $lines: Int!) {{
  order(id: $id) {{ refunds(first: $first) {{ ...Refund }} }}
}}
{REFUND}{REFUND_LINE}""",
)

CHANGED_ORDERS: Final = Document(
    "ChangedOrders",
    f"""
query ChangedOrders($first: Int!, $after: String, $query: String!) {{
  rows: orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {{
    {PAGE_INFO} nodes {{ id createdAt updatedAt }}
  }}
}}""",
)
MOVED_FULFILMENT_ORDERS: Final = Document(
    "MovedFulfilmentOrders",
    f"""
query MovedFulfilmentOrders($first: Int!, $after: String, $query: String!) {{
  rows: fulfillmentOrders(
    first: $first, after: $after, query: $query, sortKey: UPDATED_AT, includeClosed: true
  ) {{
    {PAGE_INFO} nodes {{ updatedAt order {{ id createdAt updatedAt }} }}
  }}
}}""",
)
