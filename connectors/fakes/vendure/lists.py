"""How Vendure filters, sorts and cuts its lists."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from connectors.fakes.vendure.shop import ShopError

TAKE_MAX: Final = 1_000

Row = Mapping[str, Any]
"""The values that may be filtered by, by field: instants whole, ids as text."""


def listed(rows: Sequence[Row], options: Mapping[str, Any]) -> list[Row]:
    """Raises ShopError for a page that is too long."""
    take = options.get("take") or TAKE_MAX
    if take > TAKE_MAX:
        raise ShopError(
            f"Cannot take more than {TAKE_MAX} results from a list query", "USER_INPUT_ERROR"
        )
    wanted = _quick(options.get("filter") or {})
    found = [row for row in rows if _fits(row, wanted)]
    for field in reversed(list(options.get("sort") or {"id": "ASC"})):
        found.sort(key=lambda row: _sortable(row[field]))
    skip = options.get("skip") or 0
    return found[skip : skip + take]


def _quick(wanted: Any) -> Any:
    """With sets for the long lists of ids."""
    if isinstance(wanted, Mapping):
        return {
            name: frozenset(value) if name in ("in", "notIn") else _quick(value)
            for name, value in wanted.items()
        }
    return [_quick(one) for one in wanted] if isinstance(wanted, list) else wanted


def _fits(row: Row, wanted: Mapping[str, Any]) -> bool:
    for name, value in wanted.items():
        if name == "_and":
            fits = all(_fits(row, one) for one in value)
        elif name == "_or":
            fits = any(_fits(row, one) for one in value)
        else:
            fits = all(_OPERATORS[how](row[name], than) for how, than in value.items())
        if not fits:
            return False
    return True


def _after(value: datetime | None, than: str) -> bool:
    """Strictly, and by what the database keeps rather than by what is shown."""
    return value is not None and value > datetime.fromisoformat(than).astimezone(UTC)


_OPERATORS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "after": _after,
    "eq": lambda value, than: value == datetime.fromisoformat(than),
    "notEq": lambda value, than: bool(value != than),
    "in": lambda value, than: value in than,
    "notIn": lambda value, than: value not in than,
    "isNull": lambda value, than: (value is None) == than,
}


def _sortable(value: Any) -> Any:
    """Ids are numbers in the database."""
    return int(value) if isinstance(value, str) and value.isdigit() else value
