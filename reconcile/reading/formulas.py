"""Text that a spreadsheet would take for a formula, disarmed in what we write and armed again here.

A cell of a CSV that begins with one of these letters is worked out by whoever opens it. With an
apostrophe before it is text. Numbers are no formulas, whatever their sign.
"""

import re
from typing import Final

import numpy as np

from reconcile.reading.texts import Texts


def disarmed(text: str) -> str:
    """The same, unless a spreadsheet would work it out."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def rearmed(text: str) -> str:
    """As it was before it was `disarmed`."""
    return text[1:] if _DISARMED.match(text) else text


def armed(texts: Texts) -> Texts:
    """Many of them."""
    quoted = (texts.content[texts.begin] == _APOSTROPHE) & (texts.length > 1)
    places = [place for place in np.flatnonzero(quoted).tolist() if _DISARMED.match(texts[place])]
    if not places:
        return texts
    begin, length = texts.begin.copy(), texts.length.copy()
    begin[places] += 1
    length[places] -= 1
    return Texts(texts.content, begin, length)


_APOSTROPHE: Final = ord("'")
_BEGINS: Final = r"[=+\-@\uff1d\uff0b\uff0d\uff20]"
"""Also in full width, which some spreadsheets take for the same."""

_FORMULA: Final = re.compile(rf"[\s']*{_BEGINS}")
_DISARMED: Final = re.compile(rf"'[\s']*{_BEGINS}")
_NUMBER: Final = re.compile(r"[+-]?[0-9][0-9.,' ]*")
