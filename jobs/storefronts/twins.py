"""Channels that are perhaps one shop under two names, each with a key of its own.

Two keys of one shop look like two shops of one marketplace, so only a person knows: it is told.
Where all settings are the same there is no doubt, and jobs.config_sense refuses them.
"""

from collections.abc import Mapping

from jobs.config import ChannelSettings
from jobs.storefronts.told_by import told_by

_Told = tuple[str, Mapping[str, str]]
"""The connector, and what says which shop."""


def perhaps_one_shop(channels: Mapping[str, ChannelSettings]) -> dict[str, str]:
    """What to say, by channel, of those that are told like one before them but for their keys."""
    before: list[tuple[str, _Told]] = []
    notes = {}
    for name, settings in channels.items():
        told = settings.connector, told_by(settings)
        for other, as_told in before if told[1] else ():
            if told == as_told:
                notes[name] = (
                    f"is told like {other} but for its key. Are they one shop? Then remove one of "
                    "them from the configuration before you sync: all orders would be booked twice"
                )
        before.append((name, told))
    return notes
