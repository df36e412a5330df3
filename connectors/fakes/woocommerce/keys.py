"""Who asks, and may they? Keys go by Basic or query over TLS, by OAuth 1.0a over plain http."""

import base64
import binascii
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from oauthlib.oauth1.rfc5849 import signature

from connectors.fakes.fronts import Request
from connectors.fakes.woocommerce.records import Key, Permission
from connectors.fakes.woocommerce.refusals import authentication_error
from connectors.fakes.woocommerce.shop import Shop

TIMESTAMP_WINDOW: Final = timedelta(minutes=15)
"""How far a signed request's clock may be off; nonces are remembered for as long."""

_SIGNERS: Final = {
    "HMAC-SHA1": signature.sign_hmac_sha1_with_client,
    "HMAC-SHA256": signature.sign_hmac_sha256_with_client,
}


class _Client:
    """What oauthlib's signers want to be given."""

    resource_owner_secret = ""

    def __init__(self, secret: str) -> None:
        self.client_secret = secret


def known_key(shop: Shop, request: Request, now: datetime) -> Key | None:
    """None for a stranger: no key, an unknown one, or Basic over plain http, which is ignored.

    Raises Refusal for a known key with a wrong secret or signature, or without the right.
    """
    key = _basic(shop, request) if request.scheme == "https" else _signed(shop, request, now)
    if key is not None:
        _require_permission(key, request.method)
    return key


def _basic(shop: Shop, request: Request) -> Key | None:
    consumer_key, secret = _credentials(request)
    key = shop.keys.get(consumer_key)
    if key is not None and secret != key.consumer_secret:
        raise authentication_error("Consumer secret is invalid.")
    return key


def _credentials(request: Request) -> tuple[str, str]:
    kind, _, value = request.headers.get("authorization", "").partition(" ")
    if kind == "Basic":
        try:
            consumer_key, _, secret = base64.b64decode(value).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return "", ""
        return consumer_key, secret
    query = dict(request.query)
    return query.get("consumer_key", ""), query.get("consumer_secret", "")


def _signed(shop: Shop, request: Request, now: datetime) -> Key | None:
    given_header = request.headers.get("authorization", "")
    is_header = given_header.startswith("OAuth ")
    if not is_header and "oauth_consumer_key" not in dict(request.query):
        return None
    headers = {"Authorization": given_header} if is_header else {}
    found = signature.collect_parameters(
        uri_query=urlsplit(request.url).query, headers=headers, exclude_oauth_signature=False
    )
    given = dict(found)
    key = shop.keys.get(given.get("oauth_consumer_key", ""))
    if key is None:
        return None
    signer = _SIGNERS.get(given.get("oauth_signature_method", ""))
    if signer is None:
        raise authentication_error("Invalid signature - signature method is invalid.")
    signed = [pair for pair in found if pair[0] != "oauth_signature"]
    base = signature.signature_base_string(
        request.method,  # type: ignore[arg-type]  # the stubs list the methods
        signature.base_string_uri(request.url),
        signature.normalize_parameters(signed),  # type: ignore[arg-type]  # pairs, not a dict
    )
    signed_by_us: str = signer(base, _Client(key.consumer_secret))  # type: ignore[no-untyped-call]  # no stubs
    if signed_by_us != given.get("oauth_signature"):
        raise authentication_error("Invalid signature - provided signature does not match.")
    _require_fresh(shop, key, given, now)
    return key


def _require_fresh(shop: Shop, key: Key, given: dict[str, str], now: datetime) -> None:
    stamp, nonce = int(given.get("oauth_timestamp", "0")), given.get("oauth_nonce", "")
    window = TIMESTAMP_WINDOW.total_seconds()
    if abs(now.timestamp() - stamp) > window:
        raise authentication_error("Invalid timestamp.")
    used = shop.used_nonces.setdefault(key.consumer_key, {})
    if nonce in used.values():
        raise authentication_error("Invalid nonce - nonce has already been used.")
    for old in [one for one in used if now.timestamp() - one > window]:
        del used[old]
    used[stamp] = nonce


def _require_permission(key: Key, method: str) -> None:
    reads = method in {"GET", "HEAD", "OPTIONS"}
    missing = Permission.WRITE if reads else Permission.READ
    if key.permission is missing:
        right = "read" if reads else "write"
        raise authentication_error(f"The API key provided does not have {right} permissions.")
