"""Lists in pages: v2 ends with a short page or 204, v3 says how many there are, or does not."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, Protocol, TypeVar

from connectors.bigcommerce.failures import NOTHING
from connectors.bigcommerce.shapes import Meta
from connectors.errors import Refused, Unintelligible
from connectors.http import Http

PAGE_SIZE: Final = 250
"""The most that v2 and the catalogue give at once; unasked they give 50."""

PAGE_MIN: Final = 50
"""What every list gives at once, whatever its own most may be: a shorter page is the last."""

PAGES_MAX: Final = 20_000
"""Five million rows; a list that goes on longer repeats itself."""

Row = TypeVar("Row")


class Paged(Protocol[Row]):
    """A v3 answer."""

    data: list[Row]
    meta: Meta | None


def v2_pages(http: Http, path: str, kind: type[list[Row]]) -> Iterator[Row]:
    """Every row below ``path``."""
    for page in range(1, PAGES_MAX + 1):
        found = v2_rows(http, path, {"page": page, "limit": PAGE_SIZE}, kind)
        yield from found
        if len(found) < PAGE_SIZE:
            return
    raise Unintelligible(f"{path} goes on for more than {PAGES_MAX} pages")


def v2_rows(http: Http, path: str, query: Mapping[str, Any], kind: type[list[Row]]) -> list[Row]:
    """One page. An empty one is 204 without a body, which no decoder takes."""
    try:
        return http.request("GET", path, query=query, decode=kind).value
    except Refused as refusal:
        if refusal.code == NOTHING:
            return []
        raise


def v3_pages(
    http: Http,
    path: str,
    kind: type[Paged[Row]],
    *,
    query: Mapping[str, Any] | None = None,
    limit: int = PAGE_SIZE,
) -> Iterator[Row]:
    """Every row below ``path``. Raises Unintelligible for a page that comes again."""
    before: list[Row] = []
    for page in range(1, PAGES_MAX + 1):
        asked = {**(query or {}), "page": page, "limit": limit}
        answer = http.request("GET", path, query=asked, decode=kind).value
        if answer.data and answer.data == before:
            raise Unintelligible(f"{path} answers the same page again")
        yield from answer.data
        if _is_last(answer, page):
            return
        before = answer.data
    raise Unintelligible(f"{path} goes on for more than {PAGES_MAX} pages")


def _is_last(answer: Paged[Row], page: int) -> bool:
    """The list of refunds comes with an empty ``meta``, as it is documented: nobody counts it."""
    pages = answer.meta.pagination.total_pages if answer.meta and answer.meta.pagination else None
    return len(answer.data) < PAGE_MIN if pages is None else page >= pages
