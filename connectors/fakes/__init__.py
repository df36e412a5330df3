"""Stateful fakes of storefronts, for the demo, the benches and the tests; nobody else uses them.

``fronts``, ``direct``, ``loopback``
    What a fake is (``handle(request, now) -> Response``) and the two ways to reach it: a loopback
    HTTP server and a requests transport adapter. Both give the client the same answer.
``mischief``
    Planned failures in front of any fake: lost answers, error pages, bodies that never end.
``bigcommerce``
    A BigCommerce store as its documentation describes it: numbers are applied late, and the quota
    is shared with other apps.
``medusa``
    A Medusa server as version 2.21.2 was observed: kits, several locations, odd reservations.
``vendure``
    A Vendure server as version 3.7.3 was observed; it executes GraphQL documents, so that it needs
    the library that tests have.
``shopify``
    A Shopify shop (Admin GraphQL 2026-10): points, bulk files, unkind manners included.
    It needs graphql-core, which only this project's developers have.
``woocommerce``
    A WooCommerce shop as version 9.9.5 was observed, its unkind manners included.
"""
