"""Which styles of an XLSX show a number as a percentage, by the part that lists its styles.

Read by patterns: workbooks that are copied for years have tens of megabytes of styles.
"""

import re
from html import unescape
from typing import Final

from reconcile.reading.worksheet_scan import shows_percent


def percent_styles(content: bytes) -> frozenset[int]:
    """Their numbers, as cells name them."""
    formats = {int(number) for number, code in _formats(content) if shows_percent(code)}
    listed = _LIST.search(content)
    if listed is None:
        return frozenset()
    styles = (_FORMAT_NUMBER.search(one) for one in _STYLE.findall(listed[1]))
    return frozenset(
        place for place, one in enumerate(styles) if one and int(one[1]) in formats | _BUILT_IN
    )


def _formats(content: bytes) -> list[tuple[bytes, str]]:
    """The number of each format that the workbook defines, and what it shows."""
    found = []
    for attributes in _FORMAT.findall(content):
        number, code = _FORMAT_NUMBER.search(attributes), _CODE.search(attributes)
        if number and code:
            text = (code[1] or code[2] or b"").decode("utf-8", errors="replace")
            found.append((number[1], unescape(text)))
    return found


_BUILT_IN: Final = frozenset([9, 10])
"""0% and 0.00%; see ECMA-376, part 1, section 18.8.30."""

_LIST: Final = re.compile(rb"<(?:\w+:)?cellXfs[\s>](.*?)</(?:\w+:)?cellXfs>", re.DOTALL)
_STYLE: Final = re.compile(rb"<(?:\w+:)?xf\s([^>]*)>")
_FORMAT: Final = re.compile(rb"<(?:\w+:)?numFmt\s([^>]*)>")
_FORMAT_NUMBER: Final = re.compile(rb"""\bnumFmtId\s*=\s*["']([0-9]{1,9})["']""")
_CODE: Final = re.compile(rb"""\bformatCode\s*=\s*(?:"([^"]*)"|'([^']*)')""")
