"""A lease of a process that is known to be dead is not waited for; of all others it is."""

import pytest

from jobs.storefronts.holder import holder_name, is_dead, mark_of
from ledger.errors import LeaseLost
from ledger.leases import hold_lease, take_lease
from tests.jobs.world import world_of

HERE, ELSEWHERE = mark_of("web-1", "boot 1", "pid:[1]"), mark_of("web-1", "boot 2", "pid:[1]")


@pytest.mark.parametrize(
    ("holder", "dead"),
    [
        (holder_name("ann on web-1", 4711, HERE), True),
        (holder_name("ann on web-1", 42, HERE), False),
        (holder_name("ann on web-1", 4711, ELSEWHERE), False),
        (holder_name("ann on web-1", 4711, ""), False),
        (holder_name("ann on web-1", 10**9, HERE), False),
        ("the night shift", False),
        ("", False),
    ],
    ids=["gone", "alive", "another machine", "unmarked", "no process id", "a name", "nobody"],
)
def test_only_a_process_that_counts_here_and_is_gone_is_dead(holder: str, dead: bool) -> None:
    """Its id may mean another process on another machine, or since this one was started again."""
    assert is_dead(holder, mark=HERE, lives=lambda process: process == 42) is dead


def test_where_the_system_says_no_mark_nobody_is_dead() -> None:
    """Such as on a Mac: the lease is waited for, as it always was."""
    holder = holder_name("ann", 4711, "")

    assert not is_dead(holder, mark="", lives=lambda _: False)


def test_the_lease_of_a_dead_process_goes_over_at_once_and_its_fence_is_passed(
    database_url: str,
) -> None:
    """Were it not dead after all, it could write nothing more."""
    with world_of(database_url, {"A": 10}) as world:
        world.add_shop("one", ["A"], shown=10)
        with world.database.writing() as tx:
            first = take_lease(tx, 1, "the first")
        with world.database.writing() as tx:
            second = take_lease(tx, 1, "the second", is_dead=lambda holder: holder == "the first")
        assert second.fence == first.fence + 1

        with pytest.raises(LeaseLost), world.database.writing() as tx:
            hold_lease(tx, first)
        with pytest.raises(LeaseLost), world.database.writing() as tx:
            take_lease(tx, 1, "the third", is_dead=lambda holder: holder == "the first")
