"""Every document that is sent fits the official schema, and names nothing of a buyer."""

from typing import Final

import pytest
from graphql import parse, validate

from connectors.fakes.shopify.own_schema import own_schema
from connectors.shopify import documents, documents_shop
from connectors.shopify.documents import Document
from tests.connectors.shopify.shops import SCHEMA, official_schema
from tests.shared import shared

BULK: Final = Document("Bulk", documents_shop.bulk_orders("updated_at:>='2026-01-01T00:00:00Z'"))
EVERY: Final = [
    BULK,
    *(
        one
        for one in (vars(documents) | vars(documents_shop)).values()
        if isinstance(one, Document)
    ),
]
EACH = pytest.mark.parametrize("document", EVERY, ids=lambda one: one.name)


@EACH
def test_it_fits_the_official_schema(document: Document) -> None:
    """A field that does not exist fails here."""
    shared(SCHEMA)
    schema = official_schema()
    assert schema is not None

    assert validate(schema, parse(document.text)) == []


@EACH
def test_it_fits_the_fakes_own_schema(document: Document) -> None:
    """So the fake answers it where the official one is not at hand."""
    assert validate(own_schema(), parse(document.text)) == []


@EACH
@pytest.mark.parametrize("word", ["customer", "email", "ddress", "phone", "note"])
def test_it_asks_for_nothing_of_a_buyer(document: Document, word: str) -> None:
    """What is not asked for cannot leak."""
    assert word not in document.text


def test_a_field_that_does_not_exist_is_found() -> None:
    """On both schemas."""
    wrong = parse("query { shop { name shoeSize } }")
    schemas = [own_schema(), *([found] if (found := official_schema()) else [])]

    assert all(validate(schema, wrong) for schema in schemas)
