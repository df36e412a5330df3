"""The lists: filters, order and pages. The list of orders ignores what it does not know."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from connectors.fakes.medusa.shop import Json
from connectors.fakes.medusa.stock import Refusal

Query = Mapping[str, Sequence[str]]

LIMIT: Final = {"orders": 15, "reservations": 20, "inventory_items": 20, "variants": 20}
"""How many rows come when nobody says."""

_ORDINARY: Final = frozenset({"fields", "order", "limit", "offset", "id", "id[]"})

_COMPARE: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "$gt": lambda own, told: own > told,
    "$gte": lambda own, told: own >= told,
    "$lt": lambda own, told: own < told,
    "$lte": lambda own, told: own <= told,
}


def orders(rows: Iterable[Json], query: Query) -> Json:
    """A name that is not known is ignored without a word: then everything is listed."""
    if "," in _one(query, "order"):
        raise _failed()
    kept = list(rows)
    for sign, compare in _COMPARE.items():
        if text := _one(query, f"updated_at[{sign}]"):
            instant = _instant(text)
            kept = [one for one in kept if compare(one["updated_at"], instant)]
        if last := _one(query, f"id[{sign}]"):
            kept = [one for one in kept if compare(one["id"], last)]
    return _page("orders", _of_ids(kept, query), query)


def strict(name: str, rows: Iterable[Json], query: Query, *, filters: Iterable[str] = ()) -> Json:
    """Any other list refuses what it does not know. ``filters``: of fields, as arrays."""
    unknown = [one for one in query if one not in _ORDINARY | {f"{own}[]" for own in filters}]
    if unknown:
        raise Refusal(400, "invalid_data", f"Invalid request: Unrecognized fields: '{unknown[0]}'")
    kept = list(rows)
    for own in filters:
        if wanted := query.get(f"{own}[]"):
            kept = [one for one in kept if one[own] in wanted]
    return _page(name, _of_ids(kept, query), query)


def _of_ids(rows: list[Json], query: Query) -> list[Json]:
    wanted = [*query.get("id[]", ()), *query.get("id", ())]
    return [one for one in rows if one["id"] in wanted] if wanted else rows


def _page(name: str, rows: list[Json], query: Query) -> Json:
    rows.sort(key=lambda one: str(one["id"]))
    offset, limit = int(_one(query, "offset") or 0), _one(query, "limit")
    size = int(limit) if limit else LIMIT.get(name, 50)
    page = rows[offset : offset + size]
    return {name: page, "count": len(rows), "offset": offset, "limit": size}


def _one(query: Query, name: str) -> str:
    return next(iter(query.get(name, ())), "")


def _instant(text: str) -> str:
    """In the form in which rows tell theirs."""
    try:
        at = datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        raise _failed() from None
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def _failed() -> Refusal:
    return Refusal(500, "unknown_error", "An unknown error occurred.")
