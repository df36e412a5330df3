"""Locations: each with its places; their kind and opening instant are for good."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from ledger.database import Database
from ledger.errors import Rejected
from ledger.locations import ensure_locations, locations, require_location, set_opening
from ledger.sites import LocationKind, Site
from ledger.values import OUTSIDE, State
from tests.ledger.databases import ask, database_of
from tests.ledger.stories import hours

MAIN = Site(code="main", time_zone="Europe/London")
FBA = Site(code="fba-uk", time_zone="UTC", kind=LocationKind.EXTERNAL)


def ensure(database: Database, *sites: Site) -> None:
    with database.writing() as tx:
        ensure_locations(tx, sites)


def kept(database: Database) -> dict[str, Site]:
    with database.reading() as tx:
        return locations(tx)


def test_a_new_location_has_a_place_for_each_state(database_url: str) -> None:
    """Beside the places outside, which are always there."""
    with database_of(database_url) as database:
        ensure(database, MAIN)

        names = {name for (name,) in ask(database.engine, "SELECT name FROM place")}
        assert names == {one.name for one in OUTSIDE} | {f"main:{state}" for state in State}


def test_locations_come_back_by_code(database_url: str) -> None:
    """With zone and kind, not opened yet."""
    with database_of(database_url) as database:
        ensure(database, MAIN, FBA)

        assert kept(database) == {"fba-uk": FBA, "main": MAIN}
        assert list(kept(database)) == ["fba-uk", "main"]


def test_saying_them_again_changes_nothing_but_the_zone(database_url: str) -> None:
    """One that is no longer named stays: there is history in it."""
    moved = Site(code="main", time_zone="Asia/Tokyo")
    with database_of(database_url) as database:
        ensure(database, MAIN, FBA)
        places = ask(database.engine, "SELECT id, name FROM place ORDER BY id")
        ensure(database, moved)

        assert kept(database) == {"fba-uk": FBA, "main": moved}
        assert ask(database.engine, "SELECT id, name FROM place ORDER BY id") == places


def test_no_kind_changes(database_url: str) -> None:
    """Every location that would is told, and nothing else is taken over either."""
    wrong = [
        Site(code="main", time_zone="UTC", kind=LocationKind.EXTERNAL),
        Site(code="new", time_zone="UTC"),
        Site(code="fba-uk", time_zone="UTC"),
    ]
    with database_of(database_url) as database:
        ensure(database, MAIN, FBA)
        with pytest.raises(Rejected) as refusal:
            ensure(database, *wrong)

        assert refusal.value.problems == (
            "location main is own; its kind cannot change",
            "location fba-uk is external; its kind cannot change",
        )
        assert kept(database) == {"fba-uk": FBA, "main": MAIN}


def opened(database: Database, code: str, instants: Sequence[float]) -> None:
    for hour in instants:
        with database.writing() as tx:
            set_opening(tx, code, hours(hour))


def test_a_location_is_opened_once(database_url: str) -> None:
    """The same instant again is no change, another one is refused: orders were planned by it."""
    with database_of(database_url) as database:
        ensure(database, MAIN, FBA)
        opened(database, "main", [1, 1])
        with pytest.raises(Rejected, match="main was opened at 2026-03-02T09:00:00"):
            opened(database, "main", [2])

        assert kept(database)["main"].opening_at == hours(1)
        assert kept(database)["fba-uk"].opening_at is None


def test_an_opening_stays_when_locations_are_said_again(database_url: str) -> None:
    """The configuration knows nothing of it; the microsecond counts."""
    instant = hours(1) + timedelta(microseconds=1)
    with database_of(database_url) as database:
        ensure(database, MAIN)
        with database.writing() as tx:
            set_opening(tx, "main", instant)
        ensure(database, MAIN)

        assert kept(database)["main"].opening_at == instant


def test_an_unknown_location_names_the_known_ones(database_url: str) -> None:
    """Or says that there are none."""
    with database_of(database_url) as database:
        with pytest.raises(Rejected, match="known are: none"), database.reading() as tx:
            require_location(tx, "moon")
        ensure(database, MAIN, FBA)
        with database.reading() as tx:
            assert require_location(tx, "main") == MAIN
            with pytest.raises(Rejected, match="'Main' is unknown; known are: fba-uk, main"):
                require_location(tx, "Main")


@pytest.mark.parametrize(
    ("code", "zone"), [("a b", "UTC"), ("", "UTC"), ("main", "Mars/Base"), ("main", "../etc")]
)
def test_a_wrong_site_cannot_be_said(code: str, zone: str) -> None:
    """By its code or its time zone."""
    with pytest.raises(ValueError, match=r"is no code|is unknown"):
        Site(code=code, time_zone=zone)
