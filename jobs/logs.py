"""The log: one line for each thing that changed the world, and what went wrong.

Never headers, bodies, tokens, names or addresses; ids only.
"""

import logging
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

from ledger.instants import Clock

TOLD_AGAIN_AFTER: Final = timedelta(minutes=10)
"""Of a shop that is away for a day a hundred lines are enough."""

LOG_BYTES_MAX: Final = 10_000_000
LOG_FILES_KEPT: Final = 5
"""Together 50 MB: weeks of a busy shop."""


class _LogFile(RotatingFileHandler):
    """A log that cannot be written is told once, in one line, and stops nothing."""

    told = False

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802  # logging's
        if not self.told:
            self.told = True
            sys.stderr.write(
                f"the log {self.baseFilename} cannot be written ({sys.exc_info()[1]}); "
                "free the disk or mend `log_file`; the work itself goes on\n"
            )

    def close(self) -> None:
        # What could not be written before cannot be written now.
        with suppress(OSError):
            super().close()


def write_log_to(path: Path) -> None:
    """Send the log of this process to a file that cannot grow without end."""
    handler = _LogFile(
        path, maxBytes=LOG_BYTES_MAX, backupCount=LOG_FILES_KEPT, encoding="utf-8", delay=True
    )
    form = "%(asctime)s %(levelname)s %(message)s"
    handler.setFormatter(logging.Formatter(form, datefmt="%Y-%m-%dT%H:%M:%S%z"))
    logger = logging.getLogger("stockbook")
    # A terminal that shows the log goes on showing it.
    _let_go([one for one in logger.handlers if isinstance(one, _LogFile)])
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    logger.propagate = False


def show_log() -> None:
    """Show the log to who watches on standard error, too, and what a scheduled job died of."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", datefmt="%H:%M:%S"))
    log, scheduler = logging.getLogger("stockbook"), logging.getLogger("apscheduler")
    log.addHandler(handler)
    # Only the scheduler hears of it. Its warnings say that a job is still running: no trouble here.
    scheduler.setLevel(logging.ERROR)
    scheduler.handlers = list(log.handlers)


def log_wait(why: str) -> None:
    logging.getLogger("stockbook.run").warning("%s", why)


def seldom(tell: Callable[[str], None], *, clock: Clock) -> Callable[[str], None]:
    """Passes on what it is told, but not again within TOLD_AGAIN_AFTER."""
    last: list[datetime] = []

    def told(text: str) -> None:
        if not last or clock() - last[-1] >= TOLD_AGAIN_AFTER:
            last[:] = [clock()]
            tell(text)

    return told


def close_log() -> None:
    """Let go of whatever the log was written to."""
    _let_go(logging.getLogger("stockbook").handlers)


def _let_go(handlers: Sequence[logging.Handler]) -> None:
    for handler in list(handlers):
        logging.getLogger("stockbook").removeHandler(handler)
        handler.close()


def log_unforeseen(error: BaseException, reference: str, folder: Path) -> Path:
    """Keep the traceback of an error that nobody foresaw; answers where."""
    logger = logging.getLogger("stockbook")
    if not logger.handlers:
        write_log_to(folder / "stockbook.log")
    logger.error("%s unexpected", reference, exc_info=error)
    files = [one for one in logger.handlers if isinstance(one, RotatingFileHandler)]
    return Path(files[0].baseFilename) if files else folder
