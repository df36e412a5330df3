"""Which letters the bytes of a file are, by its marks or by evidence.

UTF-8 and UTF-16 prove themselves. Where neither fits, the words of the file are read as Windows and
as an old Macintosh wrote western Europe, and the one in which they look like words is taken. Where
both do, Windows is assumed, and that is said.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final


@dataclass(frozen=True, slots=True)
class Encoding:
    """``name`` as Python knows it. ``assumed``: the bytes do not prove it."""

    name: str
    assumed: bool = False


def known_encoding(name: str) -> str:
    """The name of an encoding as Python says it. Raises ValueError for what is none of text."""
    try:
        "".encode(name)  # a codec of bytes, such as base64, is refused here as well
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        raise ValueError(f"{name!r} is no encoding of text; {_EXAMPLES}") from None
    return _OUR_NAMES.get(found, found)


def said_encoding(path: Path, name: str) -> Encoding:
    """As somebody says. Raises ValueError for UTF-16 or UTF-32 that the bytes show to be none."""
    if name not in _MARKED:
        return Encoding(name)
    with path.open("rb") as file:
        start = file.read(_SAMPLE_BYTES)
    found = _by_mark(start) or _by_zeros(start)
    if found is None or not found.startswith(name):
        raise ValueError(f"is no {name}; leave --encoding out, or name another")
    return Encoding(found)


def encoding_of(path: Path) -> Encoding:
    with path.open("rb") as file:
        start = file.read(_SAMPLE_BYTES)
        marked = _by_mark(start) or _by_zeros(start)
        if marked:
            return Encoding(marked)
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while chunk := file.read(_CHUNK_BYTES):
                if not chunk.isascii() or decoder.getstate() != _WHOLE:
                    decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return _by_words(path)
    return Encoding("utf-8-sig")


def _by_mark(start: bytes) -> str | None:
    """By the mark before the text; the longer ones begin like the shorter."""
    return next((name for mark, name in _MARKS.items() if start.startswith(mark)), None)


def _by_zeros(start: bytes) -> str | None:
    """UTF-16 without a mark: half of the bytes of western text are zero, and no other text's."""
    evens, odds = start[::2].count(0), start[1::2].count(0)
    if max(evens, odds) * 2 * _MOST < len(start) or min(evens, odds) * _RARE > len(start):
        return None
    return "utf-16-le" if odds > evens else "utf-16-be"


def _by_words(path: Path) -> Encoding:
    """Each different word with a foreign letter has a vote, if it is a word in one of them only."""
    windows = macintosh = 0
    for word in _foreign_words(path):
        as_windows, as_macintosh = (_is_word(word, name) for name in (_WINDOWS, _MACINTOSH))
        windows += as_windows and not as_macintosh
        macintosh += as_macintosh and not as_windows
    if macintosh > windows:
        return Encoding(_MACINTOSH, assumed=windows > 0)
    return Encoding(_WINDOWS, assumed=windows == macintosh or macintosh > 0)


def _foreign_words(path: Path) -> set[bytes]:
    words: set[bytes] = set()
    with path.open("rb") as file:
        while len(words) < _WORDS_MAX and (chunk := file.read(_CHUNK_BYTES)):
            words.update(_FOREIGN_WORD.findall(chunk))
    return words


def _is_word(word: bytes, encoding: str) -> bool:
    """Letters of our languages only, and no capital after a small one."""
    try:
        text = word.decode(encoding)
    except UnicodeDecodeError:
        return False
    letters = all(one.isascii() or one in _LETTERS for one in text)
    return letters and not any(_capitals_within(text))


def _capitals_within(text: str) -> Iterator[bool]:
    return (left.islower() and right.isupper() for left, right in pairwise(text))


_MARKS: Final = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_OUR_NAMES: Final = {"utf-8": "utf-8-sig", "mac-roman": "mac_roman"}
_MARKED: Final = frozenset(["utf-16", "utf-32"])
"""They need a mark before the text, which some programs leave out."""
_WINDOWS: Final = "cp1252"
_MACINTOSH: Final = "mac_roman"
_EXAMPLES: Final = "write utf-8, utf-16, windows-1252 or mac-roman"

_WHOLE: Final = codecs.getincrementaldecoder("utf-8")().getstate()
"""Of a decoder that waits for no second half of a letter."""
_SAMPLE_BYTES: Final = 4096
_CHUNK_BYTES: Final = 1 << 20
_MOST: Final = 2
"""A quarter of all bytes, half of those at even or odd places: text with some foreign letters."""
_RARE: Final = 100
_WORDS_MAX: Final = 20_000
"""Far more than it takes to tell; a file of a million names has no more to say."""

_FOREIGN_WORD: Final = re.compile(
    rb"[A-Za-z]+[\x80-\xff][A-Za-z\x80-\xff]*|[\x80-\xff]+[A-Za-z][A-Za-z\x80-\xff]*"
)
"""A sign that stands alone, such as that of the euro, is no word."""
_LETTERS: Final = frozenset("äöüßÄÖÜàâæçéèêëîïôœùûÿÀÂÆÇÉÈÊËÎÏÔŒÙÛáíñóúÁÍÑÓÚìòÌÒåøÅØãõÃÕ")
"""Of western Europe. What is one under Windows is rarely one on a Macintosh, nor the reverse."""
