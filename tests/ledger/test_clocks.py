"""Hosts that share a book on PostgreSQL: whose clock counts, and how far one may be off."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from ledger.clocks import CLOCK_SKEW_MAX, CLOCK_SKEW_TOLD, require_clock
from ledger.database import Database, open_engine
from ledger.errors import LeaseLost, NotReady
from ledger.instants import utc_now
from ledger.leases import LEASE_LENGTH, take_lease
from ledger.listings import ensure_channel
from ledger.open_incidents import list_incidents


@contextmanager
def host(url: str, *, ahead: timedelta = timedelta()) -> Iterator[Database]:
    """The book as a host sees it whose clock is so far ahead."""
    database = Database(open_engine(url), clock=lambda: utc_now() + ahead, server_clock=True)
    yield database
    database.dispose()


@pytest.mark.parametrize("way", [1, -1], ids=["ahead of", "behind"])
def test_a_clock_that_is_far_off_is_refused(postgresql_url: str, way: int) -> None:
    """It says which machine, by how much, and what to do."""
    far = way * (CLOCK_SKEW_MAX + timedelta(seconds=9))
    with host(postgresql_url, ahead=far) as database, pytest.raises(NotReady) as refused:
        require_clock(database, host="web-2")

    said = "ahead of" if way > 0 else "behind"
    assert str(refused.value).startswith(f"the clock of web-2 is 69 seconds {said} the database")
    assert "set it by NTP" in str(refused.value)


def test_some_seconds_are_an_incident_until_the_clock_is_set(postgresql_url: str) -> None:
    with host(postgresql_url, ahead=CLOCK_SKEW_TOLD + timedelta(seconds=3)) as database:
        require_clock(database, host="web-2")
        assert told(database) == [("wrong_clock", "web-2")]
    with host(postgresql_url) as database:
        require_clock(database, host="web-2")
        assert told(database) == []


def test_a_lease_lasts_by_the_clock_of_the_server(postgresql_url: str) -> None:
    """A host that is ahead takes none that another one has just renewed."""
    with host(postgresql_url) as first, host(postgresql_url, ahead=2 * LEASE_LENGTH) as second:
        with first.writing() as tx:
            channel = ensure_channel(tx, "shop")
            take_lease(tx, channel, "the first")
        with second.writing() as tx, pytest.raises(LeaseLost):
            take_lease(tx, channel, "the second")


def test_a_world_with_one_clock_has_nothing_to_compare(database_url: str) -> None:
    """As on SQLite, whatever is configured."""
    database = Database(open_engine(database_url), clock=lambda: utc_now() + timedelta(days=9))
    require_clock(database, host="web-2")
    assert told(database) == []
    database.dispose()


def told(database: Database) -> list[tuple[str, str]]:
    with database.reading() as tx:
        return [(one.kind, one.subject) for one in list_incidents(tx)]
