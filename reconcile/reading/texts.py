"""Many texts as one run of bytes, so that a million cells are never a million objects.

Texts are known again by their fingerprint: 128 bits from all of their bytes and their length. Two
different texts of one book share one less often than a disk errs, so equal means the same text.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from reconcile.arrays import Integers, concatenated, narrowed, order_of, runs

Words = npt.NDArray[np.uint64]


class Prints(NamedTuple):
    """Fingerprints, one a text: two independent halves."""

    first: Words
    second: Words


class Coded(NamedTuple):
    """A column as its different texts, and for each cell the place of its text among them."""

    codes: Integers
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Texts:
    """UTF-8 in ``content``, which ends with PADDING; where each begins, and its bytes."""

    content: npt.NDArray[np.uint8]
    begin: Integers
    length: Integers

    def __len__(self) -> int:
        return len(self.begin)

    def __getitem__(self, place: int) -> str:
        begin = int(self.begin[place])
        return bytes(self.content[begin : begin + int(self.length[place])]).decode()

    def __iter__(self) -> Iterator[str]:
        return (self[place] for place in range(len(self)))

    def among(self, places: npt.NDArray[np.bool_]) -> "Texts":
        return Texts(self.content, self.begin[places], self.length[places])

    def prints(self) -> Prints:
        """Eight bytes of all texts at a time; those that are shorter have none left."""
        words = self._words()
        first = self.length.astype(np.uint64) * _FACTORS[0]
        second = self.length.astype(np.uint64) * _FACTORS[1]
        for offset in range(0, int(self.length.max(initial=0)), _WORD):
            is_longer = self.length > offset
            # A slice is quicker than a list of all places.
            longer = slice(None) if is_longer.all() else np.flatnonzero(is_longer)
            left = np.minimum(self.length[longer] - offset, _WORD)
            word = words[self.begin[longer] + offset] & _MASKS[left]
            first[longer] = _mixed(first[longer] ^ word, _FACTORS[0])
            second[longer] = _mixed(second[longer] + word, _FACTORS[1])
        return Prints(first, second)

    def coded(self) -> Coded:
        """Each different text once."""
        if int(self.length.max(initial=0)) < _WORD:
            return self._short_coded()
        first, second = self.prints()
        codes, examples = _grouped(np.argsort(first), first)
        if (second[examples][codes] != second).any():  # two texts share half a fingerprint
            codes, examples = _grouped(np.lexsort((second, first)), first, second)
        return Coded(codes, [self[place] for place in examples.tolist()])

    def _short_coded(self) -> Coded:
        """Texts that leave a byte of a word for their length are that word."""
        words = self._words()[self.begin] & _MASKS[self.length]
        words |= self.length.astype(np.uint64) << np.uint64(8 * self.length.max(initial=0))
        if len(words) and (words == words[0]).all():
            return Coded(np.broadcast_to(np.int64(0), len(words)), [self[0]])
        codes, examples = _grouped(order_of(words), words)
        return Coded(codes, [self[place] for place in examples.tolist()])

    def _words(self) -> Words:
        """Eight bytes from every place on."""
        return np.ndarray(
            len(self.content) - len(PADDING) + 1, np.uint64, buffer=self.content.data, strides=(1,)
        )


class Coding:
    """A column of a whole sheet as its different texts, while its blocks come one by one."""

    def __init__(self) -> None:
        self._codes: list[Integers] = []
        self._numbers: dict[str, int] = {}

    def add(self, texts: Texts) -> None:
        codes, different = texts.coded()
        numbers = [self._numbers.setdefault(text, len(self._numbers)) for text in different]
        self._codes.append(narrowed(np.array(numbers, dtype=np.int64)[codes]))

    def coded(self) -> Coded:
        return Coded(concatenated(self._codes), list(self._numbers))


def together(columns: Sequence[Coded]) -> tuple[Integers, Integers]:
    """Columns as one: for each row its group, and of each group the first row."""
    codes = np.zeros(len(columns[0].codes), dtype=np.int64)
    for other, _ in columns:
        _, codes = np.unique(codes * (int(other.max(initial=0)) + 1) + other, return_inverse=True)
    _, first, codes = np.unique(codes, return_index=True, return_inverse=True)
    return codes, first


def texts_of(texts: Iterable[str]) -> Texts:
    """From ordinary texts."""
    encoded = [text.encode() for text in texts]
    length = np.fromiter(map(len, encoded), dtype=np.int64, count=len(encoded))
    content = np.frombuffer(b"".join((*encoded, PADDING)), dtype=np.uint8)
    return Texts(content, np.cumsum(length) - length, length)


def lines_of_text(text: str) -> Texts:
    """The lines of a text, none of which holds a line end."""
    content = np.frombuffer(b"%b\n%b" % (text.encode(), PADDING), dtype=np.uint8)
    end = np.flatnonzero(content == _LINE_END)
    begin = np.concatenate([[0], end[:-1] + 1])
    return Texts(content, begin, end - begin)


def stripped(texts: Texts) -> Texts:
    """Without the white space at both ends, as ``str.strip`` has it."""
    content, begin, end = texts.content, texts.begin.copy(), texts.begin + texts.length
    places = np.flatnonzero(begin < end)
    while len(places := places[_SPACE[content[begin[places]]]]):
        begin[places] += 1
        places = places[begin[places] < end[places]]
    places = np.flatnonzero(begin < end)
    while len(places := places[_SPACE[content[end[places] - 1]]]):
        end[places] -= 1
    some = np.flatnonzero(begin < end)
    odd = some[_NOT_ASCII[content[begin[some]]] | _NOT_ASCII[content[end[some] - 1]]]
    found = Texts(content, begin, end - begin)
    return _stripped_one_by_one(found, odd) if len(odd) else found


PADDING: Final = bytes(8)
"""So that eight bytes can be read from any place on."""

_WORD: Final = len(PADDING)
_LINE_END: Final = ord("\n")
_MASKS: Final = np.array([(1 << 8 * size) - 1 for size in range(_WORD + 1)], dtype=np.uint64)
_FACTORS: Final = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F], dtype=np.uint64)
_SHIFT: Final = np.uint64(32)
_BYTES: Final = [bytes([one]) for one in range(256)]
_SPACE: Final = np.array([one.isspace() or one in b"\x1c\x1d\x1e\x1f" for one in _BYTES])
_NOT_ASCII: Final = np.array([not one.isascii() for one in _BYTES])


def _mixed(words: Words, factor: np.uint64) -> Words:
    """Every bit of the word has a part in every bit of the answer."""
    words = (words ^ (words >> _SHIFT)) * factor
    words = (words ^ (words >> _SHIFT)) * factor
    return words ^ (words >> _SHIFT)


def _grouped(order: Integers, *halves: Words) -> tuple[Integers, Integers]:
    """Of fingerprints that ``order`` sorts: the group of each, and one place of each group."""
    begins = runs(*(half[order] for half in halves))
    codes = np.empty(len(order), dtype=np.int64)
    codes[order] = np.cumsum(begins) - 1
    return codes, order[begins]


def _stripped_one_by_one(texts: Texts, places: Integers) -> Texts:
    """White space beyond ASCII, such as the no-break space, is several bytes."""
    for place in places.tolist():
        text = texts[place]
        texts.begin[place] += len(text.encode()) - len(text.lstrip().encode())
        texts.length[place] = len(text.strip().encode())
    return texts
