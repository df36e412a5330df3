"""Failed answers, in the forms of v2 and of v3."""

from typing import Any


class Refusal(Exception):
    """Ends a request. v2 says it in a list, v3 as a problem with a title."""

    def __init__(self, status: int, title: str, *, is_v2: bool = False) -> None:
        super().__init__(title)
        self.status = status
        self.content_type = "application/json" if is_v2 else "application/problem+json"
        v3 = {
            "status": status,
            "title": title,
            "type": "https://developer.bigcommerce.com/api-docs/getting-started/api-status-codes",
            "errors": {},
        }
        self.body: Any = [{"status": status, "message": title}] if is_v2 else v3


def not_found(*, is_v2: bool = False) -> Refusal:
    return Refusal(404, "The requested resource was not found.", is_v2=is_v2)
