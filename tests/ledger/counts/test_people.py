"""Who is who: names as sheets and accounts write them."""

import pytest

from ledger.counts.people import each_once, is_among

ANN = [
    "Ann Miller",
    "Miller, Ann",
    "ann.miller",
    "ANN_MILLER",
    "Ann-Miller",
    "Ann\u00a0Mil\u00adler",
]


@pytest.mark.parametrize("written", ANN)
@pytest.mark.parametrize("other", ANN)
def test_a_person_is_one_however_written(written: str, other: str) -> None:
    """Sheets say the surname first, accounts have dots."""
    assert is_among(written, [other])
    assert len(each_once([written, other])) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Miller, Ann", "Miller, Bob"),
        ("ann.miller", "Bob Miller"),
        ("Ann", "Ann Miller"),
        ("-", "."),
        ("\u0930\u093e\u092e", "\u0930\u092e\u093e"),
    ],
)
def test_two_people_are_two(one: str, other: str) -> None:
    """Of one surname; and in scripts whose vowels are marks."""
    assert not is_among(one, [other])
    assert not is_among(other, [one])


def test_who_is_in_a_team_is_among_it_in_any_writing() -> None:
    """Teams are listed with commas, strokes and ampersands."""
    assert is_among("ann.miller", ["Bob / Ann Miller"])
    assert is_among("Ann Miller & Bob", ["ann.miller"])
