"""Drift: a number that was proved to stand there, though no order explains it. Pure."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from ledger.pushing.state import KeyIncident, KeyState, PushFacts, Trouble

DRIFT_AGAIN: Final = timedelta(days=1)
"""Two drifts within a day are no slip of the hand: another program is writing."""


def drift(
    state: KeyState, shown: int, should: int | None, facts: PushFacts
) -> tuple[KeyState, KeyIncident]:
    """Recorded, and mended once; the second time within a day nobody here writes any more.

    Unless the platform itself miscounts: then it says nothing of another program.
    """
    again = (
        not facts.manners.miscounts
        and state.drifted_at is not None
        and facts.now < state.drifted_at + DRIFT_AGAIN
    )
    drifted = replace(state, drifted_at=facts.now, paused=again)
    found = f"{shown} stood there where {should} was expected, and no order explains it"
    if not again:
        return drifted, KeyIncident(Trouble.DRIFT, f"{found}; it is written over once")
    text = (
        f"{found}, for the second time within a day: another program is writing; nothing more is "
        "pushed until you stop it and resume the listing"
    )
    return drifted, KeyIncident(Trouble.PAUSED, text)


def nothing_either_way(shown: int, should: int | None, facts: PushFacts) -> bool:
    """A platform that takes no more than it has stops at zero, where its orders say less."""
    return facts.manners.miscounts and should is not None and max(shown, should) <= 0
