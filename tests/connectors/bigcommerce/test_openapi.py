"""Every request of the connector and every answer of the fake is as BigCommerce's files say."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from connectors.fakes.bigcommerce import SCOPES
from connectors.fakes.fronts import Request, Response, Storefront
from tests.connectors.bigcommerce.openapi import documents, operation_of
from tests.connectors.bigcommerce.stores import Store, store_on


class Witness:
    """Stands between the two and keeps what passed."""

    def __init__(self) -> None:
        self.passed: list[tuple[Request, Response]] = []

    def __call__(self, storefront: Storefront, request: Request, now: datetime) -> Response:
        response = storefront.handle(request, now)
        self.passed.append((request, response))
        return response


@pytest.fixture
def store() -> Iterator[Store]:
    documents()
    with store_on() as store:
        yield store


def test_whatever_is_said_is_as_the_files_describe(store: Store) -> None:
    """Over an account, a catalogue, all kinds of orders, and numbers written and refused."""
    witness = Witness()
    store.mischief.plan(witness, times=10_000)

    _live(store)

    problems = [
        f"{request.method} {request.path}: {problem}"
        for request, response in witness.passed
        if (operation := operation_of(request))
        for problem in (
            *operation.problems_of_request(request),
            *(operation.problems_of_answer(response) if response.status != 403 else ()),
        )
    ]
    assert problems == [], "\n".join(sorted(set(problems)))
    paths = {_shape(request) for request, _ in witness.passed}
    assert len(paths) == 12, sorted(paths)


def test_a_wrong_request_and_a_wrong_answer_are_found(store: Store) -> None:
    """So that the silence above means something."""
    asked = Request(
        method="PUT",
        url="https://api.example/stores/x/v3/inventory/adjustments/absolute",
        path="/stores/x/v3/inventory/adjustments/absolute",
        query=(("hurry", "1"),),
        headers={"accept": "application/json"},
        body=b'{"items": [{"location_id": 1, "quantity": 5}]}',
    )
    operation = operation_of(asked)
    assert operation is not None

    found = " ".join(operation.problems_of_request(asked))
    assert "no query parameter hurry" in found
    assert "content-type is missing" in found
    assert "$.items[0]" in found
    answer = Response(status=200, body=b'{"transaction_id": 7}')
    assert "transaction_id" in " ".join(operation.problems_of_answer(answer))


def _live(store: Store) -> None:
    """Everything that the connector can ask for."""
    fake = store.fake
    fake.add_product("P", 10, 10, tracking="product", variants=("P-S", "P-M"))
    fake.add_product("N", tracking="none")
    shipped = store.place({"A": 3, "B": 1}, source="manual")
    fake.ship(shipped, {"A": 1}, now=store.clock.advance())
    refunded = store.place({"A": 2}, pickup_at=2)
    fake.refund(refunded, {"A": 1}, now=store.clock.advance())
    fake.refund(refunded, {}, amount=3.5, now=store.clock.advance())
    many = store.place({"A": 1, "P-S": 1})
    for number in range(60):
        fake.add_custom_line(many, f"Custom {number}", 1, kind="physical")
    fake.add_custom_line(many, "A gift", 1, kind="giftcertificate")
    fake.archive(store.place({"B": 1}))

    store.connector.account()
    fake.scopes = SCOPES - {"store_inventory"}
    store.connector.account()
    fake.scopes = SCOPES
    _, cursor = store.pull()
    store.pull(cursor)
    list(store.connector.orders_by_id([str(shipped.id), "999999"]))
    keys = store.stock_keys()
    store.push({"A": 5, "B": 6, "P-S": 7}, keys)
    fake.track_by("B", "product")
    store.push({"A": 6, "B": 7}, keys)


def _shape(request: Request) -> str:
    words = request.path.split("/")[3:]
    return " ".join([request.method, *("#" if word.isdigit() else word for word in words)])
