"""The contract's second part: what every connector that speaks HTTP must bear.

    class TestMyConnectorsNetwork(NetworkContract):
        @pytest.fixture(params=["direct", "loopback"])
        def storefront(self, request) -> Iterator[NetworkStorefront]:
            ...

The storefront is that of ConnectorContract, a fake behind ``Mischief``, over either front. Give
the front the virtual clock's ``sleep``, so that what takes long takes none of ours.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from traceback import format_exception
from typing import Final, Protocol

import pytest

from connectors.attempts import ATTEMPTS_MAX, RETRY_AFTER_MAX
from connectors.contract import (
    SHOWN_AT_FIRST,
    Storefront,
    key_of,
    listings_of,
    long_ago,
    pull,
    write,
)
from connectors.errors import ConnectorError, NotAuthorised, Unavailable, Unintelligible
from connectors.fakes import mischief
from connectors.fakes.fronts import Request
from connectors.fakes.mischief import ALWAYS, Mischief, Repeating, Trick
from ledger.channels import Accepted, Push, PushAnswer, Unanswered, Undone

PAUSE: Final = 7
"""Seconds that a busy shop asks for: more than any connector would wait by itself at first."""

WANTED: Final = 7
"""A number that nobody else writes."""

PAGES_MAX: Final = 50
"""A pull that has told so many pages of the same orders will tell them for ever."""

RENEWALS_MAX: Final = 1
"""A token that is refused may be renewed once; a key may not be tried again."""


class NetworkStorefront(Storefront, Protocol):
    """A fake shop that can be told to misbehave."""

    @property
    def mischief(self) -> Mischief:
        """What stands in front of the fake."""
        ...

    @property
    def is_virtual(self) -> bool:
        """A time-out costs no real time: so with the direct adapter, not with a real socket."""
        ...

    @property
    def page_size(self) -> int:
        """How many orders the connector asks for at once."""
        ...

    @property
    def keys(self) -> Sequence[str]:
        """The connector's secrets: keys, tokens."""
        ...

    @property
    def buyers_data(self) -> Sequence[str]:
        """What stands in the fake's orders and must stand nowhere else."""
        ...

    def lists_orders(self, request: Request) -> bool:
        """Whether it asks for a page of orders."""
        ...

    def writes(self, request: Request) -> bool:
        """Whether it writes numbers."""
        ...


_NO_ANSWER: Final = mischief.answer_lost()

Read = Callable[[NetworkStorefront], object]

READS: Final[dict[str, Read]] = {
    "orders": lambda shop: list(shop.connector.orders("", since=long_ago(shop))),
    "orders by id": lambda shop: list(shop.connector.orders_by_id([shop.sell("A", 1)])),
    "listings": lambda shop: list(shop.connector.listings()),
}

EVERY_READ: Final = pytest.mark.parametrize("read", READS.values(), ids=READS.keys())


class NetworkContract:
    """Inherit it and give the fixture ``storefront``."""

    @pytest.fixture
    def storefront(self) -> NetworkStorefront:
        raise NotImplementedError("give your storefront: override this fixture")

    @EVERY_READ
    def test_a_shop_that_is_busy_is_asked_again_when_it_wants(
        self, storefront: NetworkStorefront, read: Read
    ) -> None:
        """In seven seconds."""
        began = storefront.now()
        storefront.mischief.plan(mischief.throttled(str(PAUSE)))
        read(storefront)

        assert PAUSE <= (storefront.now() - began).total_seconds() < RETRY_AFTER_MAX

    @EVERY_READ
    def test_a_server_that_stays_down_is_given_up(
        self, storefront: NetworkStorefront, read: Read
    ) -> None:
        """After as many attempts as the door makes."""
        before = _misbehave(storefront, mischief.html_error(503))
        with pytest.raises(Unavailable):
            read(storefront)

        assert len(storefront.mischief.seen) - before == ATTEMPTS_MAX

    @EVERY_READ
    def test_a_key_that_is_refused_is_not_tried_again(
        self, storefront: NetworkStorefront, read: Read
    ) -> None:
        """It would be locked out."""
        before = _misbehave(storefront, mischief.answering(401, b"{}"))
        with pytest.raises(NotAuthorised):
            read(storefront)

        assert len(storefront.mischief.seen) - before <= 1 + RENEWALS_MAX

    @EVERY_READ
    @pytest.mark.parametrize(
        "trick",
        [mischief.html_error(200), mischief.nonsense(), mischief.noticed(), mischief.endless()],
        ids=["a web page", "nonsense", "a notice before the data", "without an end"],
    )
    def test_what_is_no_data_is_not_taken_for_any(
        self, storefront: NetworkStorefront, read: Read, trick: Trick
    ) -> None:
        """Nothing is told of it."""
        _misbehave(storefront, trick)
        with pytest.raises(Unintelligible):
            read(storefront)

    @EVERY_READ
    def test_a_slow_drip_is_cut_off(self, storefront: NetworkStorefront, read: Read) -> None:
        """The line is busy all the time, and yet the answer does not come."""
        _misbehave(storefront, mischief.trickling())
        with pytest.raises(Unavailable):
            read(storefront)

    @pytest.mark.parametrize("pages", [1, 2])
    def test_a_last_page_that_is_exactly_full_loses_and_repeats_nothing(
        self, storefront: NetworkStorefront, pages: int
    ) -> None:
        """Nor is there a page beyond it."""
        sold = [storefront.sell("A", 1) for _ in range(pages * storefront.page_size)]
        storefront.later(600)

        assert sorted(one.order_id for one in pull(storefront)[0]) == sorted(sold)

    def test_a_page_that_comes_again_for_ever_ends_the_pull(
        self, storefront: NetworkStorefront
    ) -> None:
        """It is neither told for ever nor taken for the end."""
        for _ in range(2 * storefront.page_size):
            storefront.sell("A", 1)
        storefront.later(600)
        storefront.mischief.plan(Repeating(), times=ALWAYS, when=storefront.lists_orders)

        with pytest.raises(Unintelligible):
            list(islice(storefront.connector.orders("", since=long_ago(storefront)), PAGES_MAX))

    @pytest.mark.parametrize(
        "trick",
        [mischief.answer_dropped(), mischief.answer_cut(), _NO_ANSWER],
        ids=["connection closed", "answer cut", "no answer"],
    )
    def test_a_write_whose_answer_is_lost_is_once(
        self, storefront: NetworkStorefront, trick: Trick
    ) -> None:
        """Nobody claims to know; writing it again is the same write."""
        if trick is _NO_ANSWER and not storefront.is_virtual:
            pytest.skip("a real time-out takes minutes; the direct adapter tries it")
        storefront.mischief.plan(trick, when=storefront.writes)

        assert isinstance(write(storefront, "A", WANTED)["A"], Unanswered | Accepted)
        assert storefront.shown("A") == WANTED
        assert isinstance(write(storefront, "A", WANTED)["A"], Accepted)
        assert (storefront.shown("A"), storefront.shown("B")) == (WANTED, SHOWN_AT_FIRST)

    def test_a_write_that_was_turned_away_did_nothing(self, storefront: NetworkStorefront) -> None:
        """It is waited for, or left to the next cycle; never said to be in doubt."""
        storefront.mischief.plan(mischief.throttled(str(PAUSE)), when=storefront.writes)
        failures: list[Unavailable] = []
        answers: dict[str, PushAnswer] = {}
        try:
            answers = write(storefront, "A", WANTED)
        except Unavailable as failure:
            failures.append(failure)

        assert not any(isinstance(one, Unanswered) for one in answers.values())
        assert not any(one.effect_unknown for one in failures)
        assert storefront.shown("A") == (SHOWN_AT_FIRST if failures else WANTED)

    def test_a_write_that_an_error_kept_from_being_done_is_told_as_undone(
        self, storefront: NetworkStorefront
    ) -> None:
        """Every write that has no other answer, so that none is waited for that cannot land."""
        keys = [key_of(one) for one in listings_of(storefront).values()]
        pushes = [
            Push(stock_key=key, wanted=WANTED, expected=SHOWN_AT_FIRST, key=f"undone-{place}")
            for place, key in enumerate(keys)
        ]
        storefront.mischief.plan(
            mischief.answering(401, b"{}"), times=ALWAYS, when=storefront.writes
        )
        answers: list[PushAnswer] = []
        with pytest.raises(NotAuthorised):
            answers.extend(storefront.connector.push(pushes))

        assert sorted(answers, key=repr) == sorted((Undone(key) for key in keys), key=repr)
        storefront.mischief.calm()
        assert storefront.shown("A") == SHOWN_AT_FIRST

    def test_no_key_and_no_buyer_is_seen_in_any_log_or_error(
        self, storefront: NetworkStorefront, caplog: pytest.LogCaptureFixture
    ) -> None:
        """At any level, in what is told too, though the platform says it all."""
        caplog.set_level(logging.DEBUG)
        storefront.sell("A", 1)
        storefront.later(600)
        texts = [repr(one) for one in storefront.connector.orders("", since=long_ago(storefront))]
        for trick in _talking(storefront):
            storefront.mischief.plan(trick, times=ALWAYS)
            for read in READS.values():
                texts += _errors_of(read, storefront)
            storefront.mischief.calm()

        seen = " ".join([*texts, caplog.text])
        planted = [*storefront.keys, *storefront.buyers_data]
        assert [one for one in planted if one in seen] == []


def _misbehave(storefront: NetworkStorefront, trick: Trick) -> int:
    """From now on, always; answers how many requests came before."""
    storefront.mischief.plan(trick, times=ALWAYS)
    return len(storefront.mischief.seen)


def _talking(storefront: NetworkStorefront) -> Iterator[Trick]:
    """Answers that hold it all: as text, as a page, after a notice, in data, in their own words.

    Of a buyer those words hold an address of mail, which is known by its form; nobody knows names.
    """
    text = " ".join([*storefront.keys, *storefront.buyers_data])
    words = " ".join([*storefront.keys, *(one for one in storefront.buyers_data if "@" in one)])
    for status in (200, 400, 401, 500):
        yield mischief.answering(status, text.encode())
        yield mischief.answering(status, f"<html><body>{text}</body></html>".encode())
        yield mischief.answering(status, f'<b>Notice</b>: x.php{{"a": "{text}"}}'.encode())
        yield mischief.answering(status, f'{{"id": "{text}", "data": "{text}"}}'.encode())
        yield mischief.answering(status, f'{{"code": "{words}", "message": "{words}"}}'.encode())
    yield mischief.dropped()
    yield mischief.answer_cut()


def _errors_of(read: Read, storefront: NetworkStorefront) -> list[str]:
    try:
        return [repr(read(storefront))]
    except ConnectorError as error:
        return [*format_exception(error), repr(error.__cause__), repr(error.__context__)]
