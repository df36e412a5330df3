"""How WordPress reads a question and what it says of a wrong one: all problems at once."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from connectors.fakes.woocommerce.refusals import Refusal

_INDEXED: Final = re.compile(r"(.+?)\[(\d*)\]")
_INTEGER: Final = re.compile(r"\s*[+-]?\d+(\.0*)?\s*")
_INSTANT: Final = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d(:\d\d)?)?", re.ASCII
)
_TRUTHS: Final = {"true": True, "1": True, "false": False, "0": False}


def indexed(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """As PHP numbers them: ``a[]=x&a[]=y`` is ``a[0]=x&a[1]=y``; of two equal names the last."""
    numbered: dict[str, str] = {}
    counts: dict[str, int] = {}
    for name, value in pairs:
        stem = name.removesuffix("[]")
        if stem == name:
            numbered[name] = value
        else:
            numbered[f"{stem}[{counts.get(stem, 0)}]"] = value
            counts[stem] = counts.get(stem, 0) + 1
    return list(numbered.items())


def as_mapping(pairs: Iterable[tuple[str, str]]) -> dict[str, object]:
    """A query as PHP sees it: text, or a list where the name carries brackets."""
    query: dict[str, object] = {}
    for name, value in indexed(pairs):
        bracketed = _INDEXED.fullmatch(name)
        values = query.setdefault(bracketed.group(1), []) if bracketed else None
        if isinstance(values, list):
            values.append(value)
        else:
            query[name] = value
    return query


def words(value: object) -> list[str]:
    """A list, or text separated by commas or spaces."""
    if isinstance(value, list | tuple):
        return [str(each) for each in value]
    return [word for word in re.split(r"[\s,]+", str(value)) if word]


class Parameters:
    """Reads what was given, keeps every problem, and refuses with all of them at the end."""

    def __init__(self, given: Mapping[str, object]) -> None:
        self._given = given
        self._problems: dict[str, dict[str, object]] = {}

    def integer(
        self, name: str, default: int, *, minimum: int | None = None, maximum: int | None = None
    ) -> int:
        value = self._given.get(name, default)
        if value is None:
            return 0
        if not is_integer(value):
            self._wrong_type(name, "integer")
            return default
        number = int(float(str(value)))
        too_low = minimum is not None and number < minimum
        if too_low or (maximum is not None and number > maximum):
            self._problem(name, "rest_out_of_bounds", _bounds(name, minimum, maximum))
        return number

    def boolean(self, name: str, *, default: bool) -> bool:
        value = self._given.get(name, default)
        known = _TRUTHS.get(str(value).lower())
        if known is None:
            self._wrong_type(name, "boolean")
        return bool(known)

    def choice(self, name: str, allowed: Sequence[str], default: str = "") -> str:
        value = str(self._given.get(name, default))
        if name in self._given:
            self._require_known(name, name, value, allowed)
        return value

    def choices(self, name: str, allowed: Sequence[str], default: str = "") -> list[str]:
        values = words(self._given.get(name, default))
        for position, value in enumerate(values):
            self._require_known(name, f"{name}[{position}]", value, allowed)
        return values

    def ids(self, name: str) -> list[int]:
        """Words that are no numbers count as 0, which no record has."""
        numbers = [re.match(r"\d*", word) for word in words(self._given.get(name, ""))]
        return [int(number.group() or 0) for number in numbers if number]

    def instant(self, name: str) -> str:
        """The text as it came, or nothing; only its form is checked here."""
        value = str(self._given.get(name, ""))
        if name in self._given and not _INSTANT.fullmatch(value):
            self._problem(name, "rest_invalid_date", "Invalid date.")
            return ""
        return value

    def require_type(self, name: str, kind: type[object], word: str) -> None:
        if self._given.get(name) is not None and not isinstance(self._given[name], kind):
            self._wrong_type(name, word)

    def refuse_problems(self) -> None:
        """Raises Refusal when anything was wrong."""
        if not self._problems:
            return
        texts = {name: problem["message"] for name, problem in self._problems.items()}
        message = f"Invalid parameter(s): {', '.join(texts)}"
        extra = {"params": texts, "details": self._problems}
        raise Refusal("rest_invalid_param", message, status=400, extra=extra)

    def _require_known(self, name: str, shown: str, value: str, allowed: Collection[str]) -> None:
        if value not in allowed:
            text = f"{shown} is not one of {_listed(list(allowed))}."
            self._problem(name, "rest_not_in_enum", text)

    def _wrong_type(self, name: str, word: str) -> None:
        text = f"{name} is not of type {word}."
        self._problem(name, "rest_invalid_type", text, data={"param": name})

    def _problem(self, name: str, code: str, message: str, *, data: object = None) -> None:
        self._problems.setdefault(name, {"code": code, "message": message, "data": data})


def is_integer(value: object) -> bool:
    """8, "8" and 9.0 are; 9.5, "abc" and True are not."""
    if isinstance(value, bool):
        return False
    return isinstance(value, int | float | str) and bool(_INTEGER.fullmatch(str(value)))


def _bounds(name: str, minimum: int | None, maximum: int | None) -> str:
    if maximum is None:
        return f"{name} must be greater than or equal to {minimum}"
    return f"{name} must be between {minimum} (inclusive) and {maximum} (inclusive)"


def _listed(values: Sequence[str]) -> str:
    *first, last = values
    return f"{', '.join(first)}, and {last}" if len(first) > 1 else " and ".join(values)
