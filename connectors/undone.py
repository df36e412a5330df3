"""What is said of writes that an error kept from being done.

Without a word a write may still land, and its number waits for minutes until it cannot.
"""

from collections.abc import Iterable, Iterator, Sequence

from connectors.errors import NotAuthorised, Refused, Unavailable
from ledger.channels import Push, PushAnswer, StockKey, Undone


def with_undone(pushes: Sequence[Push], answers: Iterable[PushAnswer]) -> Iterator[PushAnswer]:
    """The answers, and when an error ends them, ``Undone`` for every push that has none yet.

    For a connector that tells of each write as soon as it left, and as ``Unanswered`` when its
    answer is lost: then an error means that the rest did nothing. The error is raised again.
    """
    open_keys: dict[StockKey, None] = {one.stock_key: None for one in pushes}
    try:
        for answer in answers:
            open_keys.pop(answer.stock_key, None)
            yield answer
    except (NotAuthorised, Refused, Unavailable) as error:
        if not (isinstance(error, Unavailable) and error.effect_unknown):
            yield from (Undone(key) for key in open_keys)
        raise
