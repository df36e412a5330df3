"""What kind of answer an answer is: its fields and their kinds, whatever stands in them."""

from collections.abc import Iterator
from typing import Any


def kinds(answer: Any, path: str = "") -> set[tuple[str, str]]:
    """Every field by its path, with its kind; what is null may be of any kind."""
    return set(_kinds(answer, path))


def strangers(ours: Any, theirs: Any) -> set[tuple[str, str]]:
    """The fields of ``ours`` that ``theirs`` does not have, or has of another kind."""
    real = kinds(theirs)
    paths = {path for path, _ in real}
    unsure = {path for path, kind in real if kind == "null"}
    return {
        (path, kind)
        for path, kind in kinds(ours)
        if path not in paths or (kind != "null" and (path, kind) not in real and path not in unsure)
    }


def _kinds(answer: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(answer, dict):
        for name, value in answer.items():
            yield from _kinds(value, f"{path}.{name}")
    elif isinstance(answer, list):
        for value in answer:
            yield from _kinds(value, f"{path}[]")
    else:
        yield path, _KINDS.get(type(answer), "null")


_KINDS = {str: "text", int: "number", float: "number", bool: "truth"}
