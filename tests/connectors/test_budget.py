"""Rate budgets: never refused by the platform's own bucket, never waiting longer than needed."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.answers import RawAnswer
from connectors.attempts import RETRY_AFTER_MAX
from connectors.budget import Bucket, Budget, Leaking, Window
from connectors.errors import Unavailable
from connectors.fakes import mischief
from tests.connectors.doors import FRONTS, door_on

BEGIN = datetime(2026, 3, 2, 8, tzinfo=UTC)
GRAIN = 0.001
"""Seconds to which a wait is rounded up."""

NOTHING = 1e-6
"""What floating point may be off."""


class Platform(Protocol):
    """The platform's own bucket: exact, and it does not know us."""

    def grants(self, cost: float, at: datetime) -> bool: ...
    def take(self, cost: float, at: datetime) -> None: ...
    def says(self, at: datetime) -> Bucket: ...


@dataclass(slots=True)
class PlatformBucket:
    """Like Shopify's: it grows all the time."""

    capacity: float
    rate: float
    left: float
    at: datetime = BEGIN

    def available(self, at: datetime) -> float:
        return min(self.capacity, self.left + self.rate * (at - self.at).total_seconds())

    def grants(self, cost: float, at: datetime) -> bool:
        return self.available(at) + NOTHING >= cost

    def take(self, cost: float, at: datetime) -> None:
        self.left, self.at = self.available(at) - cost, at

    def says(self, at: datetime) -> Bucket:
        return Leaking(available=self.available(at), capacity=self.capacity, rate=self.rate, at=at)


@dataclass(slots=True)
class PlatformWindow:
    """Like BigCommerce's: a number of requests, and then none until it ends."""

    quota: float
    length: timedelta
    left: float
    ends: datetime

    def grants(self, cost: float, at: datetime) -> bool:
        return at >= self.ends or cost <= self.left

    def take(self, cost: float, at: datetime) -> None:
        if at >= self.ends:
            self.left, self.ends = self.quota, at + self.length
        self.left -= cost

    def says(self, at: datetime) -> Bucket:
        return Window(left=self.left, quota=self.quota, ends=self.ends, length=self.length)


def buckets() -> st.SearchStrategy[Platform]:
    whole = st.integers(1, 200)
    return whole.flatmap(
        lambda size: st.one_of(
            st.builds(
                PlatformBucket,
                capacity=st.just(float(size)),
                rate=st.floats(0.5, 100),
                left=st.floats(0, size),
            ),
            st.builds(
                PlatformWindow,
                quota=st.just(float(size)),
                length=st.integers(1, 30).map(lambda it: timedelta(seconds=it)),
                left=st.integers(0, size).map(float),
                ends=st.integers(0, 30_000).map(lambda it: BEGIN + timedelta(milliseconds=it)),
            ),
        )
    )


@given(
    platform=buckets(),
    asked=st.lists(
        st.tuples(st.floats(0, 5), st.floats(0, 1), st.floats(0.01, 1), st.booleans()), max_size=30
    ),
)
def test_nothing_is_refused_and_nothing_waits_longer_than_needed(
    platform: Platform, asked: list[tuple[float, float, float, bool]]
) -> None:
    """Whatever is asked when; answers take their time, and some never come."""
    full = platform.capacity if isinstance(platform, PlatformBucket) else platform.quota  # type: ignore[attr-defined]
    told = [platform.says(BEGIN)]
    budget = Budget(lambda raw, now: told[-1])
    budget.settle(0, RawAnswer(200, {}, b""), BEGIN)
    now, late = BEGIN, 0.0
    for gap, delay, share, answered in asked:
        cost = max(1.0, float(int(full * share)))
        now += timedelta(seconds=gap)
        wait = budget.take(cost, now, wait_max=float("inf"))
        sent = now + timedelta(seconds=wait)

        assert platform.grants(cost, sent)
        needless = 2 * GRAIN + late
        if wait > needless:
            assert not platform.grants(cost, sent - timedelta(seconds=needless))

        platform.take(cost, sent)
        now = sent + timedelta(seconds=delay if answered else 0)
        told.append(_late(platform.says(sent), now))
        budget.settle(cost, RawAnswer(200, {}, b"") if answered else None, now)
        # What grew while the answer was on its way is not known, and not counted on.
        late = delay if answered else late


def _late(bucket: Bucket, now: datetime) -> Bucket:
    """As a connector reads it: dated by its arrival."""
    if isinstance(bucket, Leaking):
        return replace(bucket, at=now)
    return bucket


@given(cost=st.floats(1, 1_000), capacity=st.floats(1, 100))
def test_more_than_all_there_can_be_waits_for_all_only(cost: float, capacity: float) -> None:
    """The platform refuses it then in its own words; we do not wait for ever."""
    bucket = Leaking(available=0, capacity=capacity, rate=capacity, at=BEGIN)

    assert bucket.wait(cost, BEGIN) <= 1 + GRAIN


def test_what_others_are_sending_is_not_spent_twice() -> None:
    """Ten are left when one answer comes, and another request of eight is on its way."""
    budget = Budget(lambda raw, now: Leaking(available=10, capacity=10, rate=1, at=now))
    budget.take(8, BEGIN, wait_max=60)
    budget.take(1, BEGIN, wait_max=60)
    budget.settle(1, RawAnswer(200, {}, b""), BEGIN)

    assert budget.take(5, BEGIN, wait_max=60) == 3.0


def test_two_that_wait_wait_one_after_the_other() -> None:
    """What the first is waiting for, the second cannot have."""
    budget = Budget(lambda raw, now: Leaking(available=0, capacity=10, rate=1, at=now))
    budget.settle(0, RawAnswer(200, {}, b""), BEGIN)

    assert [budget.take(5, BEGIN, wait_max=60) for _ in range(2)] == [5.0, 10.0]


@pytest.mark.parametrize(("capacity", "rate"), [(0, 1), (10, 0), (10, -1)])
def test_a_bucket_that_never_fills_cannot_be(capacity: float, rate: float) -> None:
    """Whoever reads such an answer learns nothing from it."""
    with pytest.raises(ValueError, match="never fills"):
        Leaking(available=0, capacity=capacity, rate=rate, at=BEGIN)


def test_a_window_that_lets_nothing_through_cannot_be() -> None:
    """Neither without a number nor without an end."""
    with pytest.raises(ValueError, match="lets nothing through"):
        Window(left=0, quota=0, ends=BEGIN, length=timedelta(seconds=1))


class _Cost(msgspec.Struct):
    available: float
    capacity: float
    rate: float


def in_body(raw: RawAnswer, now: datetime) -> Bucket | None:
    """As a GraphQL platform says it."""
    try:
        cost = msgspec.json.decode(raw.content, type=_Cost)
    except msgspec.MsgspecError:
        return None
    return Leaking(available=cost.available, capacity=cost.capacity, rate=cost.rate, at=now)


def in_headers(raw: RawAnswer, now: datetime) -> Bucket | None:
    """As a REST platform says it."""
    try:
        left, reset, quota, length = (
            int(raw.headers[f"X-Rate-Limit-{name}"])
            for name in ("Requests-Left", "Time-Reset-Ms", "Requests-Quota", "Time-Window-Ms")
        )
    except (KeyError, ValueError):
        return None
    ends, window = now + timedelta(milliseconds=reset), timedelta(milliseconds=length)
    return Window(left=left, quota=quota, ends=ends, length=window)


@pytest.mark.parametrize("front", FRONTS)
def test_the_door_waits_as_a_body_told_it(front: str) -> None:
    """Ten are left, five come each second, forty are needed; who waits is told why."""
    with door_on(front, budget=Budget(in_body)) as door:
        low = b'{"available": 10, "capacity": 100, "rate": 5}'
        door.mischief.plan(mischief.answering(200, low))
        door.get(cost=40)
        assert door.clock.slept == []
        door.get(cost=40)

        assert door.clock.slept == [6.0]
        assert "rate limit is used up; waiting 6 s" in door.told[0]


@pytest.mark.parametrize("front", FRONTS)
def test_the_door_waits_as_headers_told_it(front: str) -> None:
    """None is left for another two and a half seconds."""
    names = ("Requests-Left", "Time-Reset-Ms", "Requests-Quota", "Time-Window-Ms")
    values = ("0", "2500", "150", "30000")
    told = {f"X-Rate-Limit-{name}": it for name, it in zip(names, values, strict=True)}
    with door_on(front, budget=Budget(in_headers)) as door:
        door.mischief.plan(mischief.answering(200, b"{}", told))
        for _ in range(3):
            door.get()

        assert door.clock.slept == [2.5]


def test_a_wait_that_is_too_long_is_left_to_the_scheduler() -> None:
    """Nothing is sent, and the error says for how long."""
    with door_on(budget=Budget(in_body)) as door:
        low = b'{"available": 0, "capacity": 100, "rate": 1}'
        door.mischief.plan(mischief.answering(200, low))
        door.get()
        with pytest.raises(Unavailable, match="rate limit is used up") as failure:
            door.get(cost=RETRY_AFTER_MAX + 1)

        assert failure.value.retry_after == RETRY_AFTER_MAX + 1
        assert (door.maker.calls(), door.clock.slept) == (1, [])
