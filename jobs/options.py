"""Options that several commands share, and how instants are read from a command line."""

from collections.abc import Callable
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

import click

from jobs.app import App
from ledger.instants import instant_from_text
from ledger.sites import LocationKind, zone


def json_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--json`: one JSON object on standard output and nothing else there."""

    def remember(ctx: click.Context, _: click.Parameter, value: bool) -> None:
        ctx.ensure_object(App).as_json |= value

    return click.option(
        "--json", is_flag=True, expose_value=False, callback=remember, help="Answer in JSON."
    )(function)


class InstantType(click.ParamType[datetime]):
    """An instant such as 2026-03-01T08:00, in the zone that our locations share.

    Where they lie in different zones it must say its offset. ``of_location``: it is in the zone of
    the one that an eager option ``--location`` names, if that does.
    """

    name = "instant"

    def __init__(self, *, of_location: bool = False) -> None:
        self.of_location = of_location

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            return instant_from_text(str(value), zone=self._zone(ctx))
        except ValueError as error:
            self.fail(str(error), param, ctx)

    def _zone(self, ctx: click.Context | None) -> tzinfo | None:
        app = ctx.find_object(App) if ctx else None
        if ctx is None or app is None:
            return None
        return shared_zone(app, ctx.params.get("location") if self.of_location else None)


def shared_zone(app: App, location: str | None = None) -> tzinfo | None:
    """Of this location or, where none is named that is known, of all of them."""
    own = {
        site.code: site.time_zone for site in app.config.sites() if site.kind is LocationKind.OWN
    }
    zones = {own[location]} if location in own else set(own.values())
    return zone(zones.pop()) if len(zones) == 1 else None


INSTANT = InstantType()

INSTANT_THERE = InstantType(of_location=True)


class WholeType(click.ParamType[int]):
    """A whole number, of at least ``least`` where that is given."""

    name = "number"

    def __init__(self, least: int | None = None) -> None:
        self.least = least

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        try:
            number = int(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a whole number", param, ctx)
        if self.least is not None and number < self.least:
            self.fail(f"{number} is too few; it must be at least {self.least}", param, ctx)
        return number


UNITS = WholeType(1)
"""How many of a thing that is there."""

NUMBER = WholeType(0)
"""Any number of things, or the number by which the book knows one."""

DIFFERENCE = WholeType()
"""More, or fewer."""

FILE = click.Path(path_type=Path, dir_okay=False)
"""A file that is read or written; as an argument it is told as ``FILE``, too."""

at_location = click.option(
    "--location", metavar="LOCATION", help="Where; not needed when only one is configured."
)
"""`--location`; what it means without one is for `location_of` to say."""


def local_instant(app: App, location: str, *, option: str, text: str) -> datetime:
    """An instant in the zone of one of our locations, unless the text says otherwise."""
    try:
        return instant_from_text(text, zone=zone(app.config.locations[location].time_zone))
    except ValueError as error:
        raise click.UsageError(f"{option}: {error}") from None
