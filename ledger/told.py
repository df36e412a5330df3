"""Commands that are told, as a person can paste them."""

import shlex


def told_command(*words: object, skus: tuple[str, ...] = ()) -> str:
    """``--`` stands before a SKU that would be taken for an option."""
    marked = ["--"] if any(sku.startswith("-") for sku in skus) else []
    return " ".join(["stockbook", *map(_quoted, (*words, *marked, *skus))])


def rule_command(count: int, sku: str, when: str, *, fact: str = "") -> str:
    """Settles a line that late news reopened; ``fact``: this movement alone, by its key."""
    only = ("--fact", fact) if fact else ()
    return told_command("count", "rule", *only, count, skus=(sku, when))


def _quoted(word: object) -> str:
    """`shlex.quote` for what needs it: a hundred thousand lines have a command each."""
    text = str(word)
    return text if text.isalnum() and text.isascii() else shlex.quote(text)
