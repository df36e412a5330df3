"""From an address to its endpoint. WordPress tells what it offers at the root, to anyone."""

import re
from typing import Final

from connectors.fakes.woocommerce import order_endpoints as order
from connectors.fakes.woocommerce import product_endpoints as product
from connectors.fakes.woocommerce import webhooks as webhook
from connectors.fakes.woocommerce.calls import Answer, Call, Endpoint
from connectors.fakes.woocommerce.refusals import no_route

ROOT: Final = "/wp-json/wc/v3/"


def system_status(call: Call) -> Answer:
    """What a manager sees of the site; much more in the real one."""
    environment = {"home_url": call.address.partition(ROOT)[0], "version": call.shop.version}
    return Answer(body={"environment": environment})


ROUTES: Final[tuple[tuple[str, str, Endpoint], ...]] = (
    ("GET", "orders", order.list_orders),
    ("POST", "orders", order.create_order),
    ("POST", "orders/batch", order.batch_orders),
    ("GET", "orders/#", order.get_order),
    ("PUT", "orders/#", order.update_order),
    ("DELETE", "orders/#", order.delete_order),
    ("GET", "orders/#/refunds", order.list_order_refunds),
    ("POST", "orders/#/refunds", order.create_refund),
    ("GET", "orders/#/refunds/#", order.get_refund),
    ("DELETE", "orders/#/refunds/#", order.delete_refund),
    ("GET", "refunds", order.list_refunds),
    ("GET", "system_status", system_status),
    ("GET", "webhooks", webhook.list_webhooks),
    ("POST", "webhooks", webhook.create_webhook),
    ("GET", "products", product.list_products),
    ("POST", "products", product.create_product),
    ("POST", "products/batch", product.batch_products),
    ("GET", "products/#", product.get_product),
    ("PUT", "products/#", product.update_product),
    ("DELETE", "products/#", product.delete_product),
    ("GET", "products/#/variations", product.list_variations),
    ("POST", "products/#/variations", product.create_variation),
    ("POST", "products/#/variations/batch", product.batch_variations),
    ("GET", "products/#/variations/#", product.get_variation),
    ("PUT", "products/#/variations/#", product.update_variation),
)


def find_endpoint(method: str, path: str) -> tuple[Endpoint, tuple[int, ...]]:
    """The endpoint and the numbers in its address. Raises Refusal where there is none."""
    relative = path.partition(ROOT)[2].strip("/")
    ids = tuple(int(number) for number in re.findall(r"(?<=/)\d+", relative))
    pattern = re.sub(r"(?<=/)\d+", "#", relative)
    for known_method, known_pattern, endpoint in ROUTES:
        if (known_method, known_pattern) == (method, pattern):
            return endpoint, ids
    raise no_route()
