"""What can go wrong with the ledger, by what to do next.

LedgerError
|-- Rejected          the input is wrong; nothing was written; mend it and come again
|-- KeyConflict       one movement key, two different facts: two writers claim the same key
|-- NotReady          the database is missing or of another version; run `stockbook init`
|-- LeaseLost         another process took over this channel; stop, write nothing more
|-- LedgerUnavailable the database did not answer, is full or is locked; try again later
`-- OutcomeUnknown    the database went away while it committed; look before you repeat it
"""

from collections.abc import Sequence


class LedgerError(Exception):
    """Any refusal of the ledger; its text says what, which and what to do next."""


class Rejected(LedgerError):
    """Wrong input. ``problems`` lists every one of them, each a whole sentence."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class KeyConflict(LedgerError):
    """A known movement key came with other content."""


class NotReady(LedgerError):
    """The database cannot be used as it is."""


class LeaseLost(LedgerError):
    """The lease of a channel is no longer ours."""


class LedgerUnavailable(LedgerError):
    """The database cannot be written now."""


class OutcomeUnknown(LedgerError):
    """Nobody knows whether the transaction was written: all of it is there, or nothing."""
