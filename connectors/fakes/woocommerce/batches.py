"""Batches: up to a hundred rows, each alone, and nobody checks what is in a row."""

from collections.abc import Callable, Mapping
from typing import Final

from connectors.fakes.woocommerce.calls import Answer, Call
from connectors.fakes.woocommerce.catalogue import Fields, whole_number
from connectors.fakes.woocommerce.refusals import Refusal
from connectors.fakes.woocommerce.shapes import Json

ROW_SECONDS: Final = 0.07
"""What a row of a batch was seen to take."""

RowWork = Callable[[Fields], Json]


def answer_batch(call: Call, work: Mapping[str, RowWork]) -> Answer:
    """``work`` by create, update and delete. The whole is 200 whatever becomes of the rows."""
    given = {name: _list(call.body, name) for name in work}
    rows = sum(len(one) for one in given.values())
    if rows > call.shop.batch_items_max:
        message = f"Unable to accept more than {call.shop.batch_items_max} items for this request."
        raise Refusal("woocommerce_rest_request_entity_too_large", message, status=413)
    if not rows:
        return Answer(body=[])
    answers: Json = {
        name: [_row(row, name, work[name]) for row in found]
        for name, found in given.items()
        if found
    }
    if "_fields" in call.query:
        # Named fields are looked for in the rows' list itself, where there are none.
        answers = {name: [] for name in answers}
    return Answer(body=answers, seconds=ROW_SECONDS * rows)


def _row(row: object, name: str, work: RowWork) -> Json:
    """A row to be created has the id 0 when it fails; of the others, what they named."""
    fields: Fields = row if isinstance(row, dict) else {"id": row} if name == "delete" else {}
    try:
        return work(fields)
    except Refusal as refusal:
        named = 0 if name == "create" else fields.get("id")
        return {"id": named if named is None else whole_number(named), "error": refusal.body}


def _list(body: Mapping[str, object], name: str) -> list[object]:
    """PHP takes the values of an object for a list."""
    found = body.get(name)
    if isinstance(found, dict):
        return list(found.values())
    return found if isinstance(found, list) else []
