"""The real clock, sleep, randomness and transport, handed out by the composition root only."""

import os
import random
import secrets
import socket
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from connectors.attempts import ATTEMPTS_MAX
from connectors.http import HttpMaker
from jobs.app import App
from jobs.storefronts.holder import holder_name, is_dead, mark_of
from jobs.storefronts.sync import Hands


def hands_of(app: App, *, stopping: Callable[[], bool] = lambda: False) -> Hands:
    """This process, as leases name it."""
    mark = _mark()
    return Hands(
        holder=holder_name(f"{app.actor} on {socket.gethostname()}", os.getpid(), mark),
        is_dead=partial(is_dead, mark=mark, lives=_lives),
        clock=app.clock,
        sleep=time.sleep,
        new_id=app.new_id,
        stopping=stopping,
        host=socket.gethostname(),
    )


def http_of(
    app: App,
    *,
    attempts_max: int = ATTEMPTS_MAX,
    waiting: Callable[[str], None] = lambda _: None,
) -> HttpMaker:
    """``waiting``: a person who is told what is waited for."""
    return HttpMaker(
        clock=app.clock,
        sleep=time.sleep,
        jitter=random.random,
        token=lambda: secrets.token_hex(16),
        attempts_max=attempts_max,
        waiting=waiting,
    )


def _mark() -> str:
    """Where our process ids count; nothing where the system does not say, as on a Mac."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")
        space = str(Path("/proc/self/ns/pid").readlink())
    except (OSError, ValueError):
        return ""
    return mark_of(socket.gethostname(), boot, space)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)  # Signal 0 does nothing but ask.
    except ProcessLookupError:
        return False
    except OSError:
        return True  # It is another user's.
    return True
