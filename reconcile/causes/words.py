"""Instants as they stand in evidence."""

from ledger.instants import from_micros


def day(at: int) -> str:
    """Of an instant in microseconds, UTC."""
    return from_micros(at).date().isoformat()


def minute(at: int) -> str:
    """Of an instant in microseconds, UTC."""
    return f"{from_micros(at):%Y-%m-%d %H:%M} UTC"
