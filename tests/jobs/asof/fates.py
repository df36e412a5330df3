"""Random orders: what becomes of them, what the shop stamps, and which of it is read."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import strategies as st

from ledger.orders.planner import Outcome
from tests.jobs.asof.orders import (
    JUDGED,
    RETURNS,
    Judgement,
    Order,
    Told,
    judgement,
    with_stages,
)
from tests.jobs.asof.shelves import BASKET, LAST, halves, leads, locations, sometimes, where


@st.composite
def orders(draw: st.DrawFn, number: int, *, set_back: bool) -> Order:
    item, location, code = draw(where)
    item = BASKET if draw(st.integers(0, 3)) == 2 else item
    ships_from = draw(locations) if draw(sometimes) else location
    scrambled = draw(st.booleans()) and not set_back
    kinds = ["placed", *draw(_fates(scrambled=scrambled, set_back=set_back))]
    if {"packed", "left some"} <= {*kinds}:
        ships_from = location  # which part was packed until when, no storefront says
    told_apart = "set back" in kinds or (scrambled and "left some" in kinds)
    units = draw(st.integers(2 if "left some" in kinds else 1, 4))
    order = Order(
        name=f"order-{number}",
        item=item,
        location=location,
        ships_from=ships_from,
        returns_to=draw(locations) if draw(sometimes) else ships_from,
        bin=code,
        units=units,
        lines=draw(st.integers(1, 2)),
        dated=told_apart or draw(st.booleans()),
        readings=draw(_readings(kinds, scrambled=scrambled)),
    )
    some = draw(st.integers(1, max(1, units - 1)))
    order = with_stages(order, draw(_told(kinds)), some=some)
    return replace(order, judgement=draw(_judgements(order)))


@st.composite
def _fates(draw: st.DrawFn, *, scrambled: bool, set_back: bool) -> list[str]:
    """One that was only called shipped is set back, or refunded; a parcel that did leave and comes
    back unopened is told in the same words as the first.
    """
    if set_back or draw(sometimes):
        if not set_back and draw(sometimes):
            return ["called left", "refunded"]
        called = "called left" if scrambled else draw(st.sampled_from(["called left", "left"]))
        again = ["left"] if called != "left" and draw(st.booleans()) else []
        return [called, "set back", *again]
    kinds = ["packed"] if not scrambled and draw(st.booleans()) else []
    kinds += ["left some"] if draw(sometimes) else []
    kinds += [draw(st.sampled_from(["open", "cancelled", "kept back", "left", "left", "left"]))]
    is_out = not {"left some", "left"}.isdisjoint(kinds)
    if is_out and draw(st.booleans()):
        kinds += [draw(st.sampled_from([*RETURNS, "unjudged", "refunded"]))]
    return kinds


@st.composite
def _readings(draw: st.DrawFn, kinds: Sequence[str], *, scrambled: bool) -> list[int]:
    """Some of the states are never read, some too late. That of packed goods always is, in time:
    of a parcel that was packed and left in between no storefront tells the first. Nor does it tell
    of one that left and came back in between, or of parts where it tells no instants.
    """
    last = len(kinds) - 1
    some = draw(st.sets(st.integers(0, last)))
    if scrambled:
        return draw(st.permutations(sorted({*some, last})))
    told = {n for n, kind in enumerate(kinds) if kind in {"packed", "called left", "left some"}}
    if kinds[-2:] == ["left", "set back"]:
        told.add(last - 1)
    return sorted({*some, last, *told})


@st.composite
def _told(draw: st.DrawFn, kinds: Sequence[str]) -> list[Told]:
    instants = sorted(draw(st.lists(halves, min_size=len(kinds), max_size=len(kinds))))
    told, stamp = list[Told](), -50.0
    for kind, at in zip(kinds, instants, strict=True):
        stamp = max(stamp + 0.25, at - draw(leads))
        told.append((kind, at, stamp))
    return told


@st.composite
def _judgements(draw: st.DrawFn, order: Order) -> Judgement | None:
    """Goods of which the shop was wrong that they left are found on the shelf in any case."""
    last, kinds = order.stages[-1], [one.kind for one in order.stages]
    if last.kind == "unjudged":
        outcomes = [Outcome.SELLABLE, Outcome.DAMAGED]
    elif last.kind == "refunded":
        outcomes = [Outcome.NEVER_LEFT] if "called left" in kinds else [*JUDGED, Outcome.KEPT]
    else:
        return None
    if outcomes != [Outcome.NEVER_LEFT] and draw(sometimes):
        return None
    at = draw(st.integers(int(last.event.at * 2), int(LAST * 2))) / 2
    stamp = max(at - draw(leads), last.event.stamp)
    return judgement(order, draw(st.sampled_from(outcomes)), at, stamp)
