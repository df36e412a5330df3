"""Asking Shopify: one address for everything, failures inside HTTP 200, and a price for each page.

The price of a document is told with its answer. It is remembered, so that the next one waits
before it would be throttled, and pages are made as large as one document may cost.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final, TypeVar

import msgspec

from connectors.errors import Refused, Unintelligible
from connectors.http import Answer, Http
from connectors.shopify.documents import Document
from connectors.shopify.documents_shop import CLOCK
from connectors.shopify.meaning import TOO_COSTLY, Envelope, TooCostly

T = TypeVar("T")

COST_MAX: Final = 1_000.0
"""Points that one document may cost at most, whatever the plan."""

HALVINGS_MAX: Final = 10
"""From the largest page to a single row."""

_ROOM: Final = 0.9
"""A page is made this full: what was learnt on one page need not hold on the next."""


@dataclass(slots=True)
class Prices:
    """What each document cost last, and at what size. Every price grows no faster than its size."""

    _known: dict[str, tuple[int, float]] = field(default_factory=dict)

    def of(self, document: Document, size: int) -> float:
        """The most it may cost; all that one may, where nothing is known."""
        at, cost = self._known.get(document.name, (1, COST_MAX))
        return min(COST_MAX, cost * max(1.0, size / at))

    def fitting(self, document: Document, *, at_first: int, most: int) -> int:
        """How large a page may be."""
        known = self._known.get(document.name)
        if known is None:
            return min(at_first, most)
        at, cost = known
        return max(1, min(most, int(at * COST_MAX * _ROOM / max(1.0, cost))))

    def told(self, document: Document, size: int, cost: float) -> None:
        self._known[document.name] = (size, cost)


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """Documents asked of one shop. ``http`` fails as `failure` says and waits for `budget`."""

    http: Http
    prices: Prices = field(default_factory=Prices)

    def ask(
        self, document: Document, variables: Mapping[str, Any], decode: type[T], *, size: int = 1
    ) -> T:
        """The data. Raises the four connectors' errors, TooCostly among them."""
        answer = self._answer(document, variables, size).value
        if answer.ignored_a_search:
            raise Unintelligible(
                f"{document.name}: the shop ignored a part of the search, so its list cannot be "
                "trusted; this connector and the shop's version differ"
            )
        try:
            return msgspec.json.decode(answer.data, type=decode)
        except msgspec.ValidationError as error:
            raise Unintelligible(
                f"{document.name}: the answer is not as it should be ({error})"
            ) from None

    def shop_now(self) -> datetime:
        """The shop's own clock, from the Date of an answer: stamps are made by it."""
        answer = self._answer(CLOCK, {}, 1)
        try:
            return parsedate_to_datetime(answer.headers["Date"]).astimezone(UTC)
        except (KeyError, TypeError, ValueError):
            return self.http.maker.clock().astimezone(UTC).replace(microsecond=0)

    def _answer(
        self, document: Document, variables: Mapping[str, Any], size: int
    ) -> Answer[Envelope]:
        answer = self.http.request(
            "POST",
            "graphql.json",
            body={"query": document.text, "variables": variables, "operationName": document.name},
            decode=Envelope,
            repeatable=document.repeatable,
            cost=self.prices.of(document, size),
        )
        cost = answer.value.cost
        if cost and cost.requested_query_cost:
            self.prices.told(document, size, cost.requested_query_cost)
        return answer

    def ask_fitting(
        self,
        document: Document,
        variables: Callable[[int], Mapping[str, Any]],
        decode: type[T],
        *,
        at_first: int,
        most: int,
    ) -> tuple[T, int]:
        """As large a page as fits, and its size; a page that costs too much is asked smaller."""
        for _ in range(HALVINGS_MAX):
            size = self.prices.fitting(document, at_first=at_first, most=most)
            try:
                return self.ask(document, variables(size), decode, size=size), size
            except TooCostly:
                if size == 1:
                    raise
                self.prices.told(document, size, 2 * COST_MAX * _ROOM)
        raise Refused(f"{document.name}: it costs too much at any size", code=TOO_COSTLY)
