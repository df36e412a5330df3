"""The real clock, sleep, randomness and transport, handed out by the composition root only."""

import os
import random
import secrets
import socket
import time
from collections.abc import Callable

from connectors.attempts import ATTEMPTS_MAX
from connectors.http import HttpMaker
from jobs.app import App
from jobs.sync import Hands


def hands_of(app: App, *, stopping: Callable[[], bool] = lambda: False) -> Hands:
    """This process, as leases name it."""
    return Hands(
        holder=f"{app.actor} on {socket.gethostname()}, process {os.getpid()}",
        clock=app.clock,
        sleep=time.sleep,
        new_id=app.new_id,
        stopping=stopping,
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
