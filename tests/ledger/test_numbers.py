"""How many of a thing, as a person says it."""

import pytest

from ledger.numbers import counted


@pytest.mark.parametrize(
    ("number", "words", "said"),
    [
        (0, ("movement",), "0 movements"),
        (1, ("movement",), "1 movement"),
        (2, ("movement",), "2 movements"),
        (1, ("entry", "entries"), "1 entry"),
        (2, ("entry", "entries"), "2 entries"),
    ],
)
def test_one_is_told_as_one(number: int, words: tuple[str, ...], said: str) -> None:
    """And everything else as many."""
    assert counted(number, *words) == said
