"""`adopt`: take over a channel's catalogue, propose links, and make those a person confirms.

Only equal SKUs are proposed, and nothing is linked before `--confirm`.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from connectors.protocol import Account
from jobs.storefronts.catalogue import read_catalogue
from jobs.storefronts.channel_locations import check_locations
from jobs.storefronts.work import Work
from ledger.catalogue import NEW
from ledger.database import Writing
from ledger.errors import Rejected
from ledger.incidents import close_incidents
from ledger.items import create_missing_items
from ledger.listings import ListingLink, Proposal, link_listings, proposals
from ledger.numbers import counted
from ledger.orders.booking import channel_ref
from ledger.orders.parked import book_parked
from ledger.values import sku_problem

_log: Final = logging.getLogger("stockbook.adopt")


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptAnswer:
    """``proposed``: listings whose SKU equals an item's. ``unlinked`` need a person's word.

    ``unmapped_locations``: the channel's own ones that are left alone.
    """

    channel: str
    platform: str
    version: str
    listings: int
    items_created: int
    linked: int
    proposed: list[str]
    unlinked: list[str]
    unmapped_locations: list[str]


def adopt(
    work: Work,
    *,
    mapped: Mapping[str, str],
    confirm: bool,
    create_items: bool,
    actor: str,
    progress: Callable[[int], None] = lambda _: None,
) -> AdoptAnswer:
    """Read the catalogue; link what is confirmed; book the order lines that waited for it.

    ``mapped``: the channel's locations that the configuration names. Raises Rejected, naming each,
    when rights are missing or locations are mapped wrongly.
    """
    account = work.connector.account()
    require_rights(work.channel, account)
    places = check_locations(work.channel, account, mapped)
    if places.problems:
        raise Rejected(places.problems)
    listings = read_catalogue(work, progress)
    with work.writing() as tx:
        found = proposals(tx, work.channel_id)
        created = _create_items(tx, found) if create_items else 0
        # Listings of items that are new are proposed as well.
        found = proposals(tx, work.channel_id) if created else found
        proposed = [one for one in found if one.item]
        if confirm:
            _link(tx, work, proposed, actor=actor)
        # Whoever adopts is told of each in the answer.
        close_incidents(tx, NEW, [work.channel], actor=actor)
    linked = len(proposed) if confirm else 0
    if created or linked:
        done = f"{counted(created, 'item')} created, {counted(linked, 'listing')} linked"
        _log.info("%s adopted %s: %s", actor, work.channel, done)
    return AdoptAnswer(
        channel=work.channel,
        platform=account.platform,
        version=account.version,
        listings=listings,
        items_created=created,
        linked=linked,
        proposed=[] if confirm else [_told(one) for one in proposed],
        unlinked=[_told(one) for one in found if not one.item],
        unmapped_locations=places.unmapped,
    )


def require_rights(channel: str, account: Account) -> None:
    """Raises Rejected with every right that the channel's key lacks."""
    if account.missing_rights:
        raise Rejected(
            [f"{channel}: the key lacks {right}; grant it in {account.platform}"
             for right in account.missing_rights]
        )  # fmt: skip


def _create_items(tx: Writing, found: Sequence[Proposal]) -> int:
    """An item for each SKU that is one; without a SKU, or with several, a person is needed."""
    wanted = [one for one in found if not one.item and not one.shares]
    return create_missing_items(tx, {one.sku for one in wanted if sku_problem(one.sku) is None})


def _link(tx: Writing, work: Work, proposed: Sequence[Proposal], *, actor: str) -> None:
    """In one transaction with the order lines that waited: they are owed as soon as it is known."""
    links = [ListingLink(listing_id=one.listing_id, sku=one.sku) for one in proposed]
    link_listings(tx, work.channel_id, links, actor=actor)
    book_parked(tx, channel_ref(tx, work.channel), [one.listing_id for one in proposed])


def _told(one: Proposal) -> str:
    """With what stands in the way, where no item is proposed."""
    told = f"{one.sku or '(no SKU)'}: {one.title or one.listing_id}"
    if one.shares:
        return f"{told} ({_SHARES})"
    if one.item:
        return told
    return f"{told} ({_UNKNOWN if one.sku else _NAMELESS})"


_UNKNOWN: Final = "no item has this SKU; --create-items makes one, `listings link` takes another"
_NAMELESS: Final = "without a SKU; `listings link` says which item it is"
_SHARES: Final = "shares its number with other SKUs; link all of them to one item"
