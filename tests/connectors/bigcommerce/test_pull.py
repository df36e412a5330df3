"""Pulls are complete and end, where a naive reading loses orders or takes them for gone."""

import json
from datetime import timedelta

import pytest

from connectors.bigcommerce.orders import LATE_AT_ONCE
from connectors.contract import owed
from connectors.errors import NotAuthorised, Refused, Unintelligible
from connectors.fakes import mischief
from connectors.fakes.bigcommerce import Manners
from ledger.snapshots import EventKind, Gone, OrderSnapshot, Unreadable
from tests.connectors.bigcommerce.stores import Store, store_on
from tests.connectors.woocommerce.shops import BEGIN


def test_an_empty_list_is_no_content_and_no_failure() -> None:
    """204 without a body, which is no JSON."""
    with store_on() as store:
        pages = list(store.connector.orders("", since=BEGIN))

        assert not any(page.orders for page in pages)
        assert pages[-1].complete_to is not None


def test_an_order_is_not_lost_when_another_leaves_the_window() -> None:
    """Rows of numbered pages move up: the 251st would be skipped."""
    with store_on() as store:
        orders = [store.place({"A": 1}) for _ in range(300)]
        store.later(60)
        pages = store.connector.orders("", since=BEGIN - timedelta(days=1))
        first = next(pages)
        for order in orders[:10]:
            store.fake.archive(order)
        told = [one.order_id for page in (first, *pages) for one in page.orders]

        assert set(told) == {str(order.id) for order in orders}


def test_an_archived_order_is_neither_gone_nor_cancelled() -> None:
    """It is hidden from the list, and still owed; whether it answers alone is not documented."""
    for answers_alone in (True, False):
        with store_on(manners=Manners(archived_answer_alone=answers_alone)) as store:
            order = store.place({"A": 3})
            _, cursor = store.pull()
            store.fake.archive(order)
            store.fake.set_status(order, 11, now=store.clock.advance(600))
            store.later(60)

            assert owed(store.told(order)) == 3
            assert [owed(one) for one in store.whole(cursor).values()] == [3]


@pytest.mark.parametrize("has_all", [True, False])
def test_an_order_is_told_once_whatever_the_archive_lists(has_all: bool) -> None:
    """Only the archived ones, or all."""
    with store_on(manners=Manners(archived_list_has_all=has_all)) as store:
        kept, archived = store.place({"A": 1}), store.place({"A": 1})
        store.fake.archive(archived)
        store.later(60)

        told = [one.order_id for one in store.pull()[0]]
        assert sorted(told) == sorted([str(kept.id), str(archived.id)])


def test_a_refund_is_seen_though_it_does_not_move_the_order() -> None:
    """The list of refunds tells of it."""
    with store_on(manners=Manners(refunds_move_stamp=False)) as store:
        order = store.place({"A": 3})
        store.fake.ship(order, {"A": 3}, now=store.clock.advance())
        store.later(600)
        _, cursor = store.pull()
        store.later(3_600)
        store.fake.refund(order, {"A": 1}, now=store.now())
        store.later(60)

        (told,) = store.whole(cursor).values()
        assert [one.kind for one in told.lines[0].events] == [
            EventKind.SHIPPED,
            EventKind.REFUNDED,
        ]


@pytest.mark.slow
def test_refunds_that_nobody_counts_are_read_to_the_end() -> None:
    """Their list comes with an empty `meta`; those beyond its first page moved no order's stamp."""
    with store_on(manners=Manners(refunds_move_stamp=False)) as store:
        orders = [store.place({"A": 1}) for _ in range(300)]
        for order in orders:
            store.fake.ship(order, {"A": 1}, now=store.now())
        store.later(600)
        _, cursor = store.pull()
        store.later(3_600)
        for order in orders:
            store.fake.refund(order, {"A": 1}, now=store.now())
        store.later(60)

        pages = list(store.connector.orders(cursor, since=BEGIN))
        told = [one.order_id for page in pages for one in page.orders]
        assert told == [str(order.id) for order in orders]
        assert max(len(page.orders) for page in pages) <= LATE_AT_ONCE

        # An interrupt goes on behind the last page that was booked.
        booked = next(page for page in pages if len(page.orders) == LATE_AT_ONCE)
        again = [one.order_id for one in store.pull(booked.cursor)[0]]
        assert again == told[LATE_AT_ONCE:]


@pytest.mark.slow
def test_a_refunded_order_told_before_an_interrupt_is_not_asked_for_alone() -> None:
    """The cursor knows whose refunds were told: the list of refunds adds nothing to them."""
    with store_on() as store:
        orders = [store.place({"A": 1}) for _ in range(260)]
        for order in orders[:3]:
            store.fake.refund(order, {"A": 1}, now=store.now())
        store.later(60)
        since = BEGIN - timedelta(days=1)
        first = next(iter(store.connector.orders("", since=since)))
        rest = [
            one for page in store.connector.orders(first.cursor, since=since) for one in page.orders
        ]

        assert len(first.orders) + len(rest) == len(orders)
        assert not any(store.seen(f"/orders/{order.id}") for order in orders)


def test_the_platforms_own_word_makes_an_order_gone_and_no_other_does() -> None:
    """A proxy's 404, a missing right and a broken server leave it where it is."""
    with store_on() as store:
        order = store.place({"A": 1})
        path = f"/orders/{order.id}"
        page = b"<html><title>Not found</title></html>"
        for trick, error in (
            (mischief.answering(404, page), Refused),
            (mischief.answering(404, b""), Refused),
            (mischief.answering(403, b"{}"), NotAuthorised),
        ):
            store.mischief.plan(trick, when=mischief.asking("GET", path))
            with pytest.raises(error):
                store.told(order)

        store.fake.delete(order)
        (answer,) = store.connector.orders_by_id([str(order.id)])
        assert isinstance(answer, Gone)


def test_what_cannot_be_understood_is_kept_and_blocks_no_other() -> None:
    """With its id, and without its buyer."""
    with store_on() as store:
        broken, good = store.place({"A": 1}), store.place({"A": 2})
        rows = json.loads(_list(store))
        rows[0]["date_modified"] = "some day"
        store.mischief.plan(
            mischief.answering(200, json.dumps(rows).encode()), when=store.lists_orders
        )

        told = {one.order_id: one for one in store.pull()[0]}

        unread = told[str(broken.id)]
        assert isinstance(unread, Unreadable)
        assert (unread.kept, isinstance(told[str(good.id)], OrderSnapshot)) == ("", True)


def test_a_list_in_another_order_than_asked_is_refused() -> None:
    """Going on by id would lose what is out of order."""
    with store_on() as store:
        store.place({"A": 1})
        store.place({"A": 2})
        rows = json.loads(_list(store))[::-1]
        store.mischief.plan(
            mischief.answering(200, json.dumps(rows).encode()), when=store.lists_orders
        )

        with pytest.raises(Unintelligible, match="otherwise than it was asked"):
            store.pull()


def test_a_window_begins_by_the_stores_clock() -> None:
    """Ours is an hour ahead: what happens there in that hour would never be asked for."""
    with store_on() as store:
        theirs = BEGIN - timedelta(hours=1)
        store.mischief.plan(
            lambda fake, request, now: fake.handle(request, theirs), times=mischief.ALWAYS
        )
        _, cursor = store.pull()
        order = store.fake.place({"A": 1}, now=theirs + timedelta(minutes=1))

        assert store.whole(cursor).keys() == {str(order.id)}


def test_a_cursor_of_another_hand_is_refused() -> None:
    """Rather than read from the beginning."""
    with store_on() as store, pytest.raises(Unintelligible, match="none of ours"):
        store.pull("{}")


def _list(store: Store) -> bytes:
    """The answer as the store gives it."""
    list(store.connector.orders("", since=BEGIN - timedelta(days=1)))
    asked = next(one for one in store.mischief.seen if store.lists_orders(one))
    return store.fake.handle(asked, store.now()).body
