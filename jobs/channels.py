"""From the configuration to working channels: the connector that each names, found and connected.

Connectors, ours and others', are entry points of the group ``stockbook.connectors``; each names a
module with ``SETTINGS`` and ``connect``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Final, Protocol, cast

from connectors.http import HttpMaker
from connectors.protocol import Connector
from connectors.settings import Setting, checked_settings
from jobs.config import ChannelSettings, Config
from jobs.push import PushPlan
from ledger.errors import Rejected
from ledger.instants import Clock
from ledger.level_reads import Offer

GROUP: Final = "stockbook.connectors"


class ConnectorModule(Protocol):
    """What the entry point of a connector names."""

    SETTINGS: Sequence[Setting]

    def connect(
        self, settings: Mapping[str, Any], *, http: HttpMaker, clock: Clock
    ) -> Connector: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """``external``: our codes of other firms' locations. ``calls``: how many requests were sent."""

    name: str
    connector: Connector
    settings: ChannelSettings
    external: frozenset[str] = frozenset()
    calls: Callable[[], int] = lambda: 0

    @property
    def backfill(self) -> timedelta:
        return timedelta(days=self.settings.backfill_days)

    @property
    def offer(self) -> Offer:
        return self.settings.offer(self.external)

    def push_plan(self, *, audit: bool) -> PushPlan:
        return PushPlan(
            offer=self.offer,
            brake=self.settings.brake,
            show_negative=self.settings.show_negative,
            audit=audit,
        )


def open_channels(
    config: Config, names: Sequence[str], *, http: Callable[[], HttpMaker], clock: Clock
) -> list[Channel]:
    """These channels, or all. Raises Rejected with every problem of their settings."""
    wanted = list(names) or list(config.channels)
    problems = [
        f"channel {name!r} is not configured; known are {', '.join(config.channels) or 'none'}"
        for name in wanted
        if name not in config.channels
    ]
    problems += check_channels(config, [name for name in wanted if name in config.channels])
    if problems:
        raise Rejected(problems)
    return [_open(name, config, http=http(), clock=clock) for name in wanted]


def check_channels(config: Config, names: Sequence[str]) -> list[str]:
    """Every problem of these channels' settings, by the name of the key; no network."""
    problems = []
    for name in names:
        settings = config.channels[name]
        found = installed().get(settings.connector)
        if found is None:
            problems.append(
                f"channels.{name}.connector: {settings.connector!r} is not installed; "
                f"installed are {', '.join(sorted(installed()))}"
            )
            continue
        _, wrong = checked_settings(_module(found).SETTINGS, settings.settings)
        problems += [f"channels.{name}.{problem}" for problem in wrong]
    return problems


def installed() -> dict[str, EntryPoint]:
    """The connectors of every installed package, by name."""
    return {one.name: one for one in entry_points(group=GROUP)}


def _open(name: str, config: Config, *, http: HttpMaker, clock: Clock) -> Channel:
    settings = config.channels[name]
    module = _module(installed()[settings.connector])
    values, _ = checked_settings(module.SETTINGS, settings.settings)
    values["location"] = settings.location
    values["locations"] = settings.offer(config.external).mapped
    connector = module.connect(values, http=http, clock=clock)
    return Channel(
        name=name,
        connector=connector,
        settings=settings,
        external=config.external,
        calls=http.calls,
    )


def _module(found: EntryPoint) -> ConnectorModule:
    return cast(ConnectorModule, found.load())
