"""From an error to what a person reads: what happened, what to do next, how the command exits."""

from connectors.errors import NotAuthorised, Refused, Unavailable, Unintelligible
from ledger.errors import (
    KeyConflict,
    LeaseLost,
    LedgerUnavailable,
    NotReady,
    OutcomeUnknown,
    Rejected,
)

WRONG_INPUT, COULD_NOT = 2, 3

_NEXT_STEPS: dict[type[Exception], tuple[str, int]] = {
    Rejected: ("nothing was changed; mend this and run it again", WRONG_INPUT),
    KeyConflict: ("nothing was changed; mend this and run it again", WRONG_INPUT),
    NotReady: ("nothing was changed", COULD_NOT),
    LeaseLost: (
        "another process works this channel; let it finish, or wait for that instant if it is gone",
        COULD_NOT,
    ),
    Unavailable: ("what was booked stays booked; try again later", COULD_NOT),
    NotAuthorised: ("mend the channel's key, then run `stockbook init`", COULD_NOT),
    Refused: ("mend the channel's settings or the listing, then try again", COULD_NOT),
    Unintelligible: ("look at the channel's address, then try again", COULD_NOT),
    LedgerUnavailable: ("nothing was changed; try again", COULD_NOT),
    OutcomeUnknown: (
        "look whether it is in the book, or run the same again: what has a key, and every file, "
        "order and channel, is taken once",
        COULD_NOT,
    ),
}


def explain(error: BaseException) -> tuple[str, str, int] | None:
    """What, what next, exit status; None for an error that nobody foresaw."""
    for kind, (next_step, status) in _NEXT_STEPS.items():
        if isinstance(error, kind):
            return str(error), next_step, status
    return None
