"""The month that a word names, in English, German, French, Spanish or Italian, short or long."""

import unicodedata
from typing import Final


def month_named(word: str) -> int | None:
    """From 1; None for a word that names none, or may name two (``jui``)."""
    letters = unicodedata.normalize("NFKD", word.casefold().removesuffix("."))
    plain = "".join(one for one in letters if not unicodedata.combining(one))
    if len(plain) < _LETTERS_MIN:
        return None
    found = {
        number
        for number, names in enumerate(_NAMES, 1)
        if any(name.startswith(plain) for name in names.split())
    }
    return found.pop() if len(found) == 1 else None


_LETTERS_MIN: Final = 3
_NAMES: Final = (
    "january januar janner janvier enero gennaio",
    "february februar fevrier febrero febbraio",
    "march marz mrz maerz mars marzo",
    "april avril abril aprile",
    "may mai mayo maggio",
    "june juni juin junio giugno",
    "july juli juillet julio luglio",
    "august aout agosto",
    "september septembre septiembre settembre",
    "october oktober octobre octubre ottobre",
    "november novembre noviembre",
    "december dezember decembre diciembre dicembre",
)
