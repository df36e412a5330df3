"""Which shop a channel is, remembered: the ids in the book are that shop's own.

Another shop under the same name would have its orders taken for those of the first one, and the
first one's numbers written to it. So the settings that say which shop it is are kept with the
channel, and with them the id by which the platform knows it, where there is one.
"""

import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Final

import msgspec

from connectors.errors import Refused
from jobs.config import ChannelSettings
from jobs.storefronts.told_by import told_by
from jobs.storefronts.work import Work
from ledger.channel_state import channel_state, holds_nothing_of, note_shop
from ledger.database import Writing
from ledger.errors import Rejected
from ledger.instants import to_micros
from ledger.orders.vanished import newest_orders
from ledger.snapshots import OrderSnapshot

WITNESSES: Final = 5
"""Orders of the book that a shop is asked for; a person may have deleted the newest of them."""

_log: Final = logging.getLogger("stockbook.channels")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopMark:
    """``told``: the settings that say which shop it is. ``shop_id``: empty where nobody knows."""

    connector: str
    told: Mapping[str, str] = field(default_factory=dict)
    shop_id: str = ""

    @classmethod
    def of(cls, settings: ChannelSettings, shop_id: str = "") -> "ShopMark":
        return cls(connector=settings.connector, told=told_by(settings), shop_id=shop_id)

    def may_be(self, other: "ShopMark") -> bool:
        """An id of the platform's own settles it; else another address is another shop."""
        if self.connector != other.connector:
            return False
        if self.shop_id and other.shop_id:
            return self.shop_id == other.shop_id
        return self.told == other.told

    @property
    def words(self) -> str:
        return " ".join([self.connector, *self.told.values()])


def hold_to_shop(work: Work, settings: ChannelSettings, *, same_shop: bool = False) -> None:
    """Asks who the shop is only where the settings say another one than before.

    ``same_shop``: a person says that it has moved; then it must know the newest orders of the
    book. Raises Refused, with a way on, for a shop that may be another one.
    """
    before, now = remembered(work.state().shop), ShopMark.of(settings)
    if before is not None and before.may_be(now) and not same_shop:
        return
    if before is not None and before.shop_id and before.connector == now.connector:
        now = replace(now, shop_id=work.connector.account().shop_id)
    if same_shop:
        _require_known_orders(work)
    with work.writing() as tx:
        keep_shop(tx, work.channel, now, same_shop=same_shop)


def keep_shop(tx: Writing, channel: str, now: ShopMark, *, same_shop: bool = False) -> None:
    """Remember it. Raises Refused where the book holds ids of what may be another one."""
    state = channel_state(tx, channel)
    before = remembered(state.shop)
    if before is not None and before.may_be(now):
        now = replace(now, shop_id=now.shop_id or before.shop_id)
    elif before is not None and not same_shop and not holds_nothing_of(tx, state.id):
        raise Refused(_another(channel, before, now))
    if before != now:
        note_shop(tx, state.id, msgspec.json.encode(asdict(now)).decode())
    if before is not None and before.told != now.told:
        _log.info("%s is %s from now on; it was %s", channel, now.words, before.words)


def require_shop(channel: str, shop: str, settings: ChannelSettings) -> None:
    """For who only reads: raises Refused where the settings say another shop than ``shop``."""
    before, now = remembered(shop), ShopMark.of(settings)
    if before is not None and not before.may_be(now):
        raise Refused(_another(channel, before, now))


def remembered(shop: str) -> ShopMark | None:
    """From what `ledger.channel_state` keeps; None before the channel was ever spoken to."""
    return msgspec.json.decode(shop, type=ShopMark) if shop else None


def _another(channel: str, before: ShopMark, now: ShopMark) -> str:
    found = f"the configuration says {now.words}"
    if before.told == now.told and before.connector == now.connector:
        found = f"what answers there is another shop ({now.shop_id}, it was {before.shop_id})"
    return (
        f"{channel}: the book has orders or listings of {before.words}, and {found}. If it is the "
        f"same shop that has moved, say `stockbook adopt {channel} --same-shop`. If it is another "
        "one, configure it under a name of its own, and set this channel back"
    )


def _require_known_orders(work: Work) -> None:
    """Raises Rejected where the shop knows none of the newest orders as the book does.

    Ids alone would not do: many shops number their orders from one on.
    """
    with work.database.reading() as tx:
        placed = newest_orders(tx, work.channel_id, limit=WITNESSES)
    for one in work.connector.orders_by_id(list(placed)) if placed else ():
        if isinstance(one, OrderSnapshot) and to_micros(one.placed_at) == placed[one.order_id]:
            return
    if placed:
        raise Rejected(
            [f"{work.channel}: the shop that answers there knows none of the orders "
             f"{', '.join(placed)} as the book has them, so it is another one; configure it under "
             "a name of its own"]
        )  # fmt: skip
