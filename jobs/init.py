"""`init`: a database of the right schema, with the locations and channels of the configuration."""

from dataclasses import dataclass

from jobs.config import Config
from ledger.database import Database
from ledger.listings import ensure_channel
from ledger.locations import ensure_locations
from ledger.migrations.upgrade import upgrade


@dataclass(frozen=True, slots=True, kw_only=True)
class InitAnswer:
    """``database`` is its address without a password."""

    database: str
    locations: list[str]
    channels: list[str]


def initialise(database: Database, config: Config) -> InitAnswer:
    """Safe to run again at any time. Raises LedgerError and leaves the database as it was."""
    upgrade(database.engine)
    with database.writing() as tx:
        ensure_locations(tx, config.sites())
        for name in config.channels:
            ensure_channel(tx, name)
    return InitAnswer(
        database=database.engine.url.render_as_string(hide_password=True),
        locations=sorted(config.locations),
        channels=sorted(config.channels),
    )
