"""A Shopify shop (Admin GraphQL 2026-10), its unkind manners included.

``storefront``
    ``Shopify``: the API front (``handle``): tokens, versions, costs, files.
``staff``, ``orders``, ``returns``
    What shoppers and staff do, and what each does to the numbers for sale.
``records``, ``shop``
    Items, locations, orders and their parts; the shop that holds them.
``answers``, ``nodes``, ``searches``
    Documents executed, on the official schema where it is given; records as the API shows them.
``own_schema``
    Field names enough to answer where the official schema is not at hand.
``costs``, ``points``, ``keys``
    What a document costs, the bucket it is paid from, and who asks.
``stock``, ``bulk``
    Quantities that are set, compared and once for each key; bulk operations and their files.
"""

from connectors.fakes.shopify.storefront import CLIENT_ID, CLIENT_SECRET, TOKEN, Shopify

__all__ = ["CLIENT_ID", "CLIENT_SECRET", "TOKEN", "Shopify"]
