"""What somebody says of an item: all of it, or what changes. Values only."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from ledger.values import QUANTITY_MAX, sku_problem, text_problem

BARCODE_LENGTH_MAX: Final = 128


class Assembly(StrEnum):
    """Where a kit's units come from.

    ``none``: no kit. ``components``: never stocked itself, its components are shipped. ``kept``:
    assembled beforehand and stocked. ``on_demand``: stocked, and assembled when that runs out.
    """

    NONE = "none"
    COMPONENTS = "components"
    KEPT = "kept"
    ON_DEMAND = "on_demand"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRecord:
    """``unit_cost`` is in millionths. ``stocked`` False: a service or gift card, never counted.

    ``barcode_units``: of those barcodes that stand for a number of units of their own.
    """

    sku: str
    name: str = ""
    category: str = ""
    supplier: str = ""
    pack_size: int = 1
    unit_cost: int | None = None
    stocked: bool = True
    assembly: Assembly = Assembly.NONE
    barcodes: tuple[str, ...] = ()
    barcode_units: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        problems = [problem for problem in _record_problems(self) if problem]
        if problems:
            raise ValueError("; ".join(problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemChange:
    """What somebody says of an item. None: nothing, so that a new one gets the default.

    The fields are those of `ItemRecord`, which says all of them but an unknown cost.
    """

    sku: str
    name: str | None = None
    category: str | None = None
    supplier: str | None = None
    pack_size: int | None = None
    unit_cost: int | None = None
    stocked: bool | None = None
    assembly: Assembly | None = None
    barcodes: tuple[str, ...] = ()
    barcode_units: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        problems = [problem for problem in _record_problems(self) if problem]
        if problems:
            raise ValueError("; ".join(problems))


Said = ItemRecord | ItemChange


def _record_problems(said: Said) -> Iterator[str | None]:
    yield sku_problem(said.sku)
    yield text_problem("name", said.name or "")
    yield text_problem("category", said.category or "")
    yield text_problem("supplier", said.supplier or "")
    if said.pack_size is not None and not 0 < said.pack_size <= QUANTITY_MAX:
        yield f"pack size {said.pack_size} is not a whole number of at least 1"
    if said.unit_cost is not None and said.unit_cost < 0:
        yield f"unit cost {said.unit_cost} is below zero"
    for code in said.barcodes:
        yield text_problem("barcode", code, length_max=BARCODE_LENGTH_MAX)
        if not code.strip():
            yield f"barcode {code!r} is empty"
    for code, units in said.barcode_units.items():
        if code not in said.barcodes or not 0 < units <= QUANTITY_MAX:
            yield f"barcode {code!r} cannot stand for {units} units; write CODE=UNITS, from 1 on"
