"""What to say of a cell that holds no value of its column, and what to do about it."""

import re
import textwrap
from typing import Final

from reconcile.reading.worksheet_scan import NOT_CALCULATED


def short(text: str) -> str:
    """A foreign text as a sentence may quote it."""
    words = textwrap.shorten(text, _SHOWN_MAX, placeholder="…")
    return repr(words if words != "…" else f"{text[:_SHOWN_MAX]}…")


def spreadsheet_error(text: str) -> str | None:
    """What stands where a spreadsheet could not work something out, or nobody let it."""
    if text == NOT_CALCULATED:
        return (
            "is a formula that nobody has calculated yet; open the file in a spreadsheet, save it, "
            "and upload that"
        )
    if text.startswith("#") and text.rstrip("!?").upper() in _ERRORS:
        return f"is the error {text}; mend its formula, or write its value"
    return None


def no_quantity(text: str) -> str | None:
    """Of a text that is no whole number, where its look tells more than that."""
    if error := spreadsheet_error(text):
        return error
    if text.lower() in _BLANKS:
        return f"{short(text)} says no number; write 0 where none was found, or remove the row"
    if len(text) > _SHOWN_MAX:  # such a text is no number, and looking at it might take long
        return None
    return next((f"{short(text)} {says}" for look, says in _LOOKS if look.fullmatch(text)), None)


_SHOWN_MAX: Final = 60
_ERRORS: Final = frozenset([
    "#N/A", "#NV", "#REF", "#BEZUG", "#VALUE", "#WERT", "#VALOR", "#VALEUR", "#VALORE", "#DIV/0",
    "#NAME", "#NOMBRE", "#NOME", "#NOM", "#NULL", "#NUM", "#ZAHL", "#SPILL", "#CALC", "#ÜBERLAUF",
])  # fmt: skip
"""As the spreadsheets of our languages write them, without the mark at the end."""

_BLANKS: Final = frozenset([
    "-", "--", "\u2013", "\u2014", "\u2212", "/", ".", "?", "n/a", "na", "n.a.", "nil", "none",
    "null", "nan", "k.a.", "keine", "aucun", "aucune", "ninguno", "ninguna", "nada", "nessuno",
    "nessuna",
])  # fmt: skip
"""What people and programs write where there is nothing, or where they do not know."""

_DIGITS: Final = r"[0-9][0-9.,' \u00a0]*"
_DASH: Final = "[-\u2010-\u2015\u2212\ufe63\uff0d]"
_LOOKS: Final = (
    (
        re.compile(rf"{_DASH}\s*{_DIGITS}|{_DIGITS}\s*{_DASH}|\(\s*{_DIGITS}\)"),
        "is less than nothing, and a count is of what is there; write what was found, not a "
        "difference",
    ),
    (
        re.compile(rf"{_DIGITS}\s*%"),
        "is a percentage; write how many there are, in a cell with the format of a number",
    ),
    (
        re.compile(
            r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T].*)?|[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?"
        ),
        "is a date or a time, perhaps made by a spreadsheet; write how many there are, in a cell "
        "with the format of a number",
    ),
    (
        re.compile(rf"=?\s*{_DIGITS}(?:\s*[+*x\u00d7]\s*{_DIGITS})+"),
        "is not worked out; write the units that it comes to",
    ),
    (
        re.compile(
            rf"(?:[~\u2248<>\u2264\u2265]|ca\.?|approx\.?|about|etwa|env\.?|aprox\.?|circa)\s*{_DIGITS}"
            rf"|{_DIGITS}\s*(?:\?+|\++)",
            re.IGNORECASE,
        ),
        "is an estimate; count it again, or remove the row",
    ),
    (
        re.compile(r"(?=.*[0-9])(?=.*[OoIl])[0-9OoIl]+"),
        "has a letter where a digit would be (O for 0, or l for 1); write the digit",
    ),
)
"""In the order in which they are looked for."""
