"""All that a connector of another author needs; docs/connectors.md is the way through it.

`python -m stockbook` is the command line. It passes here and needs none of this, so that each name
is fetched when it is first asked for: the network alone is as slow to import as all of `--help`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
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

_HOMES: Final = (
    "connectors.answers",
    "connectors.auth",
    "connectors.budget",
    "connectors.errors",
    "connectors.http",
    "connectors.places",
    "connectors.protocol",
    "connectors.settings",
    "connectors.undone",
    "ledger.channels",
    "ledger.instants",
    "ledger.snapshots",
)
"""Where the names above are at home."""


def __getattr__(name: str) -> Any:
    """Of a module: asked for what it does not have yet (PEP 562)."""
    if name in __all__:
        for home in map(import_module, _HOMES):
            if hasattr(home, name):
                globals()[name] = getattr(home, name)
                return globals()[name]
    raise AttributeError(f"stockbook has no {name}; docs/connectors.md says what there is")


def __dir__() -> list[str]:
    return __all__
