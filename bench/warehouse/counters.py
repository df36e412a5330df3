"""People count: along the bins, a row for each, with the slips of eyes, fingers and scanners."""

import random
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from bench.warehouse.goods import Good


@dataclass(slots=True)
class Sheet:
    """Rows of SKU, quantity and place, in the order of the walk. ``why`` and ``whole``: as of Days,
    of what went wrong while counting.
    """

    rows: list[tuple[str, int, int]] = field(default_factory=list)
    why: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    whole: set[str] = field(default_factory=set)

    def erred(self, good: Good, why: str, *, whole: bool = True) -> None:
        self.why[good.sku].append(why)
        if whole:
            self.whole.add(good.sku)


@dataclass(slots=True)
class Look:
    """What stands before the counter's eyes: a good in one of its bins, perhaps its only one."""

    good: Good
    place: int
    units: int

    @property
    def single(self) -> bool:
        return len(self.good.bins) == 1


def counted(
    rng: random.Random, goods: list[Good], shelf: Mapping[str, int], *, mistakes: float
) -> Sheet:
    """``shelf``: units of each SKU that are there in truth."""
    looks = [Look(good, place, units) for place, good, units in _laid_out(goods, shelf)]
    sheet = Sheet()
    skipped = 0
    for i, look in enumerate(looks):
        if rng.random() < 0.0012 * mistakes:
            skipped = rng.randint(2, 7)
        if skipped:
            skipped -= 1
            sheet.erred(look.good, "shelf_skipped", whole=look.single)
            continue
        slip = next((one for often, one in _SLIPS if rng.random() < often * mistakes), None)
        if slip is None and rng.random() < LOSING:
            slip = _loses_count
        if slip is None or not slip(rng, look, looks[max(i - 2, 0) : i + 3], sheet):
            sheet.rows.append((look.good.sku, look.units, look.place))
    return sheet


def _laid_out(goods: list[Good], shelf: Mapping[str, int]) -> list[tuple[int, Good, int]]:
    """What there is more or less than the bins should hold is in the last bin that has room."""
    found = []
    for good in goods:
        left = shelf[good.sku]
        for place, units in sorted(good.bins.items())[:-1]:
            here = min(units, left)
            left -= here
            found.append((place, good, here))
        found.append((max(good.bins), good, left))
    return sorted(found, key=lambda one: one[0])


Slip = Callable[[random.Random, Look, list[Look], Sheet], bool]
"""Writes rows of its own and answers True, or finds that it cannot happen here."""


def _misreads(rng: random.Random, look: Look, beside: list[Look], sheet: Sheet) -> bool:
    """The label of the next bin, or a code that looks the same to tired eyes."""
    others = [one for one in beside if one.good is not look.good]
    if not others or not look.units:
        return False
    alike = [one for one in others if _looks_like(one.good.sku, look.good.sku)]
    other = rng.choice(alike if alike and rng.random() < 0.8 else others)
    sheet.rows.append((other.good.sku, look.units, look.place))
    for good in (look.good, other.good):
        sheet.erred(good, "label_misread")
    return True


def _mistypes(rng: random.Random, look: Look, _: list[Look], sheet: Sheet) -> bool:
    typed = _typed(rng, str(look.units))
    if not typed or int(typed) == look.units:
        return False
    sheet.rows.append((look.good.sku, int(typed), look.place))
    sheet.erred(look.good, "keyed_wrong", whole=look.single)
    return True


def _scans_outer(rng: random.Random, look: Look, _: list[Look], sheet: Sheet) -> bool:
    """A beep for each sealed case, one by one for what is loose."""
    cases, loose = divmod(look.units, look.good.case)
    if look.good.case == 1 or not cases:
        return False
    beeped = cases if rng.random() < 0.7 else rng.randint(1, cases)
    units = look.units - beeped * look.good.case + beeped
    assert units >= loose
    sheet.rows.append((look.good.sku, units, look.place))
    sheet.erred(look.good, "outer_scanned", whole=look.good.told)
    return True


def _scans_in_case_mode(rng: random.Random, look: Look, _: list[Look], sheet: Sheet) -> bool:
    """The scanner still multiplies, and what it is shown are single units."""
    loose = look.units % look.good.case
    if look.good.case == 1 or not loose:
        return False
    shown = loose if rng.random() < 0.7 else rng.randint(1, loose)
    sheet.rows.append((look.good.sku, look.units + shown * (look.good.case - 1), look.place))
    sheet.erred(look.good, "loose_as_case", whole=look.good.told)
    return True


def _overlooks_cases(rng: random.Random, look: Look, _: list[Look], sheet: Sheet) -> bool:
    """On the top shelf, behind a pillar."""
    cases = look.units // look.good.case
    if look.good.case == 1 or cases < 2:
        return False
    hidden = rng.randint(1, min(3, cases - 1))
    sheet.rows.append((look.good.sku, look.units - hidden * look.good.case, look.place))
    sheet.erred(look.good, "case_overlooked", whole=look.good.told)
    return True


def _counts_again(_: random.Random, look: Look, __: list[Look], sheet: Sheet) -> bool:
    """Two people with the same aisle."""
    sheet.rows += [(look.good.sku, look.units, look.place)] * 2
    sheet.erred(look.good, "counted_by_two", whole=look.single)
    return True


def _copies_annex(_: random.Random, look: Look, __: list[Look], sheet: Sheet) -> bool:
    """A row of the other site's list got into this one."""
    if not look.good.annex or not look.single:
        return False
    sheet.rows.append((look.good.sku, look.good.annex, look.place))
    sheet.erred(look.good, "annex_row")
    return True


LOSING = 0.03
"""Of all bins, in so many somebody loses count, however careful people are otherwise."""


def _loses_count(rng: random.Random, look: Look, _: list[Look], sheet: Sheet) -> bool:
    """Somebody calls, and the next number is not the right one; nothing tells why."""
    off = round(rng.gauss(0, 1 + look.units * 0.04))
    sheet.rows.append((look.good.sku, max(look.units + off, 0), look.place))
    sheet.erred(look.good, "lost_count", whole=False)
    return True


_SLIPS: Final[tuple[tuple[float, Slip], ...]] = (
    (0.006, _misreads),
    (0.005, _mistypes),
    (0.008, _scans_outer),
    (0.005, _scans_in_case_mode),
    (0.006, _overlooks_cases),
    (0.003, _counts_again),
    (0.006, _copies_annex),
)

_KEYS: Final[dict[str, tuple[float, float]]] = {
    "7": (0, 0), "8": (1, 0), "9": (2, 0), "4": (0, 1), "5": (1, 1), "6": (2, 1),
    "1": (0, 2), "2": (1, 2), "3": (2, 2), "0": (0.5, 3),
}  # fmt: skip
"""Where the middle of each key lies, in widths of a key."""


def _typed(rng: random.Random, digits: str) -> str:
    """One slip of the fingers somewhere in the number.

    Mostly another key, then one too few, then one too many, and seldom two that changed places: as
    people who type numbers err, and not as the rules believe.
    """
    i = rng.randrange(len(digits))
    slip = rng.choices(("swap", "miss", "bounce", "beside"), (1, 3, 2, 4))[0]
    if slip == "swap" and i + 1 < len(digits):
        return digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :]
    if slip == "miss":
        return digits[:i] + digits[i + 1 :]
    if slip == "bounce":
        return digits[:i] + digits[i] * 2 + digits[i + 1 :]
    return digits[:i] + _hit(rng, digits[i]) + digits[i + 1 :]


def _hit(rng: random.Random, wanted: str) -> str:
    """The key under a finger that lands up to a key beside the one it wanted."""
    x = _KEYS[wanted][0] + rng.gauss(0, 0.7)
    y = _KEYS[wanted][1] + rng.gauss(0, 0.7)
    return min(_KEYS, key=lambda key: (_KEYS[key][0] - x) ** 2 + (_KEYS[key][1] - y) ** 2)


_SAME_SHAPE: Final = ("B8", "O0QD", "1I7LT", "5S", "2Z", "6G", "MN", "VWY", "3E8", "UV", "CG", "69")


def _looks_like(one: str, other: str) -> bool:
    """As long, and wherever they differ the letters have one shape, or only the end differs."""
    if len(one) != len(other):
        return False
    apart = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return len(apart) == 1 or all(any(a in s and b in s for s in _SAME_SHAPE) for a, b in apart)
