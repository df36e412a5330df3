"""Error answers in WordPress's own shape: ``code``, ``message`` and ``data``."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Refusal(Exception):
    """Ends a request with an error answer.

    ``data`` is ``{"status": ...}`` as a rule. A few places of WooCommerce answer a bare integer
    there, which is why ``bare`` exists.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        status: int,
        extra: Mapping[str, object] | None = None,
        bare: bool = False,
    ) -> None:
        super().__init__(message)
        self.status = status
        data: object = status if bare else {"status": status, **(extra or {})}
        self.body: dict[str, object] = {"code": code, "message": message, "data": data}


def invalid_id(kind: str, *, status: int = 404) -> Refusal:
    """``kind`` is WooCommerce's own name: product, shop_order, product_variation."""
    return Refusal(f"woocommerce_rest_{kind}_invalid_id", "Invalid ID.", status=status)


def no_route() -> Refusal:
    message = "No route was found matching the URL and request method."
    return Refusal("rest_no_route", message, status=404)


def authentication_error(message: str) -> Refusal:
    return Refusal("woocommerce_rest_authentication_error", message, status=401)


def not_allowed(verb: str, message: str, *, known_user: bool) -> Refusal:
    """401 for a stranger, 403 for a user without the right."""
    code = f"woocommerce_rest_cannot_{verb}"
    return Refusal(code, message, status=403 if known_user else 401)


class Outage(StrEnum):
    """Why the whole site answers nothing else, to anyone."""

    MAINTENANCE = "Briefly unavailable for scheduled maintenance. Check back in a minute."
    DATABASE = "<h1>Error establishing a database connection</h1>"


MAINTENANCE_SECONDS: Final = "600"
"""What WordPress asks to wait while it is updated."""


def outage_answer(outage: Outage) -> tuple[Refusal, dict[str, str]]:
    """What WordPress says when it dies early, and the headers with it."""
    in_maintenance = outage is Outage.MAINTENANCE
    refusal = Refusal("wp_die", outage.value, status=503 if in_maintenance else 500)
    refusal.body["additional_errors"] = []
    return refusal, {"Retry-After": MAINTENANCE_SECONDS} if in_maintenance else {}
