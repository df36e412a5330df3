"""One request as an endpoint sees it, and the answers that endpoints give."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from connectors.fakes.woocommerce.listing import Dated, Listing
from connectors.fakes.woocommerce.parameters import Parameters, as_mapping, words
from connectors.fakes.woocommerce.refusals import Refusal
from connectors.fakes.woocommerce.shapes import Json
from connectors.fakes.woocommerce.shop import Shop

Record = TypeVar("Record", bound=Dated)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """``ids``: the numbers in the address, in their order. ``now``: whole seconds, UTC."""

    shop: Shop
    ids: tuple[int, ...]
    query: Mapping[str, object]
    body: Mapping[str, object]
    now: datetime
    address: str

    def parameters(self) -> Parameters:
        return Parameters(self.query)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """``seconds``: how long the real one takes for it."""

    body: object
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0


Endpoint = Callable[[Call], Answer]


def read_body(content: bytes, content_type: str) -> Mapping[str, object]:
    """Raises Refusal for JSON that is none."""
    if not content:
        return {}
    if "json" not in content_type:
        return as_mapping([])
    try:
        body = json.loads(content)
    except ValueError:
        raise Refusal("rest_invalid_json", "Invalid JSON body passed.", status=400) from None
    return body if isinstance(body, dict) else {}


def page_of(
    call: Call,
    listing: Listing,
    records: list[Record],
    shape: Callable[[Record], Json],
    *,
    zero_beyond: bool = False,
) -> Answer:
    """A page with its headers; past the end orders say that there are none at all."""
    rows = [_cut(shape(record), call.query) for record in listing.cut(records)]
    total = 0 if zero_beyond and not rows else len(records)
    pages = -(-total // listing.per_page)
    headers = {"X-WP-Total": str(total), "X-WP-TotalPages": str(pages)}
    if listing.page < pages:
        headers["Link"] = f'<{call.address}?page={listing.page + 1}>; rel="next"'
    return Answer(body=rows, headers=headers)


def _cut(row: Json, query: Mapping[str, object]) -> Json:
    """``_fields`` keeps the named fields of each row."""
    wanted = query.get("_fields")
    if not wanted:
        return row
    names = words(wanted)
    return {name: row[name] for name in names if name in row}
