"""Sharing a number out over locations, so that the parts always sum to it. Pure."""

from collections.abc import Mapping

from ledger.channels import Parts


def share_out(at_location: Mapping[str, int], total: int, factor: int) -> Parts:
    """Parts that sum to the total: no location gets more than is there, but for a broken unit."""
    if not at_location:
        return ()
    if total < 0:
        lowest = min(at_location, key=lambda code: (at_location[code], code))
        return tuple((code, total if code == lowest else 0) for code in sorted(at_location))
    whole = {code: max(units, 0) // factor for code, units in at_location.items()}
    missing = total - sum(whole.values())
    parts = _topped_up(whole, at_location, missing, factor) if missing > 0 else _cut(whole, total)
    return tuple(sorted(parts.items()))


def fitted(parts: Parts, total: int) -> Parts:
    """The same parts for another total: the difference is put, or taken, where most is."""
    missing = total - sum(units for _, units in parts)
    if not parts or not missing:
        return parts
    if missing < 0:
        return share_out(dict(parts), total, 1)
    most = max(parts, key=lambda part: part[1])
    return tuple((at, units + missing * ((at, units) == most)) for at, units in parts)


def _topped_up(
    whole: Mapping[str, int], at_location: Mapping[str, int], missing: int, factor: int
) -> dict[str, int]:
    """A listing of six out of four here and three there is sold where most of it lies."""
    left = {code: max(at_location[code], 0) % factor for code in whole}
    chosen = sorted(left, key=lambda code: (-left[code], code))[:missing]
    return {code: units + (code in chosen) for code, units in whole.items()}


def _cut(whole: Mapping[str, int], total: int) -> dict[str, int]:
    """Take what is too much from the location with most, until the next one has as much."""
    parts = {}
    left = total
    fewest_first = sorted(whole, key=lambda code: (whole[code], code))
    for index, code in enumerate(fewest_first):
        parts[code] = min(whole[code], left // (len(whole) - index))
        left -= parts[code]
    return parts
