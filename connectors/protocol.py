"""The seam between Stockbook and a storefront: a Protocol, nothing to inherit.

An entry point of the group ``stockbook.connectors`` names a module with ``SETTINGS``, a factory
``connect(settings, *, http, clock) -> Connector``, and in words what it was ``TESTED_AGAINST``.
Every method may raise the four errors of connectors.errors and no others.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from ledger.channels import Listing, Push, PushAnswer, PushManners, Shown, StockKey
from ledger.snapshots import Gone, OrderSnapshot, Unreadable


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What ``init`` and ``adopt`` check by name.

    ``missing_rights`` names each right that the key lacks; empty when all is well. ``locations``
    are the channel's own location ids and names; empty where it knows no locations. ``notes``:
    what the storefront's own settings mean for its operator, a sentence each. ``shop_id``: what the
    platform calls this shop wherever it is reached, and no copy of it; empty where it has no such
    id.
    """

    name: str
    platform: str
    version: str
    time_zone: str
    can_read: bool
    can_write: bool
    missing_rights: tuple[str, ...] = ()
    locations: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    shop_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Orders, and where to go on once they are booked and the cursor is saved with them.

    ``cursor`` is opaque text of the connector's own, another one on every page. ``complete_to``
    is set on the last page: everything that changed before that instant of our clock has been
    handed over. A pull that resumes in the middle is complete only to when it was first begun.
    """

    orders: tuple[OrderSnapshot | Unreadable, ...]
    cursor: str
    complete_to: datetime | None = None


class Connector(Protocol):
    """One storefront, in ledger words."""

    @property
    def push_manners(self) -> PushManners: ...

    @property
    def overlap(self) -> timedelta:
        """How far each pull reads back: longer than lag plus the stamp's grain."""
        ...

    def account(self) -> Account: ...

    def listings(self) -> Iterator[Listing]: ...

    def orders(self, cursor: str, *, since: datetime) -> Iterator[Page]:
        """Everything changed since the cursor; from ``since`` when the cursor is empty.

        After a page is booked and its cursor saved it is safe to begin again there.
        """
        ...

    def orders_by_id(self, order_ids: Sequence[str]) -> Iterable[OrderSnapshot | Unreadable | Gone]:
        """Gone only on the platform's own word, never on 401, 403, 5xx or a foreign 404."""
        ...

    def shown(self, stock_keys: Sequence[StockKey]) -> Iterable[Shown]: ...

    def push(self, pushes: Sequence[Push]) -> Iterable[PushAnswer]:
        """One answer for each push, in any order, yielded as soon as it is known."""
        ...
