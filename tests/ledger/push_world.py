"""A world of shops and one ledger in which the push rule is tried: time, and requests on their way.

Requests may be lost, answered into the void, refused, or take effect late; the workers that send
them are in push_worker.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from ledger.channels import Parts, Push, PushAnswer, RefusedPush
from ledger.pushing.levels import LevelRule
from ledger.pushing.state import Base, KeyState
from tests.ledger.push_book import Book, Key
from tests.ledger.push_shops import BLIND, COMPARES, ON_HAND, Shop, SpreadShop

WOO, SHOPIFY, MEDUSA, SPREAD = "woo", "shopify", "medusa", "spread"
KINDS = {WOO: BLIND, SHOPIFY: COMPARES, MEDUSA: ON_HAND}
SPREAD_KINDS = {WOO: BLIND, SPREAD: BLIND}
"""A shop whose numbers are sums of two sites, and another that sells the same goods."""

BUSY_RULES = {
    (WOO, "pot"): LevelRule(share=Fraction(1, 2)),
    (SHOPIFY, "cup"): LevelRule(buffer=1),
    (MEDUSA, "cup"): LevelRule(cap=4, minimum_shown=2),
}
"""What makes wanted move otherwise than the orders do."""

_START = datetime(2026, 3, 1, 8, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What becomes of a request. ``delay``: seconds until it takes effect."""

    lost: bool = False
    unheard: bool = False
    delay: int = 0
    refused: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Landing:
    at: int
    channel: str
    push: Push
    answers: dict[str, PushAnswer]


@dataclass(slots=True)
class World:
    """``fate``: what becomes of the next request. ``calls``: requests made about numbers."""

    shops: dict[str, Shop] = field(default_factory=dict)
    book: Book = field(default_factory=lambda: Book({}, {}))
    fate: Callable[[], Fate] = Fate
    seconds: int = 0
    calls: int = 0
    _landing: list[_Landing] = field(default_factory=list)
    _keys: int = 0

    def now(self) -> datetime:
        return _START + timedelta(seconds=self.seconds)

    def pass_time(self, seconds: int = 1) -> None:
        """Writes under way take effect when their time has come."""
        self.seconds += seconds
        due = [one for one in self._landing if one.at <= self.seconds]
        self._landing = [one for one in self._landing if one.at > self.seconds]
        for one in sorted(due, key=lambda landing: landing.at):
            one.answers[one.push.key] = self.shops[one.channel].write(one.push)

    def request(self, channel: str, pushes: Sequence[Push], fate: Fate) -> dict[str, PushAnswer]:
        """Send a batch; the dictionary fills with answers as its rows take effect."""
        self.calls += 1
        answers: dict[str, PushAnswer] = {}
        for row, push in enumerate(pushes):
            if push.stock_key.inventory_id in fate.refused:
                answers[push.key] = RefusedPush(push.stock_key, "no such product")
            elif not fate.lost:
                at = self.seconds + fate.delay + (row if fate.delay else 0)
                self._landing.append(_Landing(at, channel, push, answers))
        self.pass_time(0)
        return answers

    def fresh_key(self) -> str:
        self._keys += 1
        return f"key-{self._keys}"

    def shown(self, key: Key) -> int:
        return self.shops[key[0]].numbers[key[1]]

    def parts(self, key: Key) -> Parts:
        return self.shops[key[0]].parts(key[1])

    def offered(self, key: Key) -> int:
        """What shoppers may buy."""
        return self.shown(key) - self.shops[key[0]].reserved(key[1])


def new_world(
    stock: Mapping[str, int],
    channels: Sequence[str] = tuple(KINDS),
    *,
    rules: Mapping[Key, LevelRule] | None = None,
    show_negative: bool = False,
) -> World:
    """Every product of the stock in every shop, showing what is wanted, and the rule knowing it."""
    world = World()
    manners = {name: (KINDS | SPREAD_KINDS)[name] for name in channels}
    world.book = Book(dict(stock), manners, rules or {}, show_negative)
    world.book.spread = {SPREAD} & {*channels}
    for name in channels:
        kind = SpreadShop if name == SPREAD else Shop
        world.shops[name] = kind(manners[name], world.now)
    for key in [(name, product) for name in channels for product in stock]:
        add_listing(world, key)
        number = world.book.wanted(key)
        world.shops[key[0]].numbers[key[1]] = number
        world.book.states[key] = KeyState(base=Base(number, world.book.sequence), doubt=None)
    return world


def add_listing(world: World, key: Key, shown: int = 0) -> None:
    """A product that was never read nor written, and is due."""
    world.shops[key[0]].numbers[key[1]] = shown
    world.book.sequence += 1
    world.book.states[key] = KeyState(due=world.book.sequence)
