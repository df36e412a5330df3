"""How many bytes the texts of a worksheet come to, of which an XLSX keeps each one only once."""

import re
from array import array
from collections.abc import Iterable
from typing import Final


class TextLengths:
    """Takes the part that lists the texts piece by piece; their lengths are those of their XML."""

    def __init__(self) -> None:
        self._lengths = array("q")
        self._open = -1

    def take(self, piece: bytes) -> None:
        begun, *others = map(len, _BEGIN.split(piece))
        if self._open >= 0:
            self._open += begun
        for length in others:
            if self._open >= 0:
                self._lengths.append(self._open)
            self._open = length

    @property
    def longest(self) -> int:
        return max(max(self._lengths, default=0), self._open)

    def of(self, number: int) -> int:
        """The last one is open until nothing more is taken."""
        return self._lengths[number] if number < len(self._lengths) else max(self._open, 0)


def text_bytes(pieces: Iterable[bytes], lengths: TextLengths, *, bytes_max: int) -> int:
    """Of the XML of a worksheet; no longer looked for once they are more than ``bytes_max``."""
    total, tail = 0, b""
    for piece in pieces:
        text, end, tail = (tail + piece).rpartition(b"</")
        tail = (end + tail)[-_TAIL_MAX:]
        total += sum(lengths.of(int(one)) for one in _NAMED.findall(text))
        if total > bytes_max:
            break
    return total


_BEGIN: Final = re.compile(rb"<(?:\w+:)?si\b[^>]*>")
_NAMED: Final = re.compile(rb"""\bt\s*=\s*["']s["'][^>]*>\s*<(?:\w+:)?v>([0-9]{1,9})(?=<|$)""")
_TAIL_MAX: Final = 1_000
"""No name of a text is longer."""
