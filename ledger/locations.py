"""Locations: sites where goods lie, each with its places, its time zone and its opening instant."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from ledger.database import Reading, Row, Writing
from ledger.errors import Rejected
from ledger.instants import from_micros, to_micros
from ledger.sites import LocationKind, Site
from ledger.values import State, place


def ensure_locations(tx: Writing, sites: Sequence[Site]) -> None:
    """Create what is new and take over a changed time zone; nothing is ever removed.

    Raises Rejected with every location whose kind would change.
    """
    known = locations(tx)
    changed = [
        f"location {site.code} is {known[site.code].kind}; its kind cannot change"
        for site in sites
        if site.code in known and known[site.code].kind is not site.kind
    ]
    if changed:
        raise Rejected(changed)
    for site in sites:
        if site.code in known:
            tx.run("UPDATE location SET time_zone = ? WHERE code = ?", (site.time_zone, site.code))
        else:
            _create(tx, site)


def locations(tx: Reading) -> dict[str, Site]:
    rows = tx.rows("SELECT code, kind, time_zone, opening_at FROM location ORDER BY code")
    return {row[0]: _site(row) for row in rows}


def require_location(tx: Reading, code: str) -> Site:
    known = locations(tx)
    if code not in known:
        raise Rejected([f"location {code!r} is unknown; known are: {', '.join(known) or 'none'}"])
    return known[code]


def location_id(tx: Reading, code: str) -> int:
    """The ledger's id of a location. Raises Rejected for an unknown one."""
    rows = tx.rows("SELECT id FROM location WHERE code = ?", (code,))
    if not rows:
        require_location(tx, code)
    found: int = rows[0][0]
    return found


def set_opening(tx: Writing, code: str, opening_at: datetime) -> None:
    """From this instant on the location's goods are in the book. It is set once, for good.

    Raises Rejected when another instant is set: orders were planned by it.
    """
    instant = to_micros(opening_at)
    ((known,),) = tx.rows("SELECT opening_at FROM location WHERE code = ?", (code,))
    if known not in (None, instant):
        raise Rejected(
            [
                f"location {code} was opened at {from_micros(known).isoformat()} already; "
                "book later findings as a count, or goods received as `stockbook receive`"
            ]
        )
    tx.run("UPDATE location SET opening_at = ? WHERE code = ?", (instant, code))


def _create(tx: Writing, site: Site) -> None:
    ((location_id,),) = tx.rows(_NEW_LOCATION, (site.code, site.kind.value, site.time_zone))
    tx.insert(
        "place",
        ("name", "location_id", "state"),
        [(place(site.code, state).name, location_id, state.value) for state in State],
    )


def _site(row: Row) -> Site:
    code, kind, time_zone, opening_at = row
    return Site(
        code=code,
        time_zone=time_zone,
        kind=LocationKind(kind),
        opening_at=None if opening_at is None else from_micros(opening_at),
    )


_NEW_LOCATION: Final = "INSERT INTO location (code, kind, time_zone) VALUES (?, ?, ?) RETURNING id"
