"""When a request is tried again, and how long to wait before that."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt

from connectors.answers import RawAnswer
from connectors.errors import Unavailable

ATTEMPTS_MAX: Final = 4
"""A short hiccup passes within three pauses; a longer one is the scheduler's business."""

PAUSE_SECONDS: Final = (1.0, 4.0, 16.0)
"""Before the second, third and fourth attempt, when the platform does not say."""

RETRY_AFTER_MAX: Final = 60.0
"""Asked to wait longer than this, a process does not sleep: it says until when, and ends."""

TOLD_SECONDS_MIN: Final = 1.0
"""A person does not notice a shorter wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How to wait. ``jitter`` answers from 0 to 1; ``waiting`` is told what for, before.

    ``stopping``: the process should end; then ``sleep`` comes back early, and nothing follows it.
    """

    sleep: Callable[[float], object]
    jitter: Callable[[], float]
    waiting: Callable[[str], None]
    stopping: Callable[[], bool] = lambda: False

    def wait(self, seconds: float, why: str) -> None:
        """Raises Unavailable once the process should end."""
        if seconds >= TOLD_SECONDS_MIN:
            self.waiting(f"{why}; waiting {seconds:.0f} s")
        self.sleep(seconds)
        if self.stopping():
            raise Unavailable(f"{why}; told to stop while it waited")

    def repeated(self, send: Callable[[], RawAnswer], *, attempts_max: int) -> RawAnswer:
        """Raises the last attempt's error."""
        attempts = _Attempts(self)
        retrying = Retrying(
            stop=stop_after_attempt(attempts_max),
            retry=retry_if_exception(_passes),
            wait=attempts.pause,
            sleep=attempts.sleep,
            reraise=True,
        )
        try:
            return retrying(send)
        except Unavailable as error:
            # That the last one was turned away does not undo an earlier one.
            error.effect_unknown = error.effect_unknown or attempts.effect_unknown
            raise


@dataclass(slots=True)
class _Attempts:
    """What the attempts of one request have come to."""

    patience: Patience
    effect_unknown: bool = field(default=False)
    why: str = field(default="")

    def pause(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        assert isinstance(error, Unavailable), "only what may pass is waited for"
        self.effect_unknown = self.effect_unknown or error.effect_unknown
        self.why = str(error)
        own = PAUSE_SECONDS[min(state.attempt_number, len(PAUSE_SECONDS)) - 1]
        # Told to come back at once, we do not believe it: it has just sent us away.
        return (error.retry_after or own) * (1 + 0.25 * self.patience.jitter())

    def sleep(self, seconds: float) -> None:
        self.patience.wait(seconds, self.why)


def _passes(error: BaseException) -> bool:
    """Whether it may pass by itself soon enough to wait for it here."""
    return isinstance(error, Unavailable) and (error.retry_after or 0) <= RETRY_AFTER_MAX
