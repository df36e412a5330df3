"""The configuration of count planning: how often which items are counted, and what is low."""

from typing import Self

from pydantic import Field, model_validator

from jobs.sections import Section
from reconcile.plan_rules import ClassBy, PlanRules

PERCENT_MAX = 100
DAYS_MAX = 3_660
"""Ten years: whoever waits longer does not plan."""


class PlanSettings(Section):
    """Items are classed A, B and C by what moved; each class is counted every so many days."""

    class_by: ClassBy = ClassBy.VALUE
    class_days: int = Field(default=365, ge=1, le=DAYS_MAX)
    a_percent: int = Field(default=80, ge=0, le=PERCENT_MAX)
    b_percent: int = Field(default=95, ge=0, le=PERCENT_MAX)
    a_days: int = Field(default=30, ge=1, le=DAYS_MAX)
    b_days: int = Field(default=90, ge=1, le=DAYS_MAX)
    c_days: int = Field(default=365, ge=1, le=DAYS_MAX)
    near_zero: int = Field(default=3, ge=0)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.a_percent > self.b_percent:
            raise ValueError("b_percent is of A and B together; it is not below a_percent")
        return self

    def rules(self) -> PlanRules:
        return PlanRules(
            class_by=self.class_by,
            class_days=self.class_days,
            shares=(self.a_percent, self.b_percent),
            days=(self.a_days, self.b_days, self.c_days),
            near_zero=self.near_zero,
        )
