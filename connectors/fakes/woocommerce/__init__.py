"""A WooCommerce shop as version 9.9.5 was observed, its unkind manners included.

``storefront``
    ``WooCommerce``: the REST front (``handle``) and what shoppers and staff do in the shop.
``records``, ``shop``
    Products, orders and refunds; the shop that holds them, its ids and settings.
``stock``, ``orders``, ``refunds``, ``catalogue``
    What each event does to orders, products and their numbers.
``routes``, ``calls``, ``keys``
    From a request to an endpoint: address, signature, rights, answer.
``parameters``, ``listing``, ``refusals``
    How questions are checked, lists are cut into pages, and errors are worded.
``order_endpoints``, ``product_endpoints``, ``batches``
    The endpoints, and what they do with rows that nobody checks.
``webhooks``
    What the shop sends of itself, late and merged.
``shapes``
    The JSON they answer with.
"""

from connectors.fakes.woocommerce.records import Key, Permission
from connectors.fakes.woocommerce.refusals import Outage
from connectors.fakes.woocommerce.storefront import WooCommerce

__all__ = ["Key", "Outage", "Permission", "WooCommerce"]
