"""`incidents`: what needs a person."""

import logging
from dataclasses import dataclass
from typing import Final

from ledger.database import Database
from ledger.incidents import resolve_incident
from ledger.open_incidents import OpenIncident, list_incidents

_log: Final = logging.getLogger("stockbook.incidents")


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentsAnswer:
    incidents: list[OpenIncident]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedAnswer:
    resolved: int


def read_incidents(database: Database) -> IncidentsAnswer:
    with database.reading() as tx:
        return IncidentsAnswer(incidents=list_incidents(tx))


def resolve(database: Database, incident: int, *, actor: str) -> ResolvedAnswer:
    """Raises Rejected when it is not open."""
    with database.writing() as tx:
        was = resolve_incident(tx, incident, actor=actor)
    _log.info("%s resolved incident %d: %s of %s", actor, incident, was.kind, was.subject)
    return ResolvedAnswer(resolved=incident)
