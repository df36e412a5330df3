"""The settings of a channel that say which shop it is, each in one way of writing it."""

from collections.abc import Iterable

from connectors.settings import Setting
from jobs.config import ChannelSettings
from jobs.config_sense import plain
from jobs.storefronts.installed import connector_module


def told_by(settings: ChannelSettings) -> dict[str, str]:
    """By name; empty where no setting says it. `http` or `https` is one shop."""
    declared = connector_module(settings.connector).SETTINGS
    given = {one.name: settings.settings.get(one.name) for one in _naming(declared)}
    return {name: _place(plain(value)) for name, value in given.items() if value}


def _naming(declared: Iterable[Setting]) -> list[Setting]:
    """Where the connector's author does not say, what has to be given and is no secret."""
    declared = list(declared)
    said = [one for one in declared if one.names_shop]
    return said or [one for one in declared if one.required and not one.secret]


def _place(value: str) -> str:
    """Without the scheme, and without what a browser would send as a name and a password."""
    _, mark, rest = value.partition("://")
    host, slash, path = rest.partition("/")
    return f"{host.rpartition('@')[2]}{slash}{path}" if mark else value
