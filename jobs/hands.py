"""The real clock, sleep, randomness and transport, handed out by the composition root only."""

import os
import random
import secrets
import socket
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

from connectors.attempts import ATTEMPTS_MAX
from connectors.http import HttpMaker
from jobs.app import App
from jobs.storefronts.holder import holder_name, is_dead, mark_of
from jobs.storefronts.sync import Hands


def hands_of(app: App, *, stop: threading.Event | None = None) -> Hands:
    """This process, as leases name it. ``stop``: set once it should end."""
    stop = stop or threading.Event()
    mark = _mark()
    return Hands(
        holder=holder_name(f"{app.actor} on {socket.gethostname()}", os.getpid(), mark),
        is_dead=partial(is_dead, mark=mark, lives=_lives),
        clock=app.clock,
        sleep=stop.wait,
        new_id=app.new_id,
        stopping=stop.is_set,
        host=socket.gethostname(),
    )


def http_of(
    app: App,
    *,
    attempts_max: int = ATTEMPTS_MAX,
    waiting: Callable[[str], None] = lambda _: None,
    stop: threading.Event | None = None,
) -> HttpMaker:
    """``waiting``: a person who is told what is waited for. ``stop``: set once it should end."""
    stop = stop or threading.Event()
    return HttpMaker(
        clock=app.clock,
        sleep=stop.wait,
        jitter=random.random,
        token=lambda: secrets.token_hex(16),
        attempts_max=attempts_max,
        waiting=waiting,
        stopping=stop.is_set,
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
