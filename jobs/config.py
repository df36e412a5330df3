"""The configuration file: read once, checked whole, every problem told at once.

`${NAME}` takes a value from the environment, so that no secret stands in the file. Commands that
never speak to a channel work without those values.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from sqlalchemy.engine import make_url

from jobs.config_file import filled_in, read_tree
from jobs.config_sense import Shop, contradictions, same_shops
from jobs.config_words import told
from jobs.counts.plan_settings import PlanSettings
from jobs.counts.settings import CountSettings
from jobs.sections import Section
from ledger.errors import Rejected
from ledger.pushing.level_reads import Offer
from ledger.pushing.levels import LevelRule
from ledger.sites import LocationKind, Site, zone
from ledger.values import is_location_code


def _known_zone(name: str) -> str:
    zone(name)
    return name


def _code(text: str) -> str:
    if not is_location_code(text):
        raise ValueError("use letters, digits, dot, underscore and hyphen, at most 63")
    return text


Code = Annotated[str, AfterValidator(_code)]


def _text_id(found: Any) -> Any:
    """YAML reads an id of digits as a number; it is text all the same."""
    return str(found) if type(found) is int else found


ChannelLocation = Annotated[str, BeforeValidator(_text_id), Field(min_length=1)]
"""The channel's own id of one of its locations."""


class LocationSettings(Section):
    time_zone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    kind: LocationKind = LocationKind.OWN


class RuleSettings(Section):
    """How much of what is available a channel may offer; see the level rule."""

    buffer: int = Field(default=0, ge=0)
    share_percent: int = Field(default=100, ge=0, le=100)
    cap: int | None = Field(default=None, ge=0)
    minimum_shown: int = Field(default=0, ge=0)

    def as_rule(self) -> LevelRule:
        return LevelRule(
            buffer=self.buffer,
            share=Fraction(self.share_percent, 100),
            cap=self.cap,
            minimum_shown=self.minimum_shown,
        )


class BrakeSettings(Section):
    """A cycle that would change more than this stops until someone confirms."""

    listings_percent: int = Field(default=30, ge=1, le=100)
    listings_at_least: int = Field(default=20, ge=1)
    factor: int = Field(default=10, ge=2)


class ChannelSettings(BaseModel):
    """``settings`` of the connector itself are checked against what it declares.

    ``locations``: which of ours each of the channel's own is; empty where it keeps one number.
    ``location``: where an order's goods are committed that names none.
    """

    model_config = ConfigDict(extra="allow", frozen=True)

    connector: str
    location: Code
    locations: dict[ChannelLocation, Code] = {}
    offers_from: tuple[Code, ...] = ()
    rule: RuleSettings = RuleSettings()
    brake: BrakeSettings = BrakeSettings()
    show_negative: bool = False
    backfill_days: int = Field(default=90, ge=0)

    def offer(self, external: Collection[str] = ()) -> Offer:
        """Without ``offers_from`` goods are offered where its orders are committed.

        What a channel keeps at ``external`` locations, another firm's, is left alone.
        """
        mapped = {own_id: code for own_id, code in self.locations.items() if code not in external}
        locations = tuple(mapped.values()) or self.offers_from or (self.location,)
        return Offer(locations=locations, mapped=mapped, rule=self.rule.as_rule())

    @property
    def settings(self) -> Mapping[str, Any]:
        return self.model_extra or {}


class ScheduleSettings(Section):
    pull_seconds: int = Field(default=60, ge=5)
    push_seconds: int = Field(default=30, ge=5)
    check_hours: int = Field(default=24, ge=1)


class Config(Section):
    database: str = "sqlite:///stockbook.db"
    log_file: str = "stockbook.log"
    locations: dict[Code, LocationSettings] = Field(min_length=1)
    channels: dict[Code, ChannelSettings] = Field(default_factory=dict)
    schedule: ScheduleSettings = ScheduleSettings()
    counts: CountSettings = CountSettings()
    count_plan: PlanSettings = PlanSettings()

    @property
    def external(self) -> frozenset[str]:
        """The locations that are another firm's."""
        return frozenset(
            code for code, one in self.locations.items() if one.kind is LocationKind.EXTERNAL
        )

    def require_channels(self, names: Iterable[str]) -> None:
        """Raises Rejected, naming each that is not configured."""
        known = ", ".join(self.channels) or "none"
        problems = [
            f"channel {name!r} is not configured; known are {known}"
            for name in names
            if name not in self.channels
        ]
        if problems:
            raise Rejected(problems)

    def sites(self) -> list[Site]:
        return [
            Site(code=code, time_zone=one.time_zone, kind=one.kind)
            for code, one in self.locations.items()
        ]


CheckSettings = Callable[[str, Mapping[str, Any]], list[str]]
"""Every problem of a channel's own settings: the name of its connector, and what is given."""


def load_config(
    path: Path, environment: Mapping[str, str], *, check: CheckSettings | None
) -> Config:
    """Read and check the file. Raises Rejected with every problem, each with its place in the file.

    Without ``check`` neither a channel's own settings nor the secrets for them need be there. A
    relative SQLite path and ``log_file`` are taken from the folder of the file.
    """
    tree = read_tree(path)
    missing: set[str] = set()
    filled = filled_in(tree, environment, missing)
    problems = []
    if check is not None:
        problems += [
            f"environment variable {name} is not set; set it, or correct the name"
            for name in sorted(missing)
        ]
        problems += _channel_problems(filled, check)
    config = None
    try:
        config = Config.model_validate(filled)
    except ValidationError as error:
        problems += told(error)
    problems += [*contradictions(filled), *same_shops(list(_shops(filled)))]
    if config is None or problems:
        raise Rejected([f"{path}: {problem}" for problem in problems])
    folder = path.resolve().parent
    return config.model_copy(
        update={
            "database": _beside(config.database, folder),
            "log_file": str(folder / config.log_file),
        }
    )


def _channel_problems(tree: Any, check: CheckSettings) -> Iterator[str]:
    """Of what a channel's connector declares, also when other parts of the file are wrong."""
    for shop in _shops(tree):
        yield from (f"channels.{shop.name}.{one}" for one in check(shop.connector, shop.settings))


def _shops(tree: Any) -> Iterator[Shop]:
    channels = tree.get("channels")
    for name, section in channels.items() if isinstance(channels, dict) else ():
        if isinstance(section, dict) and isinstance(connector := section.get("connector"), str):
            own = {key: section[key] for key in section if key not in ChannelSettings.model_fields}
            yield Shop(str(name), connector, own)


def _beside(database: str, folder: Path) -> str:
    url = make_url(database)
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return database
    return url.set(database=str(folder / str(url.database))).render_as_string(hide_password=False)
