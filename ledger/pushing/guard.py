"""A stock key's state as the text that its row keeps.

The marks ``due`` and ``touched`` are columns of their own, since every posting moves them.
"""

from dataclasses import replace
from typing import Final

import msgspec

from ledger.pushing.state import KeyState


def guard_text(state: KeyState) -> str:
    """JSON of all but the marks."""
    kept = msgspec.to_builtins(state)
    return msgspec.json.encode({name: kept[name] for name in kept if name not in _MARKS}).decode()


def state_from_guard(text: str, *, due: int, touched: int) -> KeyState:
    """The state of a row; ``{}`` is a stock key that was never read."""
    return replace(msgspec.json.decode(text, type=KeyState), due=due, touched=touched)


_MARKS: Final = ("due", "touched")
