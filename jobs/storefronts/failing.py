"""A channel that fails is an incident until the same step of a cycle goes well again.

An error of one cycle is told where it is seen; `run` works for weeks with nobody looking, while
the numbers of a channel whose key was revoked stand still and oversell.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from connectors.errors import ConnectorError
from jobs.storefronts.work import Work
from ledger.incidents import NewIncident, close_incidents, is_open, open_incidents

CHANNEL_FAILS: Final = "channel_fails"


@contextmanager
def told_if_failing(work: Work, step: str) -> Iterator[None]:
    """Around one step of a cycle: "catalogue", "pull" or "push". The error is raised again."""
    subject = f"{work.channel}/{step}"
    try:
        yield
    except ConnectorError as failure:
        text = f"the {step} of {work.channel} does not go through: {failure}"
        with work.writing() as tx:
            open_incidents(tx, [NewIncident(kind=CHANNEL_FAILS, subject=subject, text=text)])
        raise
    with work.database.reading() as tx:
        over = is_open(tx, CHANNEL_FAILS, subject)
    if over:
        with work.writing() as tx:
            close_incidents(tx, CHANNEL_FAILS, [subject], actor=step)
