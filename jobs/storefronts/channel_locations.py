"""A channel's own locations beside the configuration: which are mapped, and which are not. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from connectors.protocol import Account


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationCheck:
    """``unmapped``: the channel's locations that are left alone, by id and name."""

    unmapped: list[str]
    problems: list[str]


def check_locations(channel: str, account: Account, mapped: Mapping[str, str]) -> LocationCheck:
    """``mapped``: all that the configuration names, other firms' too."""
    names = dict(account.locations)
    if account.missing_rights and not names:
        # They may only be hidden from us; the missing right is told by itself.
        return LocationCheck(unmapped=[], problems=[])
    where = f"channels.{channel}.locations"
    problems = [
        f"{where}: {one} is no location of {account.platform}; it has "
        f"{', '.join(map(_told, names.items())) or 'none, and keeps one number: leave it empty'}"
        for one in mapped
        if one not in names
    ]
    if names and not mapped:
        problems.append(
            f"{where} is empty, so no number is written: {account.platform} keeps one at each of "
            f"{', '.join(map(_told, names.items()))}"
        )
    unmapped = [_told((own_id, name)) for own_id, name in names.items() if own_id not in mapped]
    return LocationCheck(unmapped=unmapped, problems=problems)


def _told(location: tuple[str, str]) -> str:
    own_id, name = location
    return f"{own_id} ({name})"
