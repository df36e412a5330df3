"""The configuration of counts: how small a difference passes, who may accept it, when to stop."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, Field

from jobs.goods.movement_cells import MILLIONTHS, UNIT_COST_MAX
from jobs.sections import Section
from reconcile.absurd import Brake
from reconcile.decide import Rules, Tolerance

REASONS: Final = (
    "unexplained",
    "counted_wrong_before",
    "damaged",
    "expired",
    "theft",
    "found",
    "supplier_short",
    "supplier_over",
    "wrong_item_shipped",
    "not_booked",
)

Amount = Annotated[Decimal, Field(ge=0, le=UNIT_COST_MAX, decimal_places=6)]
"""Of the book's currency."""


def _once(codes: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(codes)) < len(codes):
        raise ValueError("a code is there twice")
    return codes


ReasonCode = Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,63}$")]


class ToleranceSettings(Section):
    """The tolerance of one category or class of items; see reconcile.decide."""

    units: int = Field(default=0, ge=0)
    percent: int = Field(default=0, ge=0, le=100)
    value: Amount | None = None

    def as_tolerance(self) -> Tolerance:
        return Tolerance(units=self.units, percent=self.percent, value=_millionths(self.value))


class CountBrakeSettings(Section):
    """A count that is odder than this is not posted until somebody confirms it."""

    lines_at_least: int = Field(default=5, ge=1)
    zeros_percent: int = Field(default=50, ge=1, le=100)
    differing_percent: int = Field(default=50, ge=1, le=100)
    factor: int = Field(default=10, ge=2)
    factor_units: int = Field(default=100, ge=1)


class CountSettings(Section):
    """A variance within the tolerance is adjusted to the count without approval."""

    tolerance_units: int = Field(default=0, ge=0)
    tolerance_percent: int = Field(default=0, ge=0, le=100)
    tolerance_value: Amount | None = None
    tolerance_by_category: dict[str, ToleranceSettings] = Field(default_factory=dict)
    tolerance_by_class: dict[Literal["A", "B", "C"], ToleranceSettings] = Field(
        default_factory=dict
    )
    second_person_above: Amount | None = None
    reasons: Annotated[tuple[ReasonCode, ...], Field(min_length=1), AfterValidator(_once)] = REASONS
    brake: CountBrakeSettings = CountBrakeSettings()

    def rules(self) -> Rules:
        general = Tolerance(
            units=self.tolerance_units,
            percent=self.tolerance_percent,
            value=_millionths(self.tolerance_value),
        )
        return Rules(
            tolerance=general,
            by_category=_tolerances(self.tolerance_by_category),
            by_class=_tolerances(self.tolerance_by_class),
            second_person_above=_millionths(self.second_person_above),
        )

    def as_brake(self) -> Brake:
        return Brake(
            lines_at_least=self.brake.lines_at_least,
            zeros_percent=self.brake.zeros_percent,
            differing_percent=self.brake.differing_percent,
            factor=self.brake.factor,
            factor_units=self.brake.factor_units,
        )


def _tolerances(settings: Mapping[Any, ToleranceSettings]) -> dict[str, Tolerance]:
    return {str(name): one.as_tolerance() for name, one in settings.items()}


def _millionths(amount: Decimal | None) -> int | None:
    return None if amount is None else int(amount * MILLIONTHS)
