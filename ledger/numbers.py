"""How many of a thing, as a person says it: 1 movement, 2 movements."""


def counted(number: int, noun: str, plural: str = "") -> str:
    """``plural``: of a noun that takes no s."""
    return f"{number} {noun}" if number == 1 else f"{number} {plural or f'{noun}s'}"
