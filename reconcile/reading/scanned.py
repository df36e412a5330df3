"""Rows whose code is no name in the book: labels, tags, cases and UPC-E, each text read once."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from ledger.database import Reading
from ledger.values import QUANTITY_MAX
from reconcile.arrays import Integers, concatenated
from reconcile.barcodes.columns import Flags
from reconcile.barcodes.gtin import contained
from reconcile.barcodes.scans import NOTHING, Scan
from reconcile.reading.labelled import LabelCoding, Labels
from reconcile.reading.names import EMPTY, UNKNOWN, Names, barcode_book
from reconcile.reading.packs import UNPACKED, packs_of, units_of
from reconcile.reading.texts import Prints, Texts, texts_of


@dataclass(frozen=True, slots=True)
class Scanned:
    """One place a row that was read.

    ``single``: what tells the one thing from all others, (0, 0) for what is not one of a kind.
    ``labels``: what labels say beside that, if any does.
    """

    item: Integers
    units: Integers
    single: Prints
    labels: Labels | None


def scanned(
    tx: Reading, blocks: Iterable[Texts], *, wanted: Flags, read: Callable[[str], Scan]
) -> Scanned:
    """The rows that are wanted: one at least. What ``read`` refuses with ValueError is nothing."""
    itself, content = Names(barcode_book(tx)), Names(barcode_book(tx))
    each: list[Integers] = []
    singles: list[Prints] = []
    labels = LabelCoding()
    begin = 0
    for texts in blocks:
        some = wanted[begin : begin + len(texts)]
        begin += len(texts)
        if not some.any():
            continue
        codes, different = texts.among(some).coded()
        scans = [_read(read, text) for text in different]
        itself.add(_column(codes, [scan.gtin for scan in scans]))
        content.add(_column(codes, [contained(scan.gtin) or "" for scan in scans]))
        each.append(np.array([scan.each for scan in scans], dtype=np.int64)[codes])
        singles.append(_prints(codes, [scan.single for scan in scans]))
        labels.add(codes, scans)
    item, units = _packed(tx, itself, content)
    first, second = (np.concatenate(halves) for halves in zip(*singles, strict=True))
    many = concatenated(each)
    # What is more than any book holds stays so, where 64 bits would run over.
    is_too_much = units > np.int64(QUANTITY_MAX) // many
    units = np.where(is_too_much, QUANTITY_MAX + 1, units * many)
    return Scanned(item, units, Prints(first, second), labels.labels())


def _read(read: Callable[[str], Scan], text: str) -> Scan:
    try:
        return read(text)
    except ValueError:
        return NOTHING


def _packed(tx: Reading, itself: Names, content: Names) -> tuple[Integers, Integers]:
    """Item and units of each: by the code itself, else as a case of what it contains."""
    named, inner = itself.found(), content.found()
    # A text that says no GTIN is no empty cell.
    item = np.where(named.item == EMPTY, UNKNOWN, named.item)
    units = units_of(tx, named).astype(np.int64)
    cases = (item == UNKNOWN) & (inner.item != UNKNOWN) & named.is_case
    item[cases], units[cases] = inner.item[cases], 1
    known = cases & (item > 0)
    if known.any():
        units[known] = packs_of(tx, item[known])
        item[known & ((units == 1) | (inner.units > 1))] = UNPACKED
    return item, units


def _column(codes: Integers, different: Sequence[str]) -> Texts:
    texts = texts_of(different)
    return Texts(texts.content, texts.begin[codes], texts.length[codes])


def _prints(codes: Integers, different: Sequence[str]) -> Prints:
    first, second = texts_of(different).prints()
    return Prints(first[codes], second[codes])
