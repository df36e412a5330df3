"""All that a connector of another author needs; docs/connectors.md is the way through it.

`python -m stockbook` is the command line.
"""

from connectors.answers import RawAnswer, clean, failure_of
from connectors.auth import Renewable, Token
from connectors.budget import Budget, Leaking, Window
from connectors.errors import (
    ConnectorError,
    NotAuthorised,
    Refused,
    Unavailable,
    Unintelligible,
)
from connectors.http import READ_SECONDS, Answer, Http, HttpMaker
from connectors.places import Places
from connectors.protocol import Account, Connector, Page
from connectors.settings import Setting
from connectors.undone import with_undone
from ledger.channels import (
    Accepted,
    Guard,
    Listing,
    Push,
    PushAnswer,
    PushManners,
    RefusedPush,
    Shown,
    Stale,
    StockKey,
    Unanswered,
    Undone,
)
from ledger.instants import Clock
from ledger.snapshots import (
    EventKind,
    Gone,
    Held,
    LineSnapshot,
    OrderSnapshot,
    Owed,
    PhysicalEvent,
    Unreadable,
)

__all__ = [
    "READ_SECONDS",
    "Accepted",
    "Account",
    "Answer",
    "Budget",
    "Clock",
    "Connector",
    "ConnectorError",
    "EventKind",
    "Gone",
    "Guard",
    "Held",
    "Http",
    "HttpMaker",
    "Leaking",
    "LineSnapshot",
    "Listing",
    "NotAuthorised",
    "OrderSnapshot",
    "Owed",
    "Page",
    "PhysicalEvent",
    "Places",
    "Push",
    "PushAnswer",
    "PushManners",
    "RawAnswer",
    "Refused",
    "RefusedPush",
    "Renewable",
    "Setting",
    "Shown",
    "Stale",
    "StockKey",
    "Token",
    "Unanswered",
    "Unavailable",
    "Undone",
    "Unintelligible",
    "Unreadable",
    "Window",
    "clean",
    "failure_of",
    "with_undone",
]
