"""The installed connectors, ours and others': entry points of the group ``stockbook.connectors``.

Each names a module with ``SETTINGS`` and ``connect``. Another author's module may fail in any way,
so that is told, not raised.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

from connectors.settings import Setting, checked_settings

if TYPE_CHECKING:
    from connectors.http import HttpMaker
    from connectors.protocol import Connector
    from ledger.instants import Clock

GROUP: Final = "stockbook.connectors"


class ConnectorModule(Protocol):
    """What the entry point of a connector names."""

    SETTINGS: Sequence[Setting]

    def connect(
        self, settings: Mapping[str, Any], *, http: "HttpMaker", clock: "Clock"
    ) -> "Connector": ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """One entry point. ``module`` is what could be loaded of it.

    ``problem``: why it cannot be used; null when it can.
    """

    entry: EntryPoint
    module: Any
    problem: str | None


def installed() -> list[Installed]:
    """Of every installed package, by name."""
    found = sorted(entry_points(group=GROUP), key=lambda one: (one.name, one.value))
    names = [one.name for one in found]
    return [_loaded(one, claims=names.count(one.name)) for one in found]


def settings_problems(connector: str, given: Mapping[str, Any]) -> list[str]:
    """Every problem of a channel's own settings, by the name of the key; no network."""
    known = entry_points(group=GROUP).names
    if connector not in known:
        several = ", ".join(sorted(known))
        return [f"connector: {connector!r} is not installed; installed are {several}"]
    found = _named(connector)
    if found.problem is not None:
        return [f"connector: {found.problem}"]
    return checked_settings(found.module.SETTINGS, given)[1]


def connector_module(connector: str) -> ConnectorModule:
    """Of a connector without problems."""
    return cast(ConnectorModule, _named(connector).module)


def sums_locations(connector: str) -> bool:
    """Whether it keeps one number for several mapped locations; False of one that is not there."""
    if connector not in entry_points(group=GROUP).names:
        return False
    return getattr(_named(connector).module, "SUMS_LOCATIONS", False) is True


def _named(connector: str) -> Installed:
    found = tuple(entry_points(group=GROUP, name=connector))
    return _loaded(found[0], claims=len(found))


def _loaded(entry: EntryPoint, *, claims: int) -> Installed:
    if claims > 1:
        text = f"{claims} installed packages call a connector {entry.name}; remove all but one"
        return Installed(entry=entry, module=None, problem=text)
    try:
        module = entry.load()
    except Exception as error:  # noqa: BLE001  # whatever another author's module raises
        text = f"{entry.value} cannot be loaded ({_kind(error)}); reinstall it"
        return Installed(entry=entry, module=None, problem=text)
    missing = [name for name in ("SETTINGS", "connect") if not hasattr(module, name)]
    text = f"{entry.value} has no {' and no '.join(missing)}; tell its author"
    return Installed(entry=entry, module=module, problem=text if missing else None)


def _kind(error: Exception) -> str:
    """Its text may hold anything; but which module is missing tells its author all."""
    missing = f": {error.name}" if isinstance(error, ModuleNotFoundError) else ""
    return f"{type(error).__name__}{missing}"
