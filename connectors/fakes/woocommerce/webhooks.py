"""Webhooks: announced by REST, and sent late, merged and without order, as Action Scheduler does.

A delivery is built when it is sent, so that an order that was created and thrown away meanwhile
arrives as "created" with the status trash; several changes between two deliveries are one.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from connectors.fakes.fronts import Request, read_request
from connectors.fakes.woocommerce.calls import Answer, Call
from connectors.fakes.woocommerce.records import Webhook
from connectors.fakes.woocommerce.shapes import Json, dates, order_json, product_json
from connectors.fakes.woocommerce.shop import Shop

HOOKS: Final = {
    "order.created": ["woocommerce_new_order"],
    "order.updated": ["woocommerce_update_order", "woocommerce_order_refunded"],
    "order.deleted": ["wp_trash_post", "woocommerce_trash_order"],
    "product.created": [
        "woocommerce_process_product_meta",
        "woocommerce_new_product",
        "woocommerce_new_product_variation",
    ],
    "product.updated": [
        "woocommerce_process_product_meta",
        "woocommerce_update_product",
        "woocommerce_update_product_variation",
    ],
}


def create_webhook(call: Call) -> Answer:
    """Saving it sends a ping at once; see `deliveries`."""
    webhook = Webhook(
        id=len(call.shop.webhooks) + 1,
        topic=str(call.body.get("topic")),
        name=str(call.body.get("name") or ""),
        address=str(call.body.get("delivery_url")),
        secret=str(call.body.get("secret") or ""),
        created=call.now,
        told=_news(call.shop, str(call.body.get("topic"))),
    )
    call.shop.webhooks.append(webhook)
    return Answer(body=_webhook_json(call.shop, webhook), status=201)


def list_webhooks(call: Call) -> Answer:
    return Answer(body=[_webhook_json(call.shop, one) for one in call.shop.webhooks])


def deliveries(
    shop: Shop, now: datetime, *, source: str = "https://shop.example/"
) -> Iterator[Request]:
    """What the shop sends now, to every webhook: pings first, then what changed since the last."""
    for webhook in shop.webhooks:
        if not webhook.pinged:
            webhook.pinged = True
            form = {"Content-Type": "application/x-www-form-urlencoded"}
            body = f"webhook_id={webhook.id}".encode()
            yield read_request("POST", webhook.address, headers=form, body=body)
        told, webhook.told = webhook.told, _news(shop, webhook.topic)
        for remote_id, stamp in webhook.told.items():
            if remote_id not in told or told[remote_id] != stamp:
                yield _delivery(shop, webhook, remote_id, now=now, source=source)


def _delivery(
    shop: Shop, webhook: Webhook, remote_id: int, *, now: datetime, source: str
) -> Request:
    resource, _, event = webhook.topic.partition(".")
    body = json.dumps(_body(shop, webhook.topic, remote_id), separators=(",", ":")).encode()
    signature = hmac.new(webhook.secret.encode(), body, hashlib.sha256).digest()
    # Named by the second, so several deliveries of one second bear the same id.
    second = hashlib.md5(
        f"{webhook.id} {now.timestamp():.0f}".encode(), usedforsecurity=False
    ).hexdigest()
    headers = {
        "Content-Type": "application/json",
        "X-WC-Webhook-Source": source,
        "X-WC-Webhook-Topic": webhook.topic,
        "X-WC-Webhook-Resource": resource,
        "X-WC-Webhook-Event": event,
        "X-WC-Webhook-Signature": base64.b64encode(signature).decode(),
        "X-WC-Webhook-ID": str(webhook.id),
        "X-WC-Webhook-Delivery-ID": second,
    }
    return read_request("POST", webhook.address, headers=headers, body=body)


def _body(shop: Shop, topic: str, remote_id: int) -> Json:
    if topic == "order.deleted":
        return {"id": remote_id}
    if topic.startswith("order."):
        return order_json(shop, shop.orders[remote_id])
    return product_json(shop, shop.products[remote_id])


def _news(shop: Shop, topic: str) -> dict[int, datetime | None]:
    """What the topic is about: ids and, where changes count, the instant of the last."""
    changes = topic.endswith(".updated")
    if topic == "order.deleted":
        thrown_away = [one.id for one in shop.orders.values() if one.status == "trash"]
        return dict.fromkeys([*shop.deleted_orders, *thrown_away])
    if topic.startswith("order."):
        return {one.id: one.modified if changes else None for one in shop.orders.values()}
    return {
        one.id: one.modified if changes else None
        for one in shop.products.values()
        if not (changes and _moved_by_a_variation(shop, one.variation_ids, one.modified))
    }


def _moved_by_a_variation(shop: Shop, variation_ids: list[int], modified: datetime) -> bool:
    """A changed variation is told by itself; its parent's date moves, and nobody tells."""
    return any(shop.products[one].modified == modified for one in variation_ids)


def _webhook_json(shop: Shop, webhook: Webhook) -> Json:
    resource, _, event = webhook.topic.partition(".")
    return {
        "id": webhook.id,
        "name": webhook.name,
        "status": webhook.status,
        "topic": webhook.topic,
        "resource": resource,
        "event": event,
        "hooks": HOOKS.get(webhook.topic, []),
        "delivery_url": webhook.address,
        **dates(shop, "created", webhook.created),
        **dates(shop, "modified", None),
    }
