"""What is wrong with a move that a person tells, all of it, before anything is booked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from jobs.goods.moves import Leg, Move
from ledger.cutover import opened_after
from ledger.database import Reading
from ledger.instants import instant_problem
from ledger.items import KnownItem, known_items
from ledger.locations import locations
from ledger.said import Assembly
from ledger.sites import Site
from ledger.unknown import unknown_skus
from ledger.values import sku_problem


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What moves are held against: items by SKU, sites by code, and the present instant.

    ``unknown``: what to say of each SKU that no item has.
    """

    items: Mapping[str, KnownItem]
    unknown: Mapping[str, str]
    sites: Mapping[str, Site]
    now: datetime

    @property
    def openings(self) -> dict[str, datetime]:
        return {code: site.opening_at for code, site in self.sites.items() if site.opening_at}


def surroundings(tx: Reading, moves: Iterable[Move]) -> Surroundings:
    skus = {move.sku for move in moves if sku_problem(move.sku) is None}
    items = known_items(tx, skus)
    return Surroundings(items, unknown_skus(tx, skus - items.keys()), locations(tx), tx.now)


def move_problems(move: Move, legs: Sequence[Leg], around: Surroundings) -> Iterator[str]:
    yield from _item_problems(move, legs, around)
    yield from _place_problems(move, legs, around)
    if move.at is not None:
        yield from _instant_problems(move.at, legs, around)


def lies_nowhere(sku: str, item: KnownItem) -> str | None:
    """Why no units of an item can lie at a location; None when they can."""
    if not item.stocked:
        return (
            f"{sku} is not stocked, so none of it lies anywhere; say "
            f"`stockbook items create {sku} --stocked` if it does"
        )
    if item.assembly is Assembly.COMPONENTS:
        return (
            f"{sku} is a kit that is never stocked itself; book its components, or say "
            f"`stockbook items create {sku} --assembly kept` if it is assembled beforehand"
        )
    return None


def _item_problems(move: Move, legs: Sequence[Leg], around: Surroundings) -> Iterator[str]:
    item = around.items.get(move.sku)
    if item is None:
        # What is no SKU at all is told with the other values of the movement.
        if sku_problem(move.sku) is None:
            yield around.unknown[move.sku]
    elif any(source.location is None for source, _ in legs):
        # What was booked wrongly before may still be taken out.
        yield from filter(None, [lies_nowhere(move.sku, item)])


def _place_problems(move: Move, legs: Sequence[Leg], around: Surroundings) -> Iterator[str]:
    said = {place.location for leg in legs for place in leg if place.location}
    for code in sorted(said or {one for one in (move.location, move.to) if one}):
        if code not in around.sites:
            yield f"location {code!r} is unknown; known are {', '.join(around.sites)}"


def _instant_problems(at: datetime, legs: Sequence[Leg], around: Surroundings) -> Iterator[str]:
    problem = instant_problem(at, now=around.now)
    if problem:
        yield problem
        return
    places = [place for leg in legs for place in leg]
    later = opened_after(places, at, around.openings)
    if later:
        location, opening = later
        yield (
            f"{at.isoformat()} lies before {location} came into the book, "
            f"{opening.isoformat()}: what came or left before is in its opening stock; leave it "
            "out, or say a later instant with --at or in the column 'at'"
        )
