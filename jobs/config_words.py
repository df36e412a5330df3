"""What is wrong with a value of the configuration, as a person would say it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from pydantic import ValidationError


def told(error: ValidationError) -> Iterator[str]:
    """Each with its place in the file, and never with the value itself: it may be a secret."""
    for one in error.errors(include_input=False, include_url=False):
        where = ".".join(str(part) for part in one["loc"] if part != _OF_ITS_NAME)
        yield f"{where}: {_said(one['type'], one['msg'], one.get('ctx', {}))}"


def _said(kind: str, message: str, limits: Mapping[str, Any]) -> str:
    if kind in _WORDS:
        return _WORDS[kind](limits)
    if kind.startswith(_OF_A_KIND):
        return next(said for name, said in _KINDS.items() if kind.startswith(name))
    # Our own checks raise ValueError with the whole sentence.
    return message.removeprefix("Value error, ")


_OF_ITS_NAME: Final = "[key]"
"""What pydantic adds to a place whose name is wrong itself."""

_WORDS: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "extra_forbidden": lambda _: "is unknown; remove it or correct its name",
    "missing": lambda _: "is missing",
    "greater_than_equal": lambda limits: f"must be at least {limits['ge']}",
    "less_than_equal": lambda limits: f"must be at most {limits['le']}",
    "enum": lambda limits: f"must be {limits['expected']}",
    "literal_error": lambda limits: f"must be {limits['expected']}",
    "too_short": lambda limits: f"must name at least {limits['min_length']}",
    "string_too_short": lambda _: "must not be empty",
    "decimal_max_places": lambda limits: f"must have at most {limits['decimal_places']} decimals",
    "string_pattern_mismatch": lambda _: (
        "use small letters, digits, underscore and hyphen, at most 63"
    ),
}
"""By pydantic's name of the error."""

_KINDS: Final = {
    "int_": "must be a whole number",
    "decimal_": "must be an amount, such as 2.50",
    "bool_": "must be true or false",
    "string_": "must be text",
    "tuple_": "must be a list, such as [one, two]",
    "dict_": "must hold settings below it, each as NAME: VALUE",
    "model_": "must hold settings below it, each as NAME: VALUE",
}
"""By how pydantic's name of the error begins: what the value should have been."""

_OF_A_KIND: Final = tuple(_KINDS)
