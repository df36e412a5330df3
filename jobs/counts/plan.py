"""`count plan`: which items to count, why and by when; no quantity, so that counters may see it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from jobs.counts.bins import ids_of_bins
from ledger.counts.countable import items_in_category, items_of_supplier
from ledger.database import Database, Reading
from ledger.errors import Rejected
from ledger.instants import from_micros, to_micros
from ledger.joined import ALL_ITEMS
from ledger.locations import location_id, require_location
from ledger.named_items import NamedItem, named_items
from reconcile.bins import Memory, known_bins, read_memory
from reconcile.plan import Planned, Wanted, plan
from reconcile.plan_facts import read_candidates
from reconcile.plan_rules import ClassBy, PlanRules, Reason

LIMIT: Final = 100
"""About a morning's work of one person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What a person asks for; see `stockbook count plan --help`.

    ``limit`` None: LIMIT, but all of what is asked by name. ``class_by`` None: as is configured.
    """

    location: str
    reasons: Sequence[Reason] = ()
    classes: Sequence[str] = ()
    bins: Collection[str] = ()
    category: str | None = None
    supplier: str | None = None
    sample: int = 0
    seed: str | None = None
    limit: int | None = None
    class_by: ClassBy | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanEntry:
    """``bins``: where it was found last. ``due_at`` may be past; instants in UTC.

    ``counted_at`` null: never.
    """

    sku: str
    name: str | None
    category: str | None
    abc_class: str
    bins: list[str]
    counted_at: datetime | None
    due_at: datetime
    reasons: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAnswer:
    """The most urgent first. ``selected``: how many there are without a limit.

    ``seed``: by which the sample is drawn again; null without one.
    """

    location: str
    selected: int
    seed: str | None
    items: list[PlanEntry] = field(default_factory=list)


def count_plan(database: Database, selection: Selection, rules: PlanRules) -> PlanAnswer:
    """Raises Rejected for unknown names, and for a location that is not in the book yet."""
    with database.reading() as tx:
        return planned_items(tx, selection, rules)


def planned_items(tx: Reading, selection: Selection, rules: PlanRules) -> PlanAnswer:
    opening = require_location(tx, selection.location).opening_at
    if opening is None:
        raise Rejected(
            [f"{selection.location} is not in the book yet; begin with `stockbook opening`"]
        )
    if selection.class_by is not None:
        rules = replace(rules, class_by=selection.class_by)
    here = location_id(tx, selection.location)
    memory = read_memory(tx, here, ALL_ITEMS)
    seed = selection.seed or tx.now.date().isoformat()
    wanted = Wanted(
        reasons=selection.reasons or None,
        items=_asked_items(tx, selection, memory),
        classes=selection.classes,
        sample=selection.sample,
        seed=seed,
    )
    found = plan(
        read_candidates(tx, here, rules),
        wanted,
        rules,
        opening=to_micros(opening),
        now=tx.now_micros,
    )
    chosen = _most_urgent(found, selection)
    return PlanAnswer(
        location=selection.location,
        selected=len(found),
        seed=seed if selection.sample else None,
        items=_entries(tx, chosen, memory),
    )


def _most_urgent(found: Sequence[Planned], selection: Selection) -> list[Planned]:
    """What is asked by name is asked whole: a sheet of a part of it would be taken for all of it.

    What was drawn by chance is not left out again, or the sample would be none.
    """
    named = (selection.bins, selection.classes, selection.category, selection.supplier)
    reasons = {*selection.reasons}
    is_whole = reasons == {Reason.RECOUNT} or (any(named) and not reasons)
    limit = selection.limit
    if limit is None:
        limit = len(found) if is_whole else LIMIT
    return [one for place, one in enumerate(found) if place < limit or Reason.SAMPLE in one.reasons]


def _asked_items(tx: Reading, selection: Selection, memory: Memory) -> set[int] | None:
    """Those in the bins, of the category and of the supplier; None when nothing is asked.

    Raises Rejected for unknown ones.
    """
    asked: set[int] | None = None
    if selection.bins:
        bins = ids_of_bins(tx, selection.location, selection.bins)
        asked = {one.item for one in known_bins(memory) if one.bin in bins}
    if selection.category is not None:
        of_it = items_in_category(tx, selection.category)
        if not of_it:
            raise Rejected(
                [f"no item is of category {selection.category!r}; see `stockbook items list`"]
            )
        asked = of_it if asked is None else asked & of_it
    if selection.supplier is not None:
        of_it = items_of_supplier(tx, selection.supplier)
        if not of_it:
            raise Rejected(
                [f"no item is of supplier {selection.supplier!r}; see `stockbook items list`"]
            )
        asked = of_it if asked is None else asked & of_it
    return asked


def _entries(tx: Reading, chosen: Sequence[Planned], memory: Memory) -> list[PlanEntry]:
    names = named_items(tx, [one.item for one in chosen])
    bins: dict[int, list[str]] = {}
    for one in known_bins(memory):
        bins.setdefault(one.item, []).append(memory.codes[one.bin])
    return [_entry(one, names[one.item], sorted(bins.get(one.item, ()))) for one in chosen]


def _entry(one: Planned, item: NamedItem, bins: list[str]) -> PlanEntry:
    return PlanEntry(
        sku=item.sku,
        name=item.name or None,
        category=item.category or None,
        abc_class=one.abc_class,
        bins=bins,
        counted_at=None if one.counted_at is None else from_micros(one.counted_at),
        due_at=from_micros(one.due_at),
        reasons=[reason.value for reason in one.reasons],
    )
