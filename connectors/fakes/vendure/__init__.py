"""A Vendure server as version 3.7.3 was observed, its unkind manners included.

``storefront``
    ``Vendure``: the GraphQL front (``handle``) and what shoppers and staff do in the shop.
``records``, ``shop``
    Variants, orders, fulfilments; the shop that holds them, its ids and settings.
``stock``, ``orders``
    What each event does to numbers and orders, and to the stamp that does not move.
``execution``, ``resolvers``, ``lists``
    From a document to its answer, on the official schema where it is at hand; filters and pages.
``shapes``
    What the records are in GraphQL.
"""

from connectors.fakes.vendure.storefront import API_KEY, PASSWORD, USERNAME, Vendure

__all__ = ["API_KEY", "PASSWORD", "USERNAME", "Vendure"]
