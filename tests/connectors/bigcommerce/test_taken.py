"""What the store took for an order, by its own settings, and at which of its locations."""

import pytest

from tests.connectors.bigcommerce.examples import (
    EARLY,
    KEEPS,
    LATE,
    SHIPPED,
    events,
    line_of,
    owed,
    taken,
)


@pytest.mark.parametrize(
    ("status_id", "early", "keeps", "late"),
    [
        (0, 0, 0, 0),
        (11, 3, 3, 0),
        (3, 3, 3, 0),
        (2, 3, 3, 3),
        (10, 3, 3, 3),
        (5, 0, 3, 0),
        (4, 0, 3, 0),
        (14, 3, 3, 0),
        (6, 3, 3, 0),
    ],
)
def test_what_the_store_took_follows_from_its_settings(
    status_id: int, early: int, keeps: int, late: int
) -> None:
    """The same order, three stores. A part refunded and a declined order never come back."""
    found = [taken(line_of(status_id, rules=rules)) for rules in (EARLY, KEEPS, LATE)]

    assert found == [early, keeps, late]


def test_a_store_that_takes_late_keeps_what_it_took() -> None:
    """Shipped once, then partly refunded, declined or set back."""
    assert [taken(line_of(one, date_shipped=SHIPPED, rules=LATE)) for one in (14, 6, 11)] == [
        3,
        3,
        3,
    ]


def test_goods_are_owed_and_taken_where_they_are_picked_up() -> None:
    """By our code, and by the store's own id."""
    line = line_of(8, site="2")

    assert [(one.location, one.quantity) for one in line.owed] == [("store", 3)]
    assert [(one.location, one.taken) for one in line.held] == [("2", 3)]


@pytest.mark.parametrize("status_id", [2, 11, 15])
def test_goods_at_a_location_that_is_not_ours_are_not_ours(status_id: int) -> None:
    """Nothing of them is owed, parked or shipped; what the store took there is kept."""
    line = line_of(status_id, site="9", date_shipped=SHIPPED)

    assert (owed(line), events(line), line.unclear, taken(line)) == (0, [], 0, 3)
