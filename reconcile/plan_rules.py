"""What a person may say of planning counts: classes and their days, and the reasons to count.

Knows neither numpy nor pandas, since every command reads its configuration.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

CLASSES: Final = ("A", "B", "C")


class ClassBy(StrEnum):
    """What makes an item important."""

    VALUE = "value"
    UNITS = "units"


class Reason(StrEnum):
    """Why an item is to be counted, the most urgent first."""

    RECOUNT = "recount"
    NEGATIVE = "negative"
    DUE = "due"
    NEAR_ZERO = "near_zero"
    SAMPLE = "sample"
    ASKED = "asked"


USUAL: Final = (Reason.RECOUNT, Reason.NEGATIVE, Reason.DUE, Reason.NEAR_ZERO)
"""What is planned when nobody says anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRules:
    """``shares``: how many percent of all that moved A has, and A and B. ``days``: by class."""

    class_by: ClassBy = ClassBy.VALUE
    class_days: int = 365
    shares: tuple[int, int] = (80, 95)
    days: tuple[int, int, int] = (30, 90, 365)
    near_zero: int = 3


USUAL_RULES: Final = PlanRules()
