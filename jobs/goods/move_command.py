"""How a command that books moves is made: its ways are flags, its file is a CSV of the same."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import click

from jobs.app import App, pass_app
from jobs.csv_files import Problems
from jobs.goods.move_booking import Booking, MoveAnswer, book_moves
from jobs.goods.move_files import OPTIONAL, REQUIRED, moves_from_file
from jobs.goods.movement_cells import cost_from_cell
from jobs.goods.moves import Move, Route
from jobs.options import FILE, UNITS, at_location, json_option, local_instant
from ledger.errors import OutcomeUnknown
from ledger.numbers import counted

Ways = Mapping[str, tuple[str, Route]]
"""Flag to (what it means, its route); the flag "" is what the command does without a flag."""


def move_command(
    name: str,
    help_text: str,
    ways: Ways,
    *,
    needs_to: bool = False,
    needs_reason: bool = False,
) -> click.Command:
    """`stockbook NAME SKU QUANTITY --location L`, or `--file`."""

    @json_option
    @pass_app
    def command(app: App, /, path: Path | None, **said: object) -> None:
        way = _chosen(ways, said)
        problems = Problems(path.name if path else "")
        moves = _moves(app, path, said, problems)
        for move in moves:
            for problem in _missing(move, needs_to=needs_to, needs_reason=needs_reason):
                problems.add(move.row, problem)
        key = str(said["key"] or (path and _file_key(path, way)) or app.new_id())
        with _told_key(key):
            answer = book_moves(
                app.database,
                moves,
                ways[way][1],
                booking=Booking(key=f"{name}/{key}", actor=app.actor),
                problems=problems,
            )
        if answer.known and not said["key"]:
            answer.notes.append(_BOOKED_BEFORE)
        app.answer(answer, lambda: _show(answer), problems=bool(answer.notes))

    for parameter in reversed(_parameters(ways, needs_to=needs_to)):
        # Each is put before those that are there, as decorators are.
        command = parameter(command)
    return click.command(name, help=help_text, short_help=help_text)(command)


def _parameters(ways: Ways, *, needs_to: bool) -> list[Callable[[Any], Any]]:
    """In the order in which the help names them."""
    flags = [
        click.option(f"--{flag}", is_flag=True, help=meaning)
        for flag, (meaning, _) in ways.items()
        if flag
    ]
    to = [click.option("--to", default="", metavar="LOCATION", help=_TO)] if needs_to else []
    return [*to, *flags, *_PARAMETERS]


_FILE: Final = (
    f"A CSV with the columns {', '.join(REQUIRED)}, and if you like {', '.join(OPTIONAL)}."
)

_PARAMETERS: Final = (
    click.argument("sku", required=False),
    click.argument("quantity", type=UNITS, required=False),
    at_location,
    click.option(
        "--at", metavar="INSTANT", help="When it happened (in the location's zone); default: now."
    ),
    click.option("--reason", default="", help="Why, in your words."),
    click.option(
        "--reference", metavar="DOCUMENT", default="", help="The document, such as a delivery note."
    ),
    click.option(
        "--unit-cost", metavar="AMOUNT", default="", help="What one unit cost, such as 12.50."
    ),
    click.option("--lot", metavar="LOT", default="", help="The lot or batch."),
    click.option("--key", metavar="NAME", help="The same key again is the same fact, booked once."),
    click.option("--file", "path", type=FILE, help=_FILE),
)

_TO: Final = "Where they are bound, from --location, whatever became of them."


_BOOKED_BEFORE: Final = (
    "this very file was booked before, so nothing of it was booked now; if the same goods came "
    "once more, run it again with a name for this time: --key NAME"
)


def _chosen(ways: Ways, said: Mapping[str, object]) -> str:
    chosen = [flag for flag in ways if flag and said[flag.replace("-", "_")]]
    if len(chosen) > 1:
        raise click.UsageError(f"--{chosen[0]} and --{chosen[1]} exclude each other")
    if not chosen and "" not in ways:
        raise click.UsageError(f"say one of {', '.join(f'--{flag}' for flag in ways)}")
    return chosen[0] if chosen else ""


def _missing(move: Move, *, needs_to: bool, needs_reason: bool) -> Iterator[str]:
    if needs_to and not move.to:
        yield "say where to with --to, or in the column 'to'"
    if needs_to and move.to == move.location:
        yield "goods that stay at their location are not transferred"
    if needs_reason and not move.reason:
        yield "say why with --reason, or in the column 'reason'"


@contextmanager
def _told_key(key: str) -> Iterator[None]:
    """A key that nobody gave is not known to anybody, and without it a repetition would double."""
    try:
        yield
    except OutcomeUnknown as error:
        raise OutcomeUnknown(
            f"{error}; run the same again with --key {key}: so it is booked once in any case"
        ) from error


def _file_key(path: Path, way: str) -> str:
    """The same file again is recognised by its content; what was ordered with it may arrive."""
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()[:16]
    except OSError as error:
        raise click.UsageError(f"{path} cannot be read ({error.strerror})") from None
    return f"{way}-{digest}" if way else digest


def _moves(
    app: App, path: Path | None, said: Mapping[str, object], problems: Problems
) -> list[Move]:
    if path is None:
        return [_from_words(app, said)]
    if said["sku"] or said["quantity"]:
        raise click.UsageError("give either SKU and QUANTITY or --file")
    site = location_of(app, said["location"])
    return moves_from_file(app.database, path, location=site, problems=problems)


def _from_words(app: App, said: Mapping[str, object]) -> Move:
    sku, quantity, at = said["sku"], said["quantity"], said["at"]
    location = location_of(app, said["location"])
    if not isinstance(sku, str) or not isinstance(quantity, int):
        raise click.UsageError("say SKU and QUANTITY, or --file")
    try:
        unit_cost = cost_from_cell(str(said["unit_cost"]))
    except ValueError as error:
        raise click.UsageError(f"--unit-cost: {error}") from None
    return Move(
        sku=sku,
        quantity=quantity,
        location=location,
        to=str(said.get("to") or ""),
        at=None if at is None else local_instant(app, location, option="--at", text=str(at)),
        reason=str(said["reason"]),
        reference=str(said["reference"]),
        unit_cost=unit_cost,
        lot=str(said["lot"]),
    )


def location_of(app: App, said: object) -> str:
    """The location that was said, or the only one there is."""
    known = list(app.config.locations)
    if said is None and len(known) == 1:
        return known[0]
    if said not in known:
        problem = "say where with --location" if said is None else f"location {said!r} is unknown"
        raise click.UsageError(f"{problem}; known are {', '.join(known)}")
    return str(said)


def _show(answer: MoveAnswer) -> None:
    known = f", {answer.known} known already" if answer.known else ""
    click.echo(f"{counted(answer.posted, 'movement')} booked{known}")
    for note in answer.notes:
        click.echo(note)
