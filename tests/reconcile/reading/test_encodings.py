"""Letters by evidence: what proves itself, what looks like words, and what is only assumed."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reconcile.reading.encodings import Encoding, encoding_of, known_encoding

WORDS = (
    "gezählt", "Größe", "Stück", "übrig", "ÜBRIG", "Übrig", "quantité", "comptée", "pièce", "forêt",
    "cantidad", "año", "ubicación", "niño", "più", "quantità", "perché", "façade", "Ärmel",
    "fraîche", "garçon", "Blåbær", "København", "señal", "côté",
)  # fmt: skip
"""Of the five languages and their neighbours."""


def found(folder: Path, content: bytes) -> Encoding:
    path = folder / "count.csv"
    path.write_bytes(content)
    return encoding_of(path)


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("utf-8", "utf-8-sig"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
        ("cp1252", "cp1252"),
        ("mac_roman", "mac_roman"),
    ],
)
@pytest.mark.parametrize("word", WORDS)
def test_a_heading_of_any_of_our_languages_shows_its_letters(
    tmp_path: Path, encoding: str, expected: str, word: str
) -> None:
    """One word with one foreign letter is enough."""
    if word.isascii():
        expected = {"cp1252": "utf-8-sig", "mac_roman": "utf-8-sig"}.get(encoding, expected)

    assert found(tmp_path, f"SKU;{word}\nA-1;4\n".encode(encoding)) == Encoding(expected)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.sampled_from(WORDS), min_size=3), encoding=st.sampled_from(
    ["cp1252", "mac_roman"]))  # fmt: skip
def test_more_words_only_make_it_surer(tmp_path: Path, words: list[str], encoding: str) -> None:
    """Whatever they are."""
    text = ";".join(words)
    expected = "utf-8-sig" if text.isascii() else encoding

    assert found(tmp_path, text.encode(encoding)) == Encoding(expected)


@pytest.mark.parametrize("text", ["5 €", "m²", "80 °C", "cœur"])
def test_signs_prove_nothing_by_themselves(tmp_path: Path, text: str) -> None:
    """Windows is assumed where nothing speaks for the Macintosh; and that is said."""
    encoding = found(tmp_path, f"SKU,Qty,{text}\nA,1,x\n".encode("cp1252"))

    assert encoding == Encoding("cp1252", assumed=True)  # cœur is cúur on a Macintosh


def test_the_first_letter_may_be_a_foreign_one(tmp_path: Path) -> None:
    """UTF-16 without a mark is known by its zeros, wherever they begin."""
    text = "Ž€Ω1;Qty;naam\nA;1;x\n" * 3

    assert found(tmp_path, text.encode("utf-16-le")).name == "utf-16-le"
    assert found(tmp_path, text.encode("utf-16-be")).name == "utf-16-be"


def test_a_person_may_name_it_by_any_of_its_names() -> None:
    """And what is no encoding of text is refused."""
    assert known_encoding("Windows-1252") == "cp1252"
    assert known_encoding("macroman") == known_encoding("mac-roman") == "mac_roman"
    assert known_encoding("UTF8") == "utf-8-sig"
    for name in ("base64", "klingon", "rot13", "utf-8\0"):
        with pytest.raises(ValueError, match="no encoding of text"):
            known_encoding(name)
