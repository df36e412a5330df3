"""Texts as one run of bytes: the same texts, the same ones equal, without white space around."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from reconcile.reading.texts import Coding, lines_of_text, stripped, texts_of

TEXTS = st.lists(
    st.text(st.sampled_from("ab \t\r\xa0\u2003\x1céß日\0"), max_size=20), min_size=1, max_size=12
)


@given(TEXTS)
def test_texts_come_out_as_they_went_in(texts: list[str]) -> None:
    """Whatever letters they are of, and however long."""
    assert list(texts_of(texts)) == texts
    if not any("\n" in text for text in texts):
        assert list(lines_of_text("\n".join(texts))) == texts


@given(TEXTS)
def test_texts_are_stripped_as_python_strips_them(texts: list[str]) -> None:
    """White space beyond ASCII, too."""
    assert list(stripped(texts_of(texts))) == [text.strip() for text in texts]


@given(TEXTS, TEXTS)
def test_equal_texts_and_no_others_have_the_same_fingerprint(
    one: list[str], two: list[str]
) -> None:
    """Wherever they stand, whatever stands beside them."""
    ones, twos = texts_of(one).prints(), texts_of(two).prints()

    for i, text in enumerate(one):
        for j, other in enumerate(two):
            same = bool(ones.first[i] == twos.first[j] and ones.second[i] == twos.second[j])
            assert same == (text == other)


@given(TEXTS, TEXTS)
def test_a_column_is_coded_block_by_block(one: list[str], two: list[str]) -> None:
    """Each different text is kept once, however many blocks it stands in."""
    coding = Coding()
    coding.add(texts_of(one))
    coding.add(texts_of(two))
    codes, texts = coding.coded()

    assert [texts[code] for code in codes] == one + two
    assert len(texts) == len({*one, *two})


@given(st.lists(st.text(st.sampled_from("1,\0é"), max_size=4), min_size=1, max_size=12))
def test_a_column_of_short_texts_is_coded_as_any_other(texts: list[str]) -> None:
    """Zero bytes at their ends, and one text throughout."""
    codes, different = texts_of(texts).coded()

    assert [different[code] for code in codes] == texts
    assert len(different) == len({*texts})


def test_both_halves_of_a_fingerprint_depend_on_every_byte() -> None:
    """A million texts that differ in one digit share neither half."""
    prints = lines_of_text("\n".join(f"SKU-{n:07d}-blue" for n in range(200_000))).prints()

    assert len(np.unique(prints.first)) == len(np.unique(prints.second)) == 200_000
