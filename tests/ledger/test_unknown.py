"""What is said of a SKU that no item has."""

import pytest

from ledger.unknown import ASKED_MAX, unknown_skus
from tests.ledger.books import Book, book_of


def told(book: Book, *skus: str) -> list[str]:
    """The sentences, without what they all begin with."""
    with book.database.reading() as tx:
        return [text.partition(" is unknown; ")[2] for text in unknown_skus(tx, skus).values()]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("mug-blue", "did you mean 'MUG-BLUE'?"),
        ("MUGBLUE", "did you mean 'MUG-BLUE' or 'MUG-BLUE-2'?"),
        ("MUG-BLEU", "did you mean 'MUG-BLUE' or 'MUG-BLUE-2'?"),
        ("123", "did you mean '00123'?"),
        ("SOFA", "create it with `stockbook items create`"),
        ("", "create it with `stockbook items create`"),
    ],
)
def test_what_was_meant_is_asked_and_not_guessed(database_url: str, said: str, meant: str) -> None:
    """Case alone is surest; else a few that are written alike; else how to make it one."""
    with book_of(database_url, "MUG-BLUE", "MUG-BLUE-2", "00123", "☕️", "TEAPOT") as book:
        assert told(book, said) == [meant]


def test_a_file_full_of_unknown_skus_is_not_compared_with_everything(database_url: str) -> None:
    """The first few show what is wrong with all of them."""
    with book_of(database_url, "A-1000") as book:
        hints = told(book, *(f"a-100{number}x" for number in range(ASKED_MAX + 2)))

    assert ["did you mean" in one for one in hints] == [True] * ASKED_MAX + [False] * 2
