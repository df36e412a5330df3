"""`count headings` and `headings-gone`: what is remembered of how to read sheets."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ledger.counts.mappings import Remembered, forget_mappings, remembered_mappings
from ledger.database import Database
from ledger.errors import Rejected
from ledger.locations import require_location

_log: Final = logging.getLogger("stockbook.counts")


@dataclass(frozen=True, slots=True, kw_only=True)
class RememberedHeadings:
    """``columns``: the heading of each column that was said, and headings, in plain words.

    ``decimal`` and ``dates`` null: not said. ``count``: the last one whose sheet was read so, which
    ``by`` uploaded ``at`` (UTC).
    """

    count: int
    headings: list[str]
    columns: dict[str, str]
    decimal: str | None
    dates: str | None
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadingsAnswer:
    """What holds at a location, the newest first."""

    location: str
    remembered: list[RememberedHeadings]


def read_headings(database: Database, location: str) -> HeadingsAnswer:
    with database.reading() as tx:
        require_location(tx, location)
        return _answer(location, remembered_mappings(tx, location))


def forget_headings(database: Database, location: str, count: int, *, actor: str) -> HeadingsAnswer:
    """Take back what holds since this count; answers what that was.

    Raises Rejected where nothing does.
    """
    with database.writing() as tx:
        require_location(tx, location)
        gone = [one for one in remembered_mappings(tx, location) if one.count == count]
        if not gone:
            raise Rejected(
                [f"nothing that is remembered at {location} was last used by count {count}; see "
                 "`stockbook count headings`"]
            )  # fmt: skip
        forget_mappings(tx, location, [one.mapping.headings for one in gone], actor=actor)
    _log.info("%s took back what count %d said of headings at %s", actor, count, location)
    return _answer(location, gone)


def in_words(columns: Mapping[str, str], *, decimal: str | None, dates: str | None) -> list[str]:
    """How a sheet is read, part by part, as a person would say it at the upload."""
    said = [f"{column} is {heading!r}" for column, heading in columns.items()]
    said += [f"--decimal {decimal}"] if decimal else []
    said += [f"--dates {dates}"] if dates else []
    return said


def _answer(location: str, remembered: list[Remembered]) -> HeadingsAnswer:
    return HeadingsAnswer(location=location, remembered=[_told(one) for one in remembered[::-1]])


def _told(one: Remembered) -> RememberedHeadings:
    mapping = one.mapping
    return RememberedHeadings(
        count=one.count,
        headings=sorted(mapping.headings),
        columns=dict(mapping.columns),
        decimal=mapping.decimal_mark or None,
        dates=mapping.date_order or None,
        at=one.at,
        by=one.actor,
    )
