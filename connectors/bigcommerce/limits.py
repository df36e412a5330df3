"""The rate budget: a window of requests that the store's other apps use up as well."""

from datetime import datetime, timedelta
from typing import Final

from connectors.answers import RawAnswer
from connectors.budget import Budget, Window

LEFT_TO_OTHERS: Final = 0.1
"""Of the quota. Other apps send between an answer and our next request; who has nothing left is
refused, and the platform asks to pause at about a tenth.
"""

_QUOTA: Final = "X-Rate-Limit-Requests-Quota"
_LEFT: Final = "X-Rate-Limit-Requests-Left"
_WINDOW: Final = "X-Rate-Limit-Time-Window-Ms"
_RESET: Final = "X-Rate-Limit-Time-Reset-Ms"


def budget() -> Budget:
    """One for a store; every plan has its own quota, and every answer tells it."""
    return Budget(_window)


def seconds_to_reset(raw: RawAnswer) -> float | None:
    """There is no Retry-After; a 429 without this header means that the platform is busy."""
    told = _number(raw, _RESET)
    return None if told is None else told / 1_000


def _window(raw: RawAnswer, now: datetime) -> Window | None:
    quota, left = _number(raw, _QUOTA), _number(raw, _LEFT)
    length, reset = _number(raw, _WINDOW), _number(raw, _RESET)
    if not quota or not length or left is None or reset is None:
        return None
    kept = quota * LEFT_TO_OTHERS
    return Window(
        left=left - kept,
        quota=quota - kept,
        ends=now + timedelta(milliseconds=reset),
        length=timedelta(milliseconds=length),
    )


def _number(raw: RawAnswer, name: str) -> float | None:
    told = raw.headers.get(name, "").strip()
    return float(told) if told.isascii() and told.isdigit() else None
