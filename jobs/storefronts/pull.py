"""Pull: everything that changed in a channel's orders comes into the book.

A page and its cursor are one transaction, so a pull may be broken off anywhere and goes on there.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from connectors.errors import Unintelligible
from jobs.storefronts.work import Work
from ledger.channel_state import save_complete_pull, save_cursor
from ledger.database import Database
from ledger.errors import Rejected
from ledger.incidents import NewIncident, close_incidents, open_incidents
from ledger.instants import to_micros
from ledger.locations import locations
from ledger.numbers import counted
from ledger.orders.booking import Booked, book_page, channel_ref
from ledger.orders.vanished import (
    book_vanished,
    newest_order,
    note_missing,
    open_orders_unread_since,
)
from ledger.snapshots import Gone, OrderSnapshot, Unreadable
from ledger.values import foreign_text_problem

PAGES_MAX: Final = 1_000_000
"""A hundred million orders; a shop that pages for longer repeats itself."""

BY_ID_MAX: Final = 500
"""Orders asked for by id in one cycle; the rest waits for the next."""

UNREAD_AFTER: Final = timedelta(hours=24)
"""An open order that no pull has shown for a day is asked for by its id."""

VANISHED_MAX: Final = 5
"""More than a handful of vanished orders at once is a broken shop until a person says otherwise."""

_log: Final = logging.getLogger("stockbook.pull")


@dataclass(slots=True, kw_only=True)
class Pulled:
    """What one pull did. ``parked``: order ids that could not be understood."""

    orders: int = 0
    movements: int = 0
    parked: int = 0
    complete: bool = False


def pull(
    work: Work,
    pulled: Pulled,
    *,
    backfill: timedelta = timedelta(),
    confirm_vanished: bool = False,
    progress: Callable[[int], None] = lambda _: None,
) -> None:
    """Read all that changed, then look after what pulls do not show; ``pulled`` counts along.

    A channel's first pull goes back to the first opening and ``backfill`` further: goods of orders
    that were placed before it and are still owed lie in the opening stock.

    Raises the connectors' errors; whatever was booked until then stays booked and counted.
    """
    began_at = work.clock()
    since = first_opening(work.database) - backfill
    again: list[str] = []
    last_cursor = None
    for page in islice(work.connector.orders(work.state().cursor, since=since), PAGES_MAX):
        # Page by page the cursor moves on, or the platform would keep us here for ever.
        if page.cursor == last_cursor:
            raise Unintelligible(f"{work.channel} answers the same page for ever; try again later")
        last_cursor = page.cursor
        if problem := foreign_text_problem("cursor", page.cursor):
            raise Unintelligible(f"{work.channel}: {problem}")
        # One transaction: a crash neither loses the page nor skips what its cursor is past.
        with work.writing() as tx:
            booked = book_page(tx, channel_ref(tx, work.channel), page.orders)
            save_cursor(tx, work.channel_id, page.cursor)
            if page.complete_to:
                save_complete_pull(tx, work.channel_id, page.complete_to)
        pulled.complete = page.complete_to is not None
        again += booked.read_again
        _add(work, pulled, booked)
        progress(booked.orders)
        if work.stopping():
            # Nothing is half done: the next pull goes on behind this page.
            return
    _read_again(work, again, pulled)
    _look_after(work, began_at, pulled, confirm_vanished=confirm_vanished)


def first_opening(database: Database) -> datetime:
    """What was shipped before is in the opening stock. Raises Rejected before there is any."""
    with database.reading() as tx:
        openings = [site.opening_at for site in locations(tx).values() if site.opening_at]
    if not openings:
        raise Rejected(
            ["no location is in the book yet; begin with `stockbook opening FILE --at INSTANT`, "
             "or `stockbook opening --empty --at INSTANT`"]
        )  # fmt: skip
    return min(openings)


def _read_again(work: Work, order_ids: Iterable[str], pulled: Pulled) -> list[Gone]:
    """Book these orders as they are now, asked one by one; answers those that are gone."""
    wanted = sorted(set(order_ids))[:BY_ID_MAX]
    if not wanted:
        return []
    answers = list(work.connector.orders_by_id(wanted))
    orders: Sequence[OrderSnapshot | Unreadable] = [
        one for one in answers if not isinstance(one, Gone)
    ]
    with work.writing() as tx:
        _add(work, pulled, book_page(tx, channel_ref(tx, work.channel), orders))
    return [one for one in answers if isinstance(one, Gone)]


def _look_after(work: Work, began_at: datetime, pulled: Pulled, *, confirm_vanished: bool) -> None:
    """Try again what could not be understood; ask for open orders that pulls have not shown."""
    with work.database.reading() as tx:
        unreadable = tx.rows(
            "SELECT order_id FROM unreadable_order WHERE channel_id = ? AND read_at < ? LIMIT ?",
            (work.channel_id, to_micros(began_at), BY_ID_MAX),
        )
        unread = open_orders_unread_since(
            tx, work.channel_id, began_at - UNREAD_AFTER, limit=BY_ID_MAX // 2
        )
        # An order that surely exists: where it is gone too, the shop is broken and not its orders.
        witness = newest_order(tx, work.channel_id, beside=unread) if unread else None
    _forget_unreadable(work, _read_again(work, [one for (one,) in unreadable], pulled))
    asked = [*unread, *([witness] if witness else [])]
    gone = {one.order_id for one in _read_again(work, asked, pulled)}
    if gone and witness is not None and witness not in gone:
        _vanish(work, sorted(gone), pulled, confirmed=confirm_vanished)


def _forget_unreadable(work: Work, gone: Sequence[Gone]) -> None:
    """Never understood and now gone: nothing was booked of it, so nothing is left to do."""
    if gone:
        with work.writing() as tx:
            tx.run_among(
                "DELETE FROM unreadable_order WHERE order_id IN (?*) AND channel_id = ?",
                [one.order_id for one in gone],
                (work.channel_id,),
            )


def _vanish(work: Work, gone: Sequence[str], pulled: Pulled, *, confirmed: bool) -> None:
    with work.writing() as tx:
        believed = note_missing(tx, work.channel_id, gone)
        if len(believed) > VANISHED_MAX and not confirmed:
            text = (
                f"{len(believed)} open orders are gone from {work.channel}; if they were deleted "
                f"there, say `stockbook sync {work.channel} --confirm-vanished`"
            )
            incident = NewIncident(kind="vanished", subject=work.channel, text=text)
            open_incidents(tx, [incident])
            return
        movements = book_vanished(tx, channel_ref(tx, work.channel), believed)
        close_incidents(tx, "vanished", [work.channel], actor="pull")
    pulled.movements += movements
    for order_id in believed:
        _log.info("%s order %s vanished", work.channel, order_id)


def _add(work: Work, pulled: Pulled, booked: Booked) -> None:
    pulled.orders += booked.orders
    pulled.movements += booked.movements
    pulled.parked += len(booked.parked)
    if booked.movements or booked.parked:
        _log.info(
            "%s pulled %s, posted %s, parked %s",
            work.channel,
            counted(booked.orders, "order"),
            counted(booked.movements, "movement"),
            counted(len(booked.parked), "order"),
        )
