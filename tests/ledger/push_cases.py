"""Plain values for the tests of single steps, each with defaults, and what a decision says."""

from datetime import UTC, datetime, timedelta
from typing import Any

from ledger.pushing.rule import Decision
from ledger.pushing.state import (
    Base,
    Intent,
    KeyState,
    Leave,
    NumberReading,
    PushFacts,
    Send,
    Trouble,
    Why,
)
from tests.ledger.push_shops import BLIND, LEASE

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=2)


def known(number: int = 5, **fields: Any) -> KeyState:
    """A key whose number is known for certain, since sequence 10."""
    return KeyState(**({"base": Base(number, 10), "doubt": None} | fields))


def facts(**fields: Any) -> PushFacts:
    """Five are wanted, at sequence 20; a pull has just begun."""
    defaults: dict[str, Any] = {
        "now": NOW,
        "pulled_at": NOW,
        "sequence": 20,
        "wanted": 5,
        "changes": (),
        "manners": BLIND,
        "lease": LEASE,
    }
    return PushFacts(**(defaults | fields))


def intent(**fields: Any) -> Intent:
    """A write of three over five, just sent."""
    defaults: dict[str, Any] = {
        "number": 3,
        "base_after": fields.get("number", 3),
        "sequence": 15,
        "compared": 5,
        "key": "key-1",
        "sent_at": NOW,
        "last_sent_at": fields.get("sent_at", NOW),
    }
    return Intent(**(defaults | fields))


def reading(number: int, *, sequence: int = 15, answered_at: datetime = LONG_AGO) -> NumberReading:
    return NumberReading(number, sequence, answered_at)


def left(decision: Decision) -> Why:
    assert isinstance(decision.action, Leave)
    return decision.action.why


def sent(decision: Decision) -> tuple[int, int, int]:
    """Number, compared number and base after it."""
    assert isinstance(decision.action, Send)
    assert decision.state.intent == decision.action.intent
    assert decision.action.intent.key == "new"
    one = decision.action.intent
    return one.number, one.compared, one.base_after


def troubles(decision: Decision) -> list[Trouble]:
    return [incident.kind for incident in decision.incidents]
