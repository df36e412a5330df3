"""What columns are made of, the same on both engines."""

from typing import Any

from sqlalchemy import BigInteger, Integer, Text
from sqlmodel import Field

INT = BigInteger().with_variant(Integer(), "sqlite")
"""64 bits on both engines; STRICT tables know only the name INTEGER."""

STRICT: dict[str, Any] = {"sqlite_strict": True}
KEYED: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}


def integer(**more: Any) -> Any:
    return Field(sa_type=INT, **more)


def string(**more: Any) -> Any:
    return Field(sa_type=Text, **more)


def new_id() -> Any:
    """A primary key that the engine numbers."""
    return Field(default=None, primary_key=True, sa_type=INT)


def own_id(**more: Any) -> Any:
    """A primary key that the ledger numbers itself, under its one writer's lock."""
    return Field(primary_key=True, sa_type=INT, sa_column_kwargs={"autoincrement": False}, **more)
