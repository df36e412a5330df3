"""Locations: sites where goods lie, each with its places, its time zone and its opening instant."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import select

from ledger.database import Reading, Writing
from ledger.errors import Rejected
from ledger.instants import from_micros, to_micros
from ledger.sites import LocationKind, Site
from ledger.tables.stock import Location, PlaceRow
from ledger.values import State, place


def ensure_locations(tx: Writing, sites: Sequence[Site]) -> None:
    """Create what is new and take over a changed time zone; nothing is ever removed.

    Raises Rejected with every location whose kind would change.
    """
    rows = {row.code: row for row in tx.session.exec(select(Location))}
    known = [(site, rows[site.code]) for site in sites if site.code in rows]
    changed = [
        f"location {row.code} is {row.kind}; its kind cannot change"
        for site, row in known
        if row.kind != site.kind.value
    ]
    if changed:
        raise Rejected(changed)
    for site, row in known:
        row.time_zone = site.time_zone
    for site in sites:
        if site.code not in rows:
            _create(tx, site)
    tx.session.flush()


def locations(tx: Reading) -> dict[str, Site]:
    return {
        row.code: _site(row) for row in tx.session.exec(select(Location).order_by(Location.code))
    }


def require_location(tx: Reading, code: str) -> Site:
    known = locations(tx)
    if code not in known:
        raise Rejected([f"location {code!r} is unknown; known are: {', '.join(known) or 'none'}"])
    return known[code]


def set_opening(tx: Writing, code: str, opening_at: datetime) -> None:
    """From this instant on the location's goods are in the book. It is set once, for good.

    Raises Rejected when another instant is set: orders were planned by it.
    """
    row = tx.session.exec(select(Location).where(Location.code == code)).one()
    instant = to_micros(opening_at)
    if row.opening_at not in (None, instant):
        raise Rejected(
            [
                f"location {code} was opened at {from_micros(row.opening_at).isoformat()} already; "
                "book later findings as a count, or goods received as `stockbook receive`"
            ]
        )
    row.opening_at = instant
    tx.session.flush()


def _create(tx: Writing, site: Site) -> None:
    row = Location(code=site.code, kind=site.kind.value, time_zone=site.time_zone)
    tx.session.add(row)
    tx.session.flush()
    for state in State:
        name = place(site.code, state).name
        tx.session.add(PlaceRow(name=name, location_id=row.id, state=state.value))
    tx.session.flush()


def _site(row: Location) -> Site:
    return Site(
        code=row.code,
        time_zone=row.time_zone,
        kind=LocationKind(row.kind),
        opening_at=None if row.opening_at is None else from_micros(row.opening_at),
    )
