"""Who holds a channel's lease, named so that a process that was killed can be told from a slow one.

Its name ends with its process id and a mark of where that id counts: this machine since it was
started, and this space of process ids, of which every container has its own. Where the mark is
ours and nobody has the id, the holder is dead. Of all others nothing is known, so their lease is
waited for.
"""

import hashlib
import re
from collections.abc import Callable
from typing import Final

_HOLDER: Final = re.compile(r".*, process ([0-9]{1,7}) of ([0-9a-f]{12})", re.DOTALL)


def holder_name(who: str, process: int, mark: str) -> str:
    """Such as ``ann on web-1, process 4711 of 3f9a01c2aa11``; ``mark`` may be empty."""
    return f"{who}, process {process} of {mark}" if mark else f"{who}, process {process}"


def mark_of(*places: str) -> str:
    return hashlib.sha256("\n".join(places).encode()).hexdigest()[:12]


def is_dead(holder: str, *, mark: str, lives: Callable[[int], bool]) -> bool:
    """``mark``: our own; ``lives``: whether anybody here has this process id."""
    named = _HOLDER.fullmatch(holder)
    return bool(named and mark == named[2] and not lives(int(named[1])))
