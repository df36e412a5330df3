"""How lists are narrowed, ordered and cut into pages, as WooCommerce does it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from operator import attrgetter
from typing import Final, Protocol, TypeVar

from connectors.fakes.woocommerce.parameters import Parameters

ORDERINGS: Final = ("date", "id", "include", "title", "slug", "modified")
PER_PAGE_MAX: Final = 100

_ID: Final = attrgetter("id")
_CREATED: Final = attrgetter("created")
_MODIFIED: Final = attrgetter("modified")


class Dated(Protocol):
    """Anything that has an id and the two instants lists are asked by."""

    id: int
    created: datetime
    modified: datetime


Record = TypeVar("Record", bound=Dated)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a list was asked for. Every bound is exclusive, at the grain of one second."""

    page: int
    per_page: int
    offset: int
    descending: bool
    orderby: str
    include: Sequence[int]
    exclude: Sequence[int]
    after: datetime | None
    before: datetime | None
    modified_after: datetime | None
    modified_before: datetime | None

    def narrow(self, records: Iterable[Record]) -> list[Record]:
        found = list(records)
        if self.modified_after:
            found = [record for record in found if record.modified > self.modified_after]
        if self.modified_before:
            found = [record for record in found if record.modified < self.modified_before]
        if self.after:
            found = [record for record in found if record.created > self.after]
        if self.before:
            found = [record for record in found if record.created < self.before]
        if self.include:
            included = frozenset(self.include)
            found = [record for record in found if record.id in included]
        if self.exclude:
            excluded = frozenset(self.exclude)
            found = [record for record in found if record.id not in excluded]
        return found

    def cut(self, records: list[Record]) -> list[Record]:
        """The page asked for."""
        start = self.offset or (self.page - 1) * self.per_page
        return self._ordered(records)[start : start + self.per_page]

    def _ordered(self, records: list[Record]) -> list[Record]:
        """Complete by id. Any other order leaves ties to the database, which sorts each page
        anew: here every even page meets them the other way round, so rows come twice or never.
        """
        by_id = sorted(records, key=_ID)
        if self.orderby == "id":
            return by_id[::-1] if self.descending else by_id
        if self.orderby == "include":
            return sorted(by_id, key=lambda record: self.include.index(record.id))
        ties = by_id if self.page % 2 else by_id[::-1]
        if self.orderby == "modified":
            return sorted(ties, key=_MODIFIED, reverse=self.descending)
        if self.orderby == "date":
            return sorted(ties, key=_CREATED, reverse=self.descending)
        return ties


def read_listing(asked: Parameters, zone: tzinfo, orderings: Sequence[str] = ORDERINGS) -> Listing:
    """Problems stay with ``asked``, which refuses them."""
    gmt = asked.boolean("dates_are_gmt", default=False)
    return Listing(
        page=asked.integer("page", 1, minimum=1),
        per_page=asked.integer("per_page", 10, minimum=1, maximum=PER_PAGE_MAX),
        offset=asked.integer("offset", 0),
        descending=asked.choice("order", ("asc", "desc"), "desc") == "desc",
        orderby=asked.choice("orderby", orderings, "date"),
        include=asked.ids("include"),
        exclude=asked.ids("exclude"),
        after=_bound(asked.instant("after"), zone, gmt=gmt),
        before=_bound(asked.instant("before"), zone, gmt=gmt),
        modified_after=_bound(asked.instant("modified_after"), zone, gmt=gmt),
        modified_before=_bound(asked.instant("modified_before"), zone, gmt=gmt),
    )


def _bound(text: str, zone: tzinfo, *, gmt: bool) -> datetime | None:
    """The instant that records are compared with.

    A naive text is the shop's own time, or UTC with ``dates_are_gmt``. A text with a zone is
    right by itself; with the flag it is first turned into the shop's time and that then taken
    for UTC, so the bound is off by the shop's whole offset.
    """
    if not text:
        return None
    given = datetime.fromisoformat(text.upper()).replace(microsecond=0)
    local = given.astimezone(zone) if given.tzinfo else given.replace(tzinfo=zone)
    return local.replace(tzinfo=UTC) if gmt else local.astimezone(UTC)
