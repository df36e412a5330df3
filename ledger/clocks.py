"""Several hosts share a book on PostgreSQL, so the server's clock is the one that they share.

Leases go by it. A host's own clock stamps what it books, and tells how long ago a number was
written, so one that is far off is refused. On SQLite all processes have one clock.
"""

from datetime import timedelta
from typing import Final

from ledger.database import Database
from ledger.errors import NotReady
from ledger.incidents import NewIncident, close_incidents, open_incidents, times_seen
from ledger.instants import from_micros
from ledger.leases import SERVER_NOW

CLOCK_SKEW_TOLD: Final = timedelta(seconds=5)
"""A clock that is set by NTP is never so far off; platforms show orders within some seconds."""

CLOCK_SKEW_MAX: Final = timedelta(seconds=60)
"""Two hosts may then be two minutes apart; the shortest wait for a lost answer is longer."""

THIS_MACHINE: Final = "this machine"

WRONG_CLOCK: Final = "wrong_clock"


def require_clock(database: Database, *, host: str) -> None:
    """An incident for a clock that is some seconds off. Raises NotReady beyond CLOCK_SKEW_MAX."""
    found = _skew(database)
    if found is None:
        return
    text = f"the clock of {host} is {_said(found)} the database server's; set it by NTP"
    if abs(found) > CLOCK_SKEW_MAX:
        raise NotReady(
            f"{text}. Nothing is done while it is more than {CLOCK_SKEW_MAX.seconds} seconds off: "
            "bookings would get wrong instants, and waits for lost answers would end too early"
        )
    off = abs(found) > CLOCK_SKEW_TOLD
    with database.reading() as tx:
        known = times_seen(tx, WRONG_CLOCK, host)
    if off or known:
        with database.writing() as tx:
            if off:
                open_incidents(tx, [NewIncident(kind=WRONG_CLOCK, subject=host, text=text)])
            else:
                close_incidents(tx, WRONG_CLOCK, [host], actor="clock")


def _skew(database: Database) -> timedelta | None:
    """How far our clock is ahead of the server's; None where there is no other clock.

    Within the time that the question took nobody knows, so that it counts as none.
    """
    if not database.server_clock:
        return None
    with database.reading() as tx:
        before = database.clock()
        server = from_micros(tx.rows(SERVER_NOW)[0][0])
        after = database.clock()
    return max(before - server, timedelta()) or min(after - server, timedelta())


def _said(skew: timedelta) -> str:
    way = "ahead of" if skew > timedelta() else "behind"
    return f"{abs(skew).total_seconds():.0f} seconds {way}"
