"""What of our stock a channel is offered, and where its numbers stand."""

from collections.abc import Collection
from dataclasses import replace

from jobs.config import ChannelSettings
from jobs.storefronts.installed import sums_locations
from ledger.pushing.level_reads import Offer


def offer_of(settings: ChannelSettings, external: Collection[str]) -> Offer:
    """``external``: our codes of other firms' locations, which are left alone.

    Only a connector knows whether its platform's locations are one number; where one is mapped
    alone it is its own number all the same.
    """
    offer = settings.offer(external)
    several = len(offer.mapped) > 1
    return replace(offer, summed=several and sums_locations(settings.connector))
