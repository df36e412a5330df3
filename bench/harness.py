"""Ratios inside one run: the limit and ours alternately, medians, CPU seconds of all involved.

Absolute figures swing by the hour on a shared machine; a ratio of neighbours holds.
"""

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

PAIRS = 5

Work = Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """``ours`` and ``limit`` in the unit that the name tells; ``ok``: the must is met."""

    name: str
    ours: float
    limit: float
    ratio: float
    must: float
    aim: float
    ok: bool


def cpu_seconds(servers: Iterable[psutil.Process] = ()) -> float:
    """Of this process and of these servers with their children."""
    families = [(server, *server.children(recursive=True)) for server in servers]
    times = [one.cpu_times() for one in (psutil.Process(), *chain.from_iterable(families))]
    return sum(one.user + one.system for one in times)


def measure(work: Work, servers: Iterable[psutil.Process] = ()) -> float:
    before = cpu_seconds(servers)
    work()
    return cpu_seconds(servers) - before


def compare_rates(
    name: str,
    ours: Callable[[], Work],
    limit: Callable[[], Work],
    *,
    units: int,
    must: float,
    aim: float,
    servers: Iterable[psutil.Process] = (),
) -> Row:
    """Units per CPU second, ours as a part of the limit; both make their work anew each time."""
    servers = list(servers)
    pairs = []
    for _ in range(PAIRS):
        limit_seconds = measure(limit(), servers)
        pairs.append((measure(ours(), servers), limit_seconds))
    ratio = statistics.median(limited / own for own, limited in pairs)
    own = statistics.median(units / own for own, _ in pairs)
    limited = statistics.median(units / limited for _, limited in pairs)
    return Row(
        name=name, ours=own, limit=limited, ratio=ratio, must=must, aim=aim, ok=ratio >= must
    )


def at_most(name: str, ours: float, limit: float, *, must: float, aim: float) -> Row:
    """A cost: ours may be ``must`` times the limit."""
    ratio = ours / limit
    return Row(name=name, ours=ours, limit=limit, ratio=ratio, must=must, aim=aim, ok=ratio <= must)


def report(rows: list[Row], arguments: list[str] | None = None) -> None:
    """Print for people, or with ``--json`` one document; exit 1 when a must is missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    if parser.parse_args(arguments).json:
        print(json.dumps({"rows": [asdict(row) for row in rows]}))
    else:
        _show(rows)
    sys.exit(any(not row.ok for row in rows))


def folder_of(script: str) -> Path:
    """A new folder for its databases, on a real disk; two runs at once do not meet in it."""
    return Path(tempfile.mkdtemp(prefix=f"stockbook-{Path(script).stem}-", dir="/var/tmp"))


def _show(rows: list[Row]) -> None:
    table = Table("what", "ours", "limit", "ratio", "must", "aim", "")
    for row in rows:
        table.add_row(
            row.name,
            f"{row.ours:,.4g}",
            f"{row.limit:,.4g}",
            f"{row.ratio:.2f}",
            f"{row.must:.2f}",
            f"{row.aim:.2f}",
            "ok" if row.ok else "MISSED",
        )
    Console().print(table)
