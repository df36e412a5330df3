"""The fake shop beside the exchanges recorded on a running WooCommerce 9.9.5, if they are here.

Every field that the fake answers must be in the real answer and hold the same value. The real one
answers more fields; which of them a connector may read is the fake's promise.
"""

import base64
import gzip
import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import jsonschema
import pytest

from connectors.fakes.woocommerce import WooCommerce
from tests.connectors.fakes.client import NOON, Client, Said
from tests.connectors.fakes.recorded_session import CUT_BY_CHANCE, RECORDED, Session, recorded
from tests.shared import shared

NOT_COMPARED: Final = {
    "order-notes": "text for people, in the shop's language; no connector may read it",
    **dict.fromkeys(
        ["webhook-delivery-0-order.created", "webhook-delivery-1-order.updated",
         "webhook-delivery-2-product.updated", "webhook-delivery-3-product.updated",
         "webhook-delivery-4-product.updated", "webhook-delivery-5-order.deleted",
         "webhook-delivery-6-product.updated"],
        "requests of the shop's own: see test_deliveries_are_made_as_recorded",
    ),
}  # fmt: skip

ONLY_THESE_FIELDS: Final = {
    "orders-batch-update-same-status": ("id", "status", "error"),
}
"""Two orders among hundreds of unrecorded ones: what they held is not known."""

HEADERS: Final = ("X-WP-Total", "X-WP-TotalPages", "Retry-After")

SECONDS_OFF: Final = 2.0
"""An answer's Date is later than the instant it was worked at; unrecorded steps are guessed."""

BATCH_SECONDS_OFF: Final = 20.0
"""A batch of a hundred took 16 seconds and stamped its rows as it went; the fake's takes none."""

OF_A_BATCH: Final = (
    "products-batch",
    "orders-batch",
    "product-delete-trash",
    "product-get-trashed",
)


@pytest.fixture(scope="module")
def answers() -> dict[str, Said]:
    shared("payloads/woocommerce-9.9.5/order-notes.json")
    return Session().play()


@pytest.mark.parametrize("name", RECORDED)
def test_the_fake_answers_as_the_real_one_did(answers: Mapping[str, Said], name: str) -> None:
    """Status, headers that matter, and every field of the fake."""
    exchange, ours = recorded(name), answers[name]
    body, expected = ours.body, exchange["body"]
    if name in ONLY_THESE_FIELDS:
        fields, expected = ONLY_THESE_FIELDS[name], expected["update"]
        body = [{key: row[key] for key in fields if key in row} for row in body["update"]]
    seconds_off = BATCH_SECONDS_OFF if name.startswith(OF_A_BATCH) else SECONDS_OFF

    assert ours.status == exchange["status"]
    if name != CUT_BY_CHANCE:
        assert {one: ours.headers.get(one) for one in HEADERS} == {
            one: exchange["headers"].get(one.lower()) for one in HEADERS
        }
        assert _has_next(ours.headers) == _has_next(exchange["headers"])
    assert list(_differences(body, expected, seconds_off, "")) == []


def test_every_recording_is_compared_or_said_not_to_be() -> None:
    """A new one cannot be forgotten."""
    folder = Path(shared("payloads/woocommerce-9.9.5/order-notes.json")).parent
    files = {one.stem for one in folder.glob("*.json")}

    assert set(RECORDED) | set(NOT_COMPARED) == files
    assert len(RECORDED) == len(set(RECORDED))


@pytest.mark.parametrize("name", [one for one in NOT_COMPARED if "delivery" in one])
def test_deliveries_are_made_as_recorded(name: str) -> None:
    """The same headers, a signature by the same rule, and fields that the real body has."""
    real, topic = recorded(name), name.rpartition("-")[2]
    shop = WooCommerce()
    hook = {"topic": topic, "delivery_url": "https://us.example/hook", "secret": "shh"}
    shop.add_product("A", quantity=5, now=NOON)
    Client(shop).ask("POST", "/webhooks", body=hook)
    order = shop.place_order({"A": 1}, now=NOON + timedelta(seconds=9))
    shop.trash(order, now=NOON + timedelta(seconds=10))

    ping, delivery = shop.deliveries(NOON + timedelta(seconds=50))

    assert ping.body == b"webhook_id=1"
    names = {one.lower() for one in real["headers"] if one.startswith("X-WC")}
    assert {one for one in delivery.headers if one.startswith("x-wc")} == names
    for one in ("topic", "resource", "event"):
        assert (
            delivery.headers[f"x-wc-webhook-{one}"]
            == real["headers"][f"X-WC-Webhook-{one.title()}"]
        )
    digest = hmac.new(b"shh", delivery.body, hashlib.sha256).digest()
    assert delivery.headers["x-wc-webhook-signature"] == base64.b64encode(digest).decode()
    body = json.loads(delivery.body)
    assert set(body) <= set(real["body"])
    if topic.startswith("order"):
        assert body.get("status") == real["body"].get("status")


@pytest.mark.parametrize(
    ("schema", "names"),
    [
        ("orders", ("orders-list", "order-with-refunds", "order-get-trashed")),
        ("products", ("products-list-page1", "product-get-variable", "product-put-qty--3")),
        ("variations", ("products-variations-list", "variation-parent-managed")),
        ("order-refunds", ("order-refunds-list", "refund-full")),
        ("refunds", ("refunds-list-global",)),
    ],
)
def test_the_fake_keeps_to_the_official_schemas(
    answers: Mapping[str, Said], schema: str, names: tuple[str, ...]
) -> None:
    """WordPress's own dialect: a null is allowed everywhere, and was seen."""
    path = Path(shared(f"schemas/woocommerce/{schema}.options.json.gz"))
    official = _plain(json.loads(gzip.decompress(path.read_bytes()))["schema"])
    rows = [row for name in names for row in _rows(answers[name].body)]
    real = [row for name in names for row in _rows(recorded(name)["body"])]

    assert rows
    assert {text for row in rows for text in _broken(row, official)} <= {
        text for row in real for text in _broken(row, official)
    }


def _has_next(headers: Mapping[str, str]) -> bool:
    """Other links are told as well."""
    return any('rel="next"' in value for name, value in headers.items() if name.lower() == "link")


def _differences(ours: Any, real: Any, seconds_off: float, path: str) -> Iterator[str]:
    """In words, where the fake's answer is not in the real one."""
    if isinstance(ours, dict) and isinstance(real, dict):
        for key in ours:
            if key in real:
                yield from _fields_differ(key, ours, real, seconds_off, f"{path}.{key}")
            else:
                yield f"{path}.{key}: the real one has no such field"
    elif isinstance(ours, list) and isinstance(real, list):
        if len(ours) != len(real):
            yield f"{path}: {len(ours)} instead of {len(real)}"
        for number, pair in enumerate(zip(_by_id(ours), _by_id(real), strict=False)):
            yield from _differences(*pair, seconds_off, f"{path}[{number}]")
    elif ours != real or isinstance(ours, bool) != isinstance(real, bool):
        yield f"{path}: {ours!r} instead of {real!r}"


def _fields_differ(
    key: str, ours: dict[str, Any], real: dict[str, Any], seconds_off: float, path: str
) -> Iterator[str]:
    if key == "meta_data":
        yield from _metas_differ(ours, real, path)
    elif key.startswith("date_") and ours[key] and real[key]:
        off = datetime.fromisoformat(ours[key]) - datetime.fromisoformat(real[key])
        if abs(off.total_seconds()) > seconds_off:
            yield f"{path}: {ours[key]} instead of {real[key]}"
    else:
        yield from _differences(ours[key], real[key], seconds_off, path)


def _by_id(rows: list[Any]) -> list[Any]:
    """Lists of one second's rows come in any order; batches answer in the order of their rows."""
    known = all(isinstance(row, dict) and row.get("id") for row in rows)
    return sorted(rows, key=lambda row: row["id"]) if known else rows


def _metas_differ(ours: dict[str, Any], real: dict[str, Any], path: str) -> Iterator[str]:
    """The shop's own metas, by key. Of products none is read."""
    if "sku" in ours and "line_items" not in ours and "product_id" not in ours:
        return
    left, right = (
        {meta["key"]: meta["value"] for meta in row["meta_data"] if meta["key"].startswith("_")}
        for row in (ours, real)
    )
    if left != right:
        yield f"{path}: {left} instead of {right}"


def _rows(body: Any) -> list[Any]:
    return body if isinstance(body, list) else [body]


def _plain(schema: Any) -> Any:
    """JSON schema proper: WordPress's ``mixed``, ``date-time`` and ``required`` are its own."""
    if isinstance(schema, list):
        return [_plain(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: _plain(value) for key, value in schema.items() if key not in _OWN_WORDS}
    kinds = schema.get("type")
    if isinstance(kinds, str | list):
        known = {"null", *([kinds] if isinstance(kinds, str) else kinds)}
        kept.pop("type")
        if "mixed" not in known:
            kept["type"] = sorted("string" if one == "date-time" else one for one in known)
    return kept


_OWN_WORDS: Final = ("required", "readonly", "context", "default", "format", "description")


def _broken(row: Any, schema: Any) -> Iterator[str]:
    """Where a row breaks the schema, without its values."""
    for error in jsonschema.Draft4Validator(schema).iter_errors(row):
        where = ".".join("#" if isinstance(one, int) else str(one) for one in error.path)
        yield f"{where}: {error.validator}"
