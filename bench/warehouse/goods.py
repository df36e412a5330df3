"""What is stocked, where it lies, and how much of it: drawn anew for each warehouse."""

import random
import string
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

NOUNS = ("mug", "plate", "bowl", "towel", "shirt", "lamp", "candle", "box", "pen", "glove", "belt")
STUFFS = ("oak", "steel", "linen", "glass", "cotton", "clay", "paper", "wool", "tin", "cork")
COLOURS = ("black", "white", "red", "blue", "green", "sand", "grey")
SIZES = ("small", "medium", "large", "extra large")
CASES = (1, 1, 1, 1, 1, 6, 6, 8, 10, 12, 12, 20, 24, 48)


@dataclass(slots=True)
class Good:
    """``case``: units in a sealed case; ``told``: the item master knows it. ``bins``: units in
    each place where it lies, by place along the aisles. ``annex``: units at the other site.
    """

    sku: str
    name: str
    case: int
    told: bool
    bins: dict[int, int] = field(default_factory=dict)
    annex: int = 0

    @property
    def units(self) -> int:
        return sum(self.bins.values())


def goods_of(rng: random.Random, products: int) -> list[Good]:
    """In the order in which they stand along the aisles, variants side by side."""
    found: dict[str, Good] = {}
    for number in range(products):
        for sku, name in _variants(rng, number):
            case = rng.choice(CASES)
            found.setdefault(sku, Good(sku, name, case, told=case > 1 and rng.random() < 0.85))
    goods = list(found.values())
    _put_away(rng, goods)
    return goods


def quantity_of(rng: random.Random, good: Good) -> int:
    """Few of most, many of some; what comes in cases lies there in cases and some loose units."""
    if good.case == 1:
        return int(rng.lognormvariate(2.6, 1.1))
    return good.case * int(rng.lognormvariate(1.2, 0.8)) + rng.randrange(good.case)


def _variants(rng: random.Random, number: int) -> Iterator[tuple[str, str]]:
    name = f"{rng.choice(STUFFS)} {rng.choice(NOUNS)} {rng.choice(string.ascii_lowercase)}{number}"
    colours = rng.sample(COLOURS, rng.randint(1, 4))
    sizes = rng.sample(SIZES, rng.randint(1, 3))
    letters = "".join(rng.choices(string.ascii_uppercase, k=2))
    first = rng.randrange(1000, 9000)
    scheme = rng.choice(("running", "spoken", "digits"))
    for i, (colour, size) in enumerate(product(colours, sizes)):
        codes = {
            "running": f"{letters}-{first + i}",
            "spoken": f"{letters}{first}-{colour[:3].upper()}-{size[0].upper()}",
            "digits": f"{number:05d}{first}{i:02d}",
        }
        yield codes[scheme], f"{name} {colour} {size}"


def _put_away(rng: random.Random, goods: list[Good]) -> None:
    """A tenth lies in a second place as well, far away; a third is stocked at the annex too."""
    for place, good in enumerate(goods):
        good.bins[place * 2] = quantity_of(rng, good)
        if rng.random() < 0.1:
            good.bins[rng.randrange(len(goods)) * 2 + 1] = quantity_of(rng, good)
        if rng.random() < 0.3:
            good.annex = quantity_of(rng, good)
