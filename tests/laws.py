"""How often a law is tried: in full, or a fifth as often before every commit (`make check`)."""

from typing import Final

from hypothesis import settings

FULL: Final = 100
"""Examples of a law that says nothing else, as Hypothesis has it."""

QUICK: Final = 20
"""The same under `--hypothesis-profile quick`: enough for a law that is plainly broken."""

FULL_PROFILE: Final = "stockbook"

settings.register_profile(FULL_PROFILE, deadline=None, max_examples=FULL)
settings.register_profile("quick", deadline=None, max_examples=QUICK)


def examples(number: int) -> int:
    """``number`` of a law that is dearer or rarer than others, or its part before a commit."""
    return max(1, number * settings().max_examples // FULL)
