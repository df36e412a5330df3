"""Every GraphQL document that is sent to a Vendure server; each is valid by its official schema."""

from typing import Final

LOGIN: Final = """
mutation Login($username: String!, $password: String!) {
  login(username: $username, password: $password) {
    __typename
    ... on ErrorResult { errorCode message }
  }
}
"""

ACCOUNT: Final = "query Account { activeChannel { code } }"

LOCATIONS: Final = """
query Locations { stockLocations(options: {take: 1000}) { items { id name } } }
"""

MAY_READ_ORDERS: Final = "query MayReadOrders { orders(options: {take: 1}) { totalItems } }"

MAY_READ_PRODUCTS: Final = """
query MayReadProducts { productVariants(options: {take: 1}) { totalItems } }
"""

MAY_WRITE: Final = "mutation MayWrite { updateProductVariants(input: []) { id } }"
"""Changes nothing."""

_LEVELS: Final = "stockLevels { stockLocationId stockOnHand stockAllocated }"

VARIANTS: Final = f"""
query Variants($options: ProductVariantListOptions!) {{
  globalSettings {{ trackInventory }}
  productVariants(options: $options) {{
    items {{ id createdAt sku name trackInventory {_LEVELS} }}
  }}
}}
"""

WRITE_LEVELS: Final = f"""
mutation WriteLevels($variants: [UpdateProductVariantInput!]!) {{
  updateProductVariants(input: $variants) {{ id {_LEVELS} }}
}}
"""

_ORDER: Final = """
id state createdAt orderPlacedAt updatedAt
lines {
  id quantity orderPlacedQuantity proratedLinePrice
  productVariant { id sku trackInventory }
}
fulfillments { id state updatedAt lines { orderLineId quantity } }
modifications { createdAt lines { orderLineId quantity } }
payments { refunds { state createdAt lines { orderLineId quantity } } }
history(options: {
  filter: {type: {in: ["ORDER_FULFILLMENT_TRANSITION", "ORDER_CANCELLATION"]}}
  sort: {createdAt: ASC, id: ASC}
}) { items { createdAt type data } }
"""

ORDERS: Final = f"""
query Orders($options: OrderListOptions!) {{
  globalSettings {{ trackInventory }}
  orders(options: $options) {{ items {{ {_ORDER} }} }}
}}
"""

ORDER: Final = f"""
query Order($id: ID!) {{
  globalSettings {{ trackInventory }}
  order(id: $id) {{ {_ORDER} }}
}}
"""
