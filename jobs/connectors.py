"""`connectors`: which storefronts can be connected, with which settings, and what was tried."""

from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from connectors.settings import Setting
from jobs.channels import GROUP


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
    """Of every installed package, by name. One that cannot be loaded is told, not raised."""
    found = sorted(entry_points(group=GROUP), key=lambda one: (one.name, one.value))
    names = [one.name for one in found]
    return ConnectorsAnswer(connectors=[_entry(one, claims=names.count(one.name)) for one in found])


def _entry(found: EntryPoint, *, claims: int) -> ConnectorEntry:
    module, problem = _loaded(found)
    if claims > 1:
        problem = f"{claims} installed packages call a connector {found.name}; remove all but one"
    package = found.dist
    return ConnectorEntry(
        name=found.name,
        distribution=package.name if package else None,
        version=package.version if package else None,
        module=found.value,
        tested_against=getattr(module, "TESTED_AGAINST", None),
        settings=[_setting(one) for one in getattr(module, "SETTINGS", ())],
        problem=problem,
    )


def _loaded(found: EntryPoint) -> tuple[Any, str | None]:
    try:
        module = found.load()
    except Exception as error:  # noqa: BLE001  # another author's module may fail in any way
        return None, f"{found.value} cannot be loaded ({type(error).__name__}); reinstall it"
    missing = [name for name in ("SETTINGS", "connect") if not hasattr(module, name)]
    if missing:
        return module, f"{found.value} has no {' and no '.join(missing)}; tell its author"
    return module, None


def _setting(one: Setting) -> SettingEntry:
    return SettingEntry(
        name=one.name,
        required=one.required,
        secret=one.secret,
        default=one.default,
        why=one.why,
    )
