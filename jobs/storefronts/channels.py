"""From the configuration to working channels: the connector that each names, connected."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from connectors.errors import Refused
from connectors.http import HttpMaker
from connectors.protocol import Connector
from connectors.settings import checked_settings
from jobs.config import ChannelSettings, Config
from jobs.storefronts.installed import connector_module
from jobs.storefronts.offers import offer_of
from jobs.storefronts.push import PushPlan
from ledger.errors import Rejected
from ledger.instants import Clock
from ledger.pushing.level_reads import Offer


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
        return offer_of(self.settings, self.external)

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
    """These channels, or all, of a configuration that was loaded with `settings_problems`.

    Raises Rejected for names that are not in it, and for settings that do not go together.
    """
    wanted = list(names) or list(config.channels)
    config.require_channels(wanted)
    opened, problems = [], []
    for name in wanted:
        try:
            opened.append(_open(name, config, http=http(), clock=clock))
        except Refused as refusal:
            problems.append(f"channels.{name}: {refusal}")
    if problems:
        raise Rejected(problems)
    return opened


def _open(name: str, config: Config, *, http: HttpMaker, clock: Clock) -> Channel:
    settings = config.channels[name]
    module = connector_module(settings.connector)
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
