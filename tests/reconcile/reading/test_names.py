"""Names of items: of few rows the book is asked, against many it is read; the answer is one."""

from collections.abc import Collection, Iterator, Sequence
from functools import partial

import numpy as np
import pytest

from ledger.counts.countable import ASKED_MAX, Lines
from reconcile.reading.names import EMPTY, SEVERAL, Book, Names, texts_at
from reconcile.reading.texts import texts_of

BOOK = {f"SKU {n}": n for n in range(1, 3 * ASKED_MAX, 2)}


def asked(texts: Collection[str]) -> Lines:
    known = [text for text in texts if text in BOOK]
    return "\n".join(known), "\n".join(str(BOOK[text]) for text in known)


def everything() -> Iterator[tuple[str, str]]:
    names = list(BOOK)
    yield "", ""
    for first in range(0, len(names), 7_000):
        some = names[first : first + 7_000]
        yield "\n".join(some), "\n".join(str(BOOK[name]) for name in some)


@pytest.mark.parametrize("rows", [50, ASKED_MAX, ASKED_MAX + 1, 2 * ASKED_MAX])
def test_every_row_finds_its_item_or_none(rows: int) -> None:
    """The same item on several rows, unknown names and empty cells among them."""
    texts = ["" if n % 10 == 0 else f"SKU {n % (rows - 7)}" for n in range(rows)]
    names = Names(Book(asked=asked, every=everything))
    for first in range(0, rows, 6_000):
        names.add(texts_of(texts[first : first + 6_000]))

    assert names.found().item.tolist() == [BOOK.get(text, 0) if text else EMPTY for text in texts]


def test_ids_beyond_32_bits_are_kept() -> None:
    """A database may number its items from anywhere."""
    many = ASKED_MAX + 1
    names = Names(Book(asked=asked, every=lambda: [("A\nB", f"{2**40}\n7")]))
    names.add(texts_of(["A", "B"] * many))

    assert names.found().item.tolist() == [2**40, 7] * many


def test_the_texts_of_some_rows_are_found_again() -> None:
    """For what is said of them."""
    rows = texts_of(["a", "b", "c"])

    assert texts_at([(np.arange(2, 5), rows), (np.arange(9, 12), rows)], [3, 9]) == {3: "b", 9: "a"}


@pytest.mark.parametrize("rows", [1, ASKED_MAX])
def test_a_number_of_two_items_names_none(rows: int) -> None:
    """In one part of the book or in two; the same item twice is that item."""
    one, other, same = "96385074", "000096385074", "4006381333931"
    parts = [(f"{one}\n{other}\n{same}\n0{same}", "7\n8\n9\n9"), ("", "")]
    apart = [(f"{one}\n{same}", "7\n9"), (f"{other}\n0{same}", "8\n9")]
    whole = [(f"0{other}\n{same}", "7\n9")]
    for book, expected in ((parts, SEVERAL), (apart, SEVERAL), (whole, 7)):
        names = Names(Book(asked=partial(_joined, book), every=partial(iter, book), numbers=True))
        names.add(texts_of([other, one.zfill(14), f"0{same}"] * rows))

        assert names.found().item.tolist() == [expected, expected, 9] * rows


def _joined(book: Sequence[Lines], _: object) -> Lines:
    """As one part."""
    names, numbers = zip(*filter(any, book), strict=True)
    return "\n".join(names), "\n".join(numbers)
