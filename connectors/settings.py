"""What a connector lets an operator set, and the check of what was set. Light: imports nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One key under a channel in the configuration; ``why`` is one line for a person.

    Without ``default`` it must be given. ``secret``: never printed, best taken by ``${NAME}``.
    ``names_shop``: with another value it may be another shop, as with an address.
    """

    name: str
    why: str
    default: str | int | bool | tuple[str, ...] | None = None
    required: bool = False
    secret: bool = False
    names_shop: bool = False


def checked_settings(
    declared: Sequence[Setting], given: Mapping[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """The values with their defaults, and every problem by the name of its key."""
    problems = list(_problems(declared, given))
    return {one.name: given.get(one.name, one.default) for one in declared}, problems


def _problems(declared: Sequence[Setting], given: Mapping[str, Any]) -> Iterator[str]:
    known = {one.name: one for one in declared}
    for name in given:
        if name not in known:
            yield f"{name}: is unknown; known are {', '.join(sorted(known))}"
    for one in declared:
        value = given.get(one.name)
        if one.required and value in (None, ""):
            yield f"{one.name}: is missing; {one.why}"
        elif value is not None and (wanted := _kind(one)) and not isinstance(value, wanted):
            yield f"{one.name}: is not {_KIND_NAMES[wanted]}"


def _kind(setting: Setting) -> type | None:
    if setting.default is None:
        return str
    return list if isinstance(setting.default, tuple) else type(setting.default)


_KIND_NAMES: dict[type, str] = {
    str: "text",
    int: "a whole number",
    bool: "true or false",
    list: "a list",
}
