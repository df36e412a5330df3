"""The documents about anything but single orders: bulk operations, stock, rights."""

from typing import Final

from connectors.shopify.documents import PAGE_INFO, Document, more_of

COUNT_ORDERS: Final = Document(
    "CountOrders",
    "query CountOrders($query: String!, $limit: Int!)"
    " { ordersCount(query: $query, limit: $limit) { count } }",
)


def bulk_orders(query: str) -> str:
    """The document that a bulk operation runs: no sizes, and no connection inside a plain list."""
    return f"""{{
  orders(query: "{query}") {{ edges {{ node {{
    id createdAt updatedAt cancelledAt test confirmed edited returnStatus
    displayFulfillmentStatus
    fulfillments {{ id status createdAt updatedAt location {{ id }} }}
    refunds {{ id }}
    lineItems {{ edges {{ node {{
      id sku vendor quantity currentQuantity isGiftCard requiresShipping
      variant {{ inventoryItem {{ id }} }}
    }} }} }}
    fulfillmentOrders {{ edges {{ node {{
      id status createdAt updatedAt assignedLocation {{ location {{ id }} }}
      lineItems {{ edges {{ node {{
        id totalQuantity remainingQuantity inventoryItemId lineItem {{ id }}
      }} }} }}
    }} }} }}
  }} }} }}
}}"""


RUN_BULK: Final = Document(
    "RunBulk",
    """
mutation RunBulk($query: String!) {
  bulkOperationRunQuery(query: $query, groupObjects: true) {
    bulkOperation { id } userErrors { message code }
  }
}""",
    repeatable=False,
)
BULK_STATE: Final = Document(
    "BulkState",
    "query BulkState($id: ID!) { bulkOperation(id: $id) { status url } }",
)

_LEVEL: Final = """
fragment Level on InventoryLevel {
  location { id } quantities(names: ["available"]) { quantity }
}"""

VARIANTS: Final = Document(
    "Variants",
    f"""
query Variants($first: Int!, $after: String, $levels: Int!) {{
  rows: productVariants(first: $first, after: $after, sortKey: ID) {{
    {PAGE_INFO}
    nodes {{
      sku barcode displayName requiresComponents
      inventoryItem {{ id tracked inventoryLevels(first: $levels) {{
        {PAGE_INFO} nodes {{ ...Level }} }} }}
    }}
  }}
}}
{_LEVEL}""",
)
LEVELS: Final = Document(
    "Levels",
    f"""
query Levels($ids: [ID!]!, $levels: Int!) {{
  nodes(ids: $ids) {{ ... on InventoryItem {{
    id inventoryLevels(first: $levels) {{ {PAGE_INFO} nodes {{ ...Level }} }}
  }} }}
}}
{_LEVEL}""",
)
MORE_LEVELS: Final = more_of("InventoryItem", "inventoryLevels", "Level", _LEVEL)

SET_QUANTITIES: Final = Document(
    "SetQuantities",
    """
mutation SetQuantities($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) {
    userErrors { field message code }
  }
}""",
)

CLOCK: Final = Document("Clock", "query Clock { shop { name } }")
SCOPES: Final = Document(
    "Scopes", "query Scopes { currentAppInstallation { accessScopes { handle } } }"
)
ACCOUNT: Final = Document(
    "Account",
    """
query Account {
  shop { id name ianaTimezone }
  currentAppInstallation { accessScopes { handle } }
}""",
)
LOCATIONS: Final = Document(
    "Locations",
    f"""
query Locations($first: Int!, $after: String) {{
  rows: locations(first: $first, after: $after, includeLegacy: true) {{
    {PAGE_INFO} nodes {{ id name isFulfillmentService }}
  }}
}}""",
)
