"""A channel that fails is an incident until the same step of a cycle goes well again.

An error of one cycle is told where it is seen. `run` works for weeks with nobody looking, while the
numbers of a channel whose key was revoked stand still and oversell. The log says it ever more
seldom, and when it is over.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from connectors.errors import ConnectorError
from jobs.storefronts.work import Work
from ledger.incidents import NewIncident, close_incidents, open_incidents, times_seen
from ledger.numbers import counted

CHANNEL_FAILS: Final = "channel_fails"

_log: Final = logging.getLogger("stockbook.sync")


@contextmanager
def told_if_failing(work: Work, step: str) -> Iterator[None]:
    """Around one step of a cycle: "catalogue", "pull" or "push". The error is raised again."""
    subject = f"{work.channel}/{step}"
    try:
        yield
    except ConnectorError as failure:
        # What was broken off because the process ends has not failed.
        if not work.stopping():
            _tell(work, subject, f"the {step} of {work.channel} does not go through: {failure}")
        raise
    with work.database.reading() as tx:
        failed = times_seen(tx, CHANNEL_FAILS, subject)
    if failed:
        with work.writing() as tx:
            close_incidents(tx, CHANNEL_FAILS, [subject], actor=step)
        times = counted(failed, "failure")
        _log.info("the %s of %s goes through again, after %s", step, work.channel, times)


def _tell(work: Work, subject: str, text: str) -> None:
    """In the log the first time and the second, then the fourth, the eighth, and so on."""
    with work.writing() as tx:
        open_incidents(tx, [NewIncident(kind=CHANNEL_FAILS, subject=subject, text=text)])
        times = times_seen(tx, CHANNEL_FAILS, subject)
    if times & (times - 1) == 0:
        _log.error("%s%s", text, f" (seen {times} times)" if times > 1 else "")
