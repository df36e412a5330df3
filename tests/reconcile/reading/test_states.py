"""States in the words of five languages."""

import pytest

from reconcile.reading.states import AVAILABLE, DAMAGED, INSPECTION, PACKED, state_of


@pytest.mark.parametrize(
    "word", ["", "Available", "SELLABLE", "verfügbar", "Disponible", "vendible", "disponibile"]
)  # fmt: skip
def test_free_goods_are_what_a_count_is_of(word: str) -> None:
    """Nothing said is the same."""
    assert state_of(word) == AVAILABLE


@pytest.mark.parametrize("word", ["packed", "Verpackt", "emballé", "embalado", "imballato"])
def test_packed_goods_are_on_hand(word: str) -> None:
    """In any language."""
    assert state_of(word) == PACKED


@pytest.mark.parametrize(
    "word", ["damaged", "CUSTOMER_DAMAGED", "Beschädigt", "endommagé", "dañado", "danneggiato"]
)
def test_damaged_goods_are_told_apart(word: str) -> None:
    """In any language."""
    assert state_of(word) == DAMAGED


@pytest.mark.parametrize("word", ["inspection", "Quarantäne", "quarantaine", "cuarentena", "reso"])
def test_goods_in_inspection_are_told_apart(word: str) -> None:
    """In any language."""
    assert state_of(word) == INSPECTION


def test_another_word_is_refused() -> None:
    """Never taken for available."""
    with pytest.raises(ValueError, match="'sold' is no state"):
        state_of("sold")
