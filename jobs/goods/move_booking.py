"""Moves into the book: all or none, refused with every problem, told once however often."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from jobs.csv_files import Problems
from jobs.goods.move_checks import Surroundings, lies_nowhere, move_problems, surroundings
from jobs.goods.moves import Leg, Move, Route
from ledger.database import Database, Reading
from ledger.history import instants_told
from ledger.numbers import counted
from ledger.store import post
from ledger.takings import Lying, lying, shortfalls
from ledger.values import Movement, State

_log: Final = logging.getLogger("stockbook.moves")


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveAnswer:
    """The keys of the movements, in the order of the moves; ``known`` were booked before.

    ``notes``: what to look at, in sentences.
    """

    posted: int
    known: int
    keys: list[str]
    notes: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """``key`` makes the movements' keys: the same key again is the same fact."""

    key: str
    actor: str


def book_moves(
    database: Database,
    moves: Sequence[Move],
    route: Route,
    *,
    booking: Booking,
    problems: Problems,
) -> MoveAnswer:
    """Post all or none.

    A move without an instant happens now; told again, it happened when it was first told.
    Raises Rejected with every problem, those that were found before among them.
    """
    with database.writing() as tx:
        around = surroundings(tx, moves)
        rows, said = _movements(moves, route, around, booking=booking, problems=problems)
        told = instants_told(tx, [one.key for one in said])
        new = [index for index, one in enumerate(said) if one.key not in told]
        told_new = [said[index] for index in new]
        for index, problem in _shortfalls(lying(tx, around.items), told_new, around):
            problems.add(rows[new[index]], problem)
        problems.refuse()
        movements = _as_told(said, told, now=tx.now)
        outcome = post(tx, movements)
        notes = _oversold(tx, told_new)
        # Only a person can tell whether a late document is of the goods that a count found.
        notes += [one.text for one in outcome.damage if one.is_doubtful]
    if outcome.new:
        booked = counted(outcome.new, "movement")
        _log.info("%s booked %s as %s", booking.actor, booked, booking.key)
    return MoveAnswer(
        posted=outcome.new, known=outcome.known, keys=[one.key for one in movements], notes=notes
    )


def _movements(
    moves: Sequence[Move],
    route: Route,
    around: Surroundings,
    *,
    booking: Booking,
    problems: Problems,
) -> tuple[list[int], list[Movement]]:
    """The row of each movement, and the movements."""
    rows: list[int] = []
    movements: list[Movement] = []
    for number, move in enumerate(moves, 1):
        legs = _legs(move, route)
        for problem in move_problems(move, legs, around):
            problems.add(move.row, problem)
        try:
            made = list(_of_move(move, legs, number, now=around.now, booking=booking))
        except ValueError as error:
            problems.add(move.row, str(error))
            continue
        movements += made
        rows += [move.row] * len(made)
    return rows, movements


def _legs(move: Move, route: Route) -> list[Leg]:
    """None for a location that cannot be: what is wrong with it is told apart."""
    try:
        return route(move)
    except ValueError:
        return []


def _of_move(
    move: Move, legs: Sequence[Leg], number: int, *, now: datetime, booking: Booking
) -> Iterator[Movement]:
    """Raises ValueError with every problem of the values."""
    for leg, (source, destination) in enumerate(legs, 1):
        yield Movement(
            key=f"{booking.key}/{number}/{leg}",
            occurred_at=move.at or now,
            sku=move.sku,
            quantity=move.quantity,
            source=source,
            destination=destination,
            actor=booking.actor,
            reason=move.reason,
            reference=move.reference,
            lot=move.lot,
            unit_cost=move.unit_cost,
        )


def _shortfalls(
    there: Lying, movements: Sequence[Movement], around: Surroundings
) -> Iterator[tuple[int, str]]:
    """What lies nowhere is sold by its components or not at all, so it is never oversold."""
    nowhere = {sku: lies_nowhere(sku, item) for sku, item in around.items.items()}
    bare = {sku for sku, problem in nowhere.items() if problem}
    for index, problem in shortfalls(there, movements, never_short=bare):
        yield index, nowhere[movements[index].sku] or problem


def _as_told(
    said: Sequence[Movement], told: Mapping[str, datetime], *, now: datetime
) -> list[Movement]:
    """Those without an instant of their own keep the one under which their key is in the book."""
    return [
        replace(one, occurred_at=told[one.key])
        if one.occurred_at == now and one.key in told
        else one
        for one in said
    ]


def _oversold(tx: Reading, moved: Sequence[Movement]) -> list[str]:
    """What was taken from available goods that are not there. It happened, so it is booked."""
    taken = {(one.sku, one.source) for one in moved if one.source.state is State.AVAILABLE}
    there = lying(tx, {sku for sku, _ in taken})
    return [
        f"{sku} is oversold at {source.location} now: available is {there[sku, source.name]}; "
        "receive, transfer or count what is missing, or cancel orders"
        for sku, source in sorted(taken, key=lambda one: (one[0], one[1].name))
        if there[sku, source.name] < 0
    ]
