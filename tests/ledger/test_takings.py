"""Only available goes below zero: everything else is there or is not."""

from hypothesis import given
from hypothesis import strategies as st

from ledger.takings import below_zero, lying, shortfalls
from ledger.values import CUSTOMER, LOSS, SUPPLIER, Place, State, place
from tests.ledger.books import MAIN, book_of, receipt

DAMAGED = place("main", State.DAMAGED)
PLACES = [MAIN, DAMAGED, place("main", State.INCOMING), SUPPLIER, CUSTOMER]
legs = st.tuples(st.sampled_from(PLACES), st.sampled_from(PLACES)).filter(
    lambda leg: leg[0] != leg[1]
)


def test_what_lies_where_is_answered(database_url: str) -> None:
    """Outside is no place where anything lies, and what cannot be is found."""
    with book_of(database_url, "A", "B") as book:
        book.post(
            receipt("k1"),
            receipt("k2", quantity=2, source=DAMAGED, destination=LOSS),
            receipt("k3", "B", 1, source=MAIN, destination=CUSTOMER),
        )

        with book.database.reading() as tx:
            assert lying(tx, ["A", "?"]) == {("A", "main:available"): 5, ("A", "main:damaged"): -2}
            assert below_zero(tx) == {("A", "main:damaged"): -2}


@given(st.lists(st.tuples(legs, st.integers(1, 3))), st.integers(0, 3))
def test_without_what_is_short_nothing_but_available_goes_below_zero(
    said: list[tuple[tuple[Place, Place], int]], damaged: int
) -> None:
    """And every movement that is let through finds what it takes."""
    there = {("A", DAMAGED.name): damaged}
    movements = [
        receipt(f"k{number}", quantity=units, source=source, destination=destination)
        for number, ((source, destination), units) in enumerate(said)
    ]
    short = {index for index, _ in shortfalls(there, movements)}

    left = dict.fromkeys((one.name for one in PLACES), 0) | {DAMAGED.name: damaged}
    for index, one in enumerate(movements):
        lacking = one.source.state in {State.DAMAGED, State.INCOMING}
        assert (index in short) == (lacking and left[one.source.name] < one.quantity)
        if index not in short:
            left[one.source.name] -= one.quantity
            left[one.destination.name] += one.quantity
