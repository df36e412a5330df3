"""`connectors`: which storefronts can be connected, with which settings, and what was tried."""

from dataclasses import dataclass
from typing import Any

from connectors.settings import Setting
from jobs.storefronts.installed import Installed, installed


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingEntry:
    """One key under a channel. ``default`` null: there is none."""

    name: str
    required: bool
    secret: bool
    default: Any
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectorEntry:
    """``tested_against``: in its author's words; null when they say nothing.

    ``problem``: why it cannot be used; null when it can.
    """

    name: str
    distribution: str | None
    version: str | None
    module: str
    tested_against: str | None
    settings: list[SettingEntry]
    problem: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectorsAnswer:
    connectors: list[ConnectorEntry]


def read_connectors() -> ConnectorsAnswer:
    """Of every installed package, by name. One that cannot be used is told."""
    return ConnectorsAnswer(connectors=[_entry(one) for one in installed()])


def _entry(found: Installed) -> ConnectorEntry:
    package = found.entry.dist
    return ConnectorEntry(
        name=found.entry.name,
        distribution=package.name if package else None,
        version=package.version if package else None,
        module=found.entry.value,
        tested_against=getattr(found.module, "TESTED_AGAINST", None),
        settings=[_setting(one) for one in getattr(found.module, "SETTINGS", ())],
        problem=found.problem,
    )


def _setting(one: Setting) -> SettingEntry:
    return SettingEntry(
        name=one.name,
        required=one.required,
        secret=one.secret,
        default=one.default,
        why=one.why,
    )
