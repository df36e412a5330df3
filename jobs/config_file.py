"""The configuration file as a tree: its size, its YAML, each key said once, variables filled in."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from ledger.errors import Rejected

try:
    from yaml import CSafeLoader as SafeLoader  # five times as fast: half of what `stock` reads
except ImportError:  # PyYAML was built without its parser in C
    from yaml import SafeLoader  # type: ignore[assignment]

CONFIG_BYTES_MAX: Final = 1_000_000
"""A configuration is a page or two; a larger file is another file by mistake."""

_VARIABLE: Final = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


def read_tree(path: Path) -> Any:
    """Raises Rejected for what is no YAML mapping, and for keys that are said twice."""
    try:
        if path.stat().st_size > CONFIG_BYTES_MAX:
            raise Rejected(
                [f"{path} is larger than {CONFIG_BYTES_MAX} bytes; is it the right file?"]
            )
        tree = yaml.load(path.read_text(encoding="utf-8"), _EachKeyOnce)  # noqa: S506  # it is a SafeLoader
    except OSError as error:
        raise Rejected(
            [
                f"{path} cannot be read ({error.strerror}); copy config.example.yaml there, "
                "or name another file with --config"
            ]
        ) from None
    except UnicodeDecodeError:
        raise Rejected([f"{path} is not UTF-8 text; save it as UTF-8"]) from None
    except yaml.YAMLError as error:
        raise Rejected([f"{path} is not YAML: {' '.join(str(error).split())}"]) from None
    if not isinstance(tree, dict):
        raise Rejected([f"{path} holds no settings; begin with those of config.example.yaml"])
    return tree


def filled_in(tree: Any, environment: Mapping[str, str], missing: set[str]) -> Any:
    """The tree with its variables filled in; one that is not set stays as it stands."""
    if isinstance(tree, dict):
        return {key: filled_in(value, environment, missing) for key, value in tree.items()}
    if isinstance(tree, list):
        return [filled_in(value, environment, missing) for value in tree]
    if not isinstance(tree, str):
        return tree

    def value_of(found: re.Match[str]) -> str:
        if found[1] not in environment:
            missing.add(found[1])
        return environment.get(found[1], found[0])

    return _VARIABLE.sub(value_of, tree)


class _EachKeyOnce(SafeLoader):
    """Of two keys of one name YAML keeps the last, so that half a configuration would vanish."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = {str(key) for place, key in enumerate(keys) if key in keys[:place]}
        if twice:
            raise yaml.constructor.ConstructorError(
                problem=f"{', '.join(sorted(twice))}: said twice; join the two",
                problem_mark=node.start_mark,
            )
        return super().construct_mapping(node, deep=deep)
