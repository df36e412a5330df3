"""A schema of our own for where the official one is not at hand: the types and fields that the
fake knows, by name, and nothing of what they mean.

One line a type. A bare name is a plain value, ``name:Type`` an object, ``name@Type`` a connection,
``name*Type`` a list.
"""

from functools import cache
from typing import Final

from graphql import GraphQLSchema, build_schema

_OBJECTS: Final = """
QueryRoot: orders@Order fulfillmentOrders@FulfillmentOrder productVariants@ProductVariant
 locations@Location shop:Shop currentAppInstallation:AppInstallation ordersCount:Count
 bulkOperation:BulkOperation order:Order node:Node nodes*Node
Mutation: inventorySetQuantities:SetPayload bulkOperationRunQuery:BulkPayload
Order: id createdAt updatedAt cancelledAt email test confirmed edited returnStatus
 displayFulfillmentStatus lineItems@LineItem fulfillmentOrders@FulfillmentOrder
 fulfillments*Fulfillment refunds*Refund returns@Return
LineItem: id sku vendor quantity currentQuantity isGiftCard requiresShipping variant:ProductVariant
FulfillmentOrder: id status createdAt updatedAt assignedLocation:Assigned order:Order
 lineItems@FulfillmentOrderLineItem
FulfillmentOrderLineItem: id totalQuantity remainingQuantity inventoryItemId lineItem:LineItem
Assigned: location:Location
Fulfillment: id status createdAt updatedAt location:Location
 fulfillmentLineItems@FulfillmentLineItem
FulfillmentLineItem: id quantity lineItem:LineItem
Refund: id createdAt processedAt updatedAt return:Return refundLineItems@RefundLineItem
RefundLineItem: quantity restockType restocked location:Location lineItem:LineItem
Return: id status createdAt closedAt reverseFulfillmentOrders@ReverseFulfillmentOrder
ReverseFulfillmentOrder: id lineItems@ReverseFulfillmentOrderLineItem
ReverseFulfillmentOrderLineItem: id totalQuantity fulfillmentLineItem:FulfillmentLineItem
 dispositions*Disposition
Disposition: type quantity createdAt location:Location
ProductVariant: id sku barcode displayName requiresComponents inventoryItem:InventoryItem
InventoryItem: id tracked inventoryLevels@InventoryLevel
InventoryLevel: isActive location:Location quantities*InventoryQuantity
InventoryQuantity: name quantity
Location: id name isFulfillmentService
Shop: id name ianaTimezone
AppInstallation: accessScopes*AccessScope
AccessScope: handle
Count: count
BulkOperation: id status errorCode url
SetPayload: userErrors*UserError
BulkPayload: bulkOperation:BulkOperation userErrors*UserError
UserError: field message code
PageInfo: hasNextPage endCursor
"""

_NODES: Final = (
    "Order",
    "FulfillmentOrder",
    "Fulfillment",
    "Refund",
    "Return",
    "ReverseFulfillmentOrder",
    "InventoryItem",
)

_ROWS: Final = (
    "first: Int, after: String, query: String, sortKey: Value, reverse: Boolean,"
    " includeClosed: Boolean, includeInactive: Boolean, includeLegacy: Boolean"
)

_ARGUMENTS: Final = {
    "nodes": "ids: [ID!]!",
    "node": "id: ID!",
    "order": "id: ID",
    "bulkOperation": "id: ID",
    "ordersCount": "query: String, limit: Int",
    "quantities": "names: [String!]!",
    "fulfillments": "first: Int",
    "refunds": "first: Int",
    "inventorySetQuantities": "input: InventorySetQuantitiesInput!",
    "bulkOperationRunQuery": "query: String!, groupObjects: Boolean",
}


@cache
def own_schema() -> GraphQLSchema:
    lines = [
        "schema { query: QueryRoot mutation: Mutation }",
        "scalar Value scalar InventorySetQuantitiesInput",
        "directive @idempotent(key: String!) on FIELD",
        "interface Node { id: ID! }",
    ]
    wanted: set[str] = set()
    for entry in _OBJECTS.replace("\n ", " ").strip().splitlines():
        name, _, fields = entry.partition(": ")
        parts = [_field(field, wanted) for field in fields.split()]
        lines.append(f"type {name}{' implements Node' if name in _NODES else ''} {{")
        lines += [f"  {part}" for part in parts] + ["}"]
    lines += [
        f"type {kind}Connection {{ nodes: [{kind}] edges: [{kind}Edge] pageInfo: PageInfo }}"
        f" type {kind}Edge {{ node: {kind} }}"
        for kind in sorted(wanted)
    ]
    return build_schema("\n".join(lines))


def _field(text: str, connections: set[str]) -> str:
    for mark in ":@*":
        name, found, kind = text.partition(mark)
        if found:
            arguments = _ARGUMENTS.get(name, _ROWS if mark == "@" else "")
            if mark == "@":
                connections.add(kind)
                kind = f"{kind}Connection"
            elif mark == "*":
                kind = f"[{kind}]"
            return f"{name}({arguments}): {kind}" if arguments else f"{name}: {kind}"
    return f"{text}: {'ID!' if text == 'id' else 'Value'}"
