"""`init`: a database of the right schema, and every channel's settings and rights checked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from connectors.errors import ConnectorError
from jobs.config import Config
from jobs.storefronts.channel_locations import check_locations
from jobs.storefronts.channels import Channel
from jobs.storefronts.same_shop import ShopMark, keep_shop
from jobs.storefronts.twins import perhaps_one_shop
from ledger.channel_state import channels_with_orders
from ledger.clocks import THIS_MACHINE, require_clock
from ledger.database import Database
from ledger.listings import ensure_channel
from ledger.locations import ensure_locations
from ledger.migrations.upgrade import upgrade


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelCheck:
    """``platform`` null: it was not asked, or did not answer.

    ``problems``: missing rights, locations mapped wrongly, or why the channel did not answer.

    ``unmapped_locations``: the channel's own ones that are left alone. ``notes``: what the
    storefront's own settings mean.
    """

    channel: str
    platform: str | None
    name: str | None
    time_zone: str | None
    unmapped_locations: list[str]
    problems: list[str]
    notes: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class InitAnswer:
    """``database`` is its address without a password."""

    database: str
    locations: list[str]
    channels: list[ChannelCheck]


def initialise(
    database: Database,
    config: Config,
    channels: Sequence[Channel],
    *,
    host: str = THIS_MACHINE,
    progress: Callable[[str], None] = lambda _: None,
) -> InitAnswer:
    """Safe to run again at any time. Raises LedgerError and leaves the database as it was."""
    upgrade(database.engine)
    require_clock(database, host=host)
    with database.writing() as tx:
        ensure_locations(tx, config.sites())
        for name in config.channels:
            ensure_channel(tx, name)
        gone = [name for name in channels_with_orders(tx) if name not in config.channels]
    checks = [_not_configured(name) for name in gone]
    twins = perhaps_one_shop(config.channels)
    for channel in channels:
        progress(channel.name)
        notes = [twins[channel.name]] if channel.name in twins else []
        checks.append(_checked(database, channel, notes))
    return InitAnswer(
        database=database.engine.url.render_as_string(hide_password=True),
        locations=sorted(config.locations),
        channels=checks,
    )


def _not_configured(name: str) -> ChannelCheck:
    """Given up, or given another name: nobody but a person knows which."""
    note = (
        "has orders in the book and is not configured, so they are left as they are. Was it only "
        "renamed? Then give it its old name back before you sync: under a new one its orders are "
        "booked a second time"
    )
    return _not_asked(name, notes=[note])


def _not_asked(
    name: str, *, problems: Sequence[str] = (), notes: Sequence[str] = ()
) -> ChannelCheck:
    return ChannelCheck(
        channel=name,
        platform=None,
        name=None,
        time_zone=None,
        unmapped_locations=[],
        problems=list(problems),
        notes=list(notes),
    )


def _checked(database: Database, channel: Channel, notes: list[str]) -> ChannelCheck:
    """Ask the channel who it is and what the key may do; no answer is an answer too."""
    try:
        account = channel.connector.account()
        with database.writing() as tx:
            keep_shop(tx, channel.name, ShopMark.of(channel.settings, account.shop_id))
    except ConnectorError as error:
        return _not_asked(channel.name, problems=[str(error)], notes=notes)
    places = check_locations(channel.name, account, channel.settings.locations)
    rights = [f"the key lacks the right to {right}" for right in account.missing_rights]
    return ChannelCheck(
        channel=channel.name,
        platform=f"{account.platform} {account.version}",
        name=account.name,
        time_zone=account.time_zone,
        unmapped_locations=places.unmapped,
        problems=[*rights, *places.problems],
        notes=[*notes, *account.notes],
    )
