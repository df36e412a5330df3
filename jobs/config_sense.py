"""What contradicts itself in a configuration.

It looks at the file as it was written, not at what was understood of it, so that contradictions
are told in the same round as values that are wrong. What is no text where
a text belongs is passed over here: jobs.config tells it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from ledger.sites import LocationKind

SHOP_SETTINGS_MIN: Final = 2
"""An address or id, and a key: with fewer it is no shop of anybody's."""


@dataclass(frozen=True, slots=True)
class Shop:
    """A channel by what its connector is told of it."""

    name: str
    connector: str
    settings: Mapping[str, Any]


def contradictions(tree: Mapping[str, Any]) -> Iterator[str]:
    """Each with its place in the file."""
    # Without any location every channel would contradict; that there are none is told by itself.
    if locations := _section(tree, "locations"):
        for name, channel in _section(tree, "channels").items():
            for problem in _of_channel(channel, locations) if isinstance(channel, dict) else ():
                yield f"channels.{name}.{problem}"
    yield from _of_database(tree.get("database"))


def same_shops(shops: Sequence[Shop]) -> Iterator[str]:
    """One shop under two names: each of its orders would be booked twice."""
    for place, shop in enumerate(shops):
        for other in shops[:place]:
            if len(shop.settings) >= SHOP_SETTINGS_MIN and _told_by(shop) == _told_by(other):
                yield (
                    f"channels.{shop.name}: is the same shop as channels.{other.name}, so its "
                    "orders would be booked twice; remove one of them, or correct its settings"
                )


def _told_by(shop: Shop) -> tuple[str, Mapping[str, str]]:
    return shop.connector, {key: plain(one) for key, one in shop.settings.items()}


def plain(value: Any) -> str:
    """An address in one of the ways in which it can be written; other values as they are."""
    scheme, mark, rest = str(value).rstrip("/").partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme.lower()}{mark}{host.lower()}{slash}{path}" if mark else scheme


def _of_channel(channel: Mapping[str, Any], locations: Mapping[str, Any]) -> Iterator[str]:
    committed, offers_from = _texts([channel.get("location")]), _texts(channel.get("offers_from"))
    for key, codes in (("location", committed), ("offers_from", offers_from)):
        for code in codes:
            if code not in locations:
                yield f"{key}: {code!r} is not under locations"
            elif _is_external(locations[code]):
                yield f"{key}: {code!r} is another firm's stock"
    if mapped := _section(channel, "locations"):
        yield from _of_mapping(mapped, locations, committed=committed)
        if offers_from:
            yield "offers_from: leave it empty; with locations each of them offers its own goods"


def _of_mapping(
    mapped: Mapping[str, Any], locations: Mapping[str, Any], *, committed: list[str]
) -> Iterator[str]:
    """One of our locations feeds at most one location of a channel, and all of that one."""
    fed: dict[str, str] = {}
    for own_id, code in mapped.items():
        if not isinstance(code, str):
            continue
        if code not in locations:
            yield f"locations.{own_id}: {code!r} is not under locations"
        elif not _is_external(locations[code]) and fed.setdefault(code, own_id) != own_id:
            yield (
                f"locations: {code!r} feeds both {fed[code]} and {own_id}; its goods can be "
                "offered at one of them only"
            )
    for code in committed:
        if code in locations and code not in fed:
            yield (
                f"location: {code!r} is none of its locations, so what is committed there "
                f"would be offered nowhere; choose one of {', '.join(fed) or 'ours and map it'}"
            )


def _of_database(address: Any) -> Iterator[str]:
    if not isinstance(address, str):
        return
    try:
        url = make_url(address)
    except ArgumentError:
        yield "database: write sqlite:///stockbook.db or postgresql://user@host/name"
        return
    if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
        yield "database: is kept nowhere; name a file, such as sqlite:///stockbook.db"


def _section(tree: Mapping[str, Any], key: str) -> dict[str, Any]:
    """YAML reads a name of digits as a number; it is text all the same."""
    found = tree.get(key)
    return {str(name): one for name, one in found.items()} if isinstance(found, dict) else {}


def _texts(found: Any) -> list[str]:
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def _is_external(location: Any) -> bool:
    return isinstance(location, dict) and location.get("kind") == LocationKind.EXTERNAL
