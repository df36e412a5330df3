"""Which of two snapshots of one order is the newer one (design rule 4).

The newest platform stamp wins; equal stamps go by when they were read. Pure.
"""

import hashlib
from enum import StrEnum
from typing import Final

import msgspec

from ledger.instants import to_micros
from ledger.orders.rows import StoredOrder
from ledger.snapshots import OrderSnapshot


class Verdict(StrEnum):
    """What to do with a snapshot of a known order."""

    BOOK = "book"
    SAME = "same"
    OLDER = "older"
    READ_AGAIN = "read_again"


def judge(stored: StoredOrder | None, order: OrderSnapshot, digest: str) -> Verdict:
    """Newest stamp first; equal stamps by when they were read (design.md 3, rule 4)."""
    if stored is None:
        return Verdict.BOOK
    stamp = None if order.stamp is None else to_micros(order.stamp)
    if stamp is not None and stored.stamp is not None and stamp != stored.stamp:
        return Verdict.BOOK if stamp > stored.stamp else Verdict.OLDER
    if digest == stored.digest:
        return Verdict.SAME
    if to_micros(order.read_at) >= stored.answered_at:
        return Verdict.BOOK
    return Verdict.OLDER if to_micros(order.answered_at) <= stored.read_at else Verdict.READ_AGAIN


def content_digest(order: OrderSnapshot) -> str:
    """Of what the order says, not of when it was read: equal digests are equal orders."""
    encoded = _encoder.encode((order.status, order.placed_at, order.lines))
    return hashlib.blake2b(encoded, digest_size=16).hexdigest()


_encoder: Final = msgspec.json.Encoder()
