"""Plays the Online Retail data set as a real shop, and proves every number straight from its files.

The shop is the WooCommerce fake, over real HTTP on this machine; the book is SQLite with full
durability; the clock is that of the files. Each month ends with a comparison of what the book and
the shop say with what the files say by arithmetic that shares no code with us. Exits 1 when
anything differs. The rules of the replay are ``bench.retail.plan.RULES``, printed with every run.
"""

import argparse
import json
import resource
import shutil
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.harness import Row, folder_of
from bench.retail.arithmetic import expected
from bench.retail.files import FILE_PATTERN, read_month
from bench.retail.office import Figures
from bench.retail.plan import RULES, plan
from bench.retail.proof import Comparison, compare_counts, compare_month
from bench.retail.replay import opened

WRONG_SHOWN: Final = 10
"""The first few codes that differ tell why; the rest differ alike."""


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _arguments(arguments)
    say: Callable[[str], None] = (lambda _: None) if asked.json else print
    files = _files(asked.paths, asked.months)
    for rule in RULES:
        say(f"- {rule}")
    folder = folder_of(__file__)
    try:
        comparisons, figures = play(files, folder, say)
    finally:
        shutil.rmtree(folder)
    if asked.json:
        print(
            json.dumps({"rows": [asdict(_as_row(one)) for one in comparisons], "figures": figures})
        )
    wrong = [one for one in comparisons if one.wrong]
    say(f"\n{len(comparisons) - len(wrong)} of {len(comparisons)} comparisons are right")
    return int(bool(wrong))


def play(
    files: Sequence[Path], folder: Path, say: Callable[[str], None]
) -> tuple[list[Comparison], dict[str, float]]:
    """Every comparison of every month, and what the run came to."""
    ends = expected(files)
    planned = plan([read_month(path) for path in files])
    prepared_mb = _peak_mb()
    comparisons: list[Comparison] = []
    began = time.perf_counter()
    with opened(planned, folder) as replay:
        for number, act in enumerate(planned.acts, 1):
            replay.month(act)
            say(f"\n{act.month}: {act.rows} rows, over at {time.perf_counter() - began:.0f} s")
            for one in compare_month(replay, ends[:number]):
                _tell(one, say)
                comparisons.append(replace(one, name=f"{act.month}: {one.name}"))
        seconds = time.perf_counter() - began
        say("\nevery count again")
        for one in compare_counts(replay, ends):
            _tell(one, say)
            comparisons.append(one)
        figures = _figures(replay.office.figures, seconds, ends[-1].orders, prepared_mb)
    _tell_figures(figures, planned.passed_over, say)
    return comparisons, figures


def _figures(worked: Figures, seconds: float, orders: int, prepared_mb: int) -> dict[str, float]:
    return {
        "orders": orders,
        "seconds": round(seconds, 1),
        "orders_a_second": round(orders / seconds, 1),
        "cycles": worked.cycles,
        "calls": worked.calls,
        "orders_read": worked.orders,
        "movements_of_orders": worked.movements,
        "movements_of_files": worked.imported,
        "numbers_pushed": worked.pushed,
        "peak_rss_mb": _peak_mb(),
        "peak_rss_mb_before": prepared_mb,
    }


def _peak_mb() -> int:
    """Of this process: the shop and all its orders are in it too."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _tell(one: Comparison, say: Callable[[str], None]) -> None:
    verdict = f"{len(one.wrong)} WRONG" if one.wrong else "right"
    codes = f" in {one.codes:,} codes" if one.codes else ""
    say(f"  {verdict}: {one.name}: {one.found:,}, must be {one.must:,}{codes}")
    for text in one.wrong[:WRONG_SHOWN]:
        say(f"      {text}")


def _tell_figures(
    figures: Mapping[str, float], passed_over: Mapping[str, int], say: Callable[[str], None]
) -> None:
    say("\nwhat it came to")
    for name, figure in figures.items():
        say(f"  {name.replace('_', ' ')}: {figure:,}")
    for why, rows in passed_over.items():
        say(f"  rows passed over, {why}: {rows:,}")


def _as_row(one: Comparison) -> Row:
    """A proof as a row of a bench: it must come to exactly what the files say."""
    ratio = one.found / one.must if one.must else float(not one.found)
    return Row(
        name=one.name,
        ours=one.found,
        limit=one.must,
        ratio=ratio,
        must=1.0,
        aim=1.0,
        ok=not one.wrong,
    )


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("paths", nargs="+", type=Path, metavar="DIR_OR_FILE")
    parser.add_argument("--months", type=int, help="play only so many of the files")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args(arguments)


def _files(paths: Sequence[Path], months: int | None) -> list[Path]:
    found = []
    for path in paths:
        found += sorted(path.glob(FILE_PATTERN)) if path.is_dir() else [path]
    found = found[:months]
    if not found or not all(path.is_file() for path in found):
        sys.exit(f"{', '.join(map(str, paths))}: no monthly files {FILE_PATTERN} there")
    return found


if __name__ == "__main__":
    sys.exit(main())
