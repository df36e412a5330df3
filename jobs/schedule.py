"""`run`: pulls, pushes and checks on their own intervals, until told to stop.

A job that is still running is not started again, and one that is late is run once: APScheduler
alone would drop a run that is a second late.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from jobs.check import check_ledger
from jobs.config import ScheduleSettings
from jobs.progress import Later, by_timer
from jobs.storefronts.channels import Channel
from jobs.storefronts.sync import Cycle, Hands, sync_channel
from ledger.database import Database
from ledger.errors import LedgerError
from ledger.incidents import NewIncident, open_incidents
from ledger.instants import Clock
from ledger.numbers import counted

AUDIT_EVERY: Final = timedelta(days=1)
"""The catalogue and every number are read once a day: what no rule can see is found then (push.md),
and listings that are new, moved or gone.
"""

TOLD_AFTER_SECONDS: Final = 0.5
"""A page is booked by then; whoever waits longer for the end wants to know for what."""

_log: Final = logging.getLogger("stockbook.run")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Work that is done again and again."""

    name: str
    every: timedelta
    work: Callable[[], None]


def jobs_of(
    database: Database, channels: Sequence[Channel], settings: ScheduleSettings, hands: Hands
) -> list[Job]:
    """The work of `run`: for each channel pull, push and the daily audit; and the check."""
    jobs = [Job(name="check", every=timedelta(hours=settings.check_hours), work=_check(database))]
    for channel in channels:
        # One at a time: the three would only wait for each other's lease.
        turn = threading.Lock()
        for kind, every, cycle in (
            ("pull", timedelta(seconds=settings.pull_seconds), Cycle(pushes=False)),
            ("push", timedelta(seconds=settings.push_seconds), Cycle(pulls=False)),
            ("audit", AUDIT_EVERY, Cycle(catalogue=True, audit=True)),
        ):
            work = _cycle(database, channel, cycle, hands, turn=turn)
            jobs.append(Job(name=f"{channel.name} {kind}", every=every, work=work))
    return jobs


def run_until(
    jobs: Sequence[Job],
    stop: threading.Event,
    *,
    clock: Clock,
    tell: Callable[[str], None] = lambda _: None,
    later: Later = by_timer,
) -> None:
    """Run every job now and then on its interval; end when ``stop`` is set and all work is done.

    ``tell``: a person who waits for that longer than a moment.
    """
    at_work = AtWork()
    scheduler = BackgroundScheduler(
        executors={"default": ThreadPoolExecutor(max_workers=len(jobs))},
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        timezone="UTC",
    )
    for job in jobs:
        seconds = job.every.total_seconds()
        scheduler.add_job(
            at_work.noting(job), "interval", seconds=seconds, name=job.name, next_run_time=clock()
        )
    scheduler.start()
    stop.wait()
    call_off = later(TOLD_AFTER_SECONDS, lambda: tell(_finishing(at_work.names())))
    scheduler.shutdown(wait=True)
    call_off()


class AtWork:
    """Which jobs are being done; each runs in a thread of its own."""

    def __init__(self) -> None:
        self._names: list[str] = []

    def names(self) -> list[str]:
        return sorted(self._names)

    def noting(self, job: Job) -> Callable[[], None]:
        def work() -> None:
            self._names.append(job.name)
            try:
                job.work()
            finally:
                self._names.remove(job.name)

        return work


def _finishing(names: Sequence[str]) -> str:
    return (
        f"finishing {' and '.join(names) or 'what is begun'}, which may wait for an answer for a "
        "minute or two; Ctrl-C once more ends it at once, and the next run goes on there"
    )


def _cycle(
    database: Database, channel: Channel, cycle: Cycle, hands: Hands, *, turn: threading.Lock
) -> Callable[[], None]:
    def work() -> None:
        with turn:
            if hands.stopping():
                return
            try:
                sync_channel(database, channel, cycle, hands)
            except LedgerError as error:
                # Another process works the channel, or the database is away: the next run tries.
                _log.error("%s: %s", channel.name, error)  # no traceback needed

    return work


def _check(database: Database) -> Callable[[], None]:
    def work() -> None:
        answer = check_ledger(database, progress=lambda _: None)
        _log.info(
            "checked: %s", "in order" if answer.ok else counted(len(answer.problems), "problem")
        )
        if not answer.ok:
            text = "; ".join(answer.problems)
            with database.writing() as tx:
                open_incidents(tx, [NewIncident(kind="check", subject="ledger", text=text)])

    return work
