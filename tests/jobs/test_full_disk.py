"""A disk that is really full: each command says so, leaves nothing half done, and works again."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.jobs.shop_desk import CONFIG, Desk

ROWS = 20_000
SHOP = "channels: {shop: {connector: memory, location: main}}\n"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Four megabytes of their own, which the test fills."""
    if os.name != "posix" or os.getuid() != 0:
        pytest.skip("only root may mount a small disk, so a real full one is not tried")
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let a small disk be mounted")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(disk: Path) -> Path:
    """Every byte that is left; answers the file to remove."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return ballast


def on(disk: Path, desk: Desk, *, log: str = "stockbook.log") -> None:
    """The book on the small disk, the configuration elsewhere."""
    desk.write(
        "config.yaml", f"{CONFIG}{SHOP}database: sqlite:///{disk}/book.db\nlog_file: {log}\n"
    )
    desk.opened()


@pytest.mark.parametrize(
    "words", [("receive", "A-1", 5, "--location", "main"), ("sync",), ("movements", "import")]
)
def test_a_full_disk_is_told_and_nothing_is_half_done(
    desk: Desk, small_disk: Path, words: tuple[object, ...]
) -> None:
    """Exit 3; with room again the same command goes through."""
    on(small_disk, desk)
    row = "k{},2026-11-02T10:00Z,A-1,1,supplier,main:available\n"
    rows = "".join(row.format(number) for number in range(ROWS if "import" in words else 1))
    path = desk.write("m.csv", f"key,occurred_at,sku,quantity,source,destination\n{rows}")
    words = (*words, path) if "import" in words else words
    ballast = fill(small_disk)

    said = desk.refused(*words, status=3)

    assert "full" in said or "disk I/O error" in said
    assert "free the disk" in said
    ballast.unlink()
    assert desk.level("A-1")["available"] == 10
    assert desk.json("check")["ok"]
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:100]))
    desk.json(*words)
    assert desk.json("check")["ok"]


def test_a_log_on_a_full_disk_stops_no_command(desk: Desk) -> None:
    """One line about it, no traceback, and the receipt is booked."""
    desk.opened()
    desk.write("config.yaml", f"{CONFIG}log_file: /dev/full\n")

    answered = desk.run("receive", "A-1", 5, "--location", "main", "--json")

    assert (answered.status, answered.json["posted"]) == (0, 1)
    assert "the log /dev/full cannot be written" in answered.err
    assert len(answered.err.splitlines()) == 1
    assert desk.level("A-1")["available"] == 15


def test_a_log_in_a_folder_that_is_not_there_stops_no_command(desk: Desk) -> None:
    """Nor does an error that nobody foresaw become a second one."""
    desk.opened()
    desk.write("config.yaml", f"{CONFIG}log_file: nowhere/stockbook.log\n")

    answered = desk.run("receive", "A-1", 5, "--location", "main", "--json")

    assert answered.status == 0
    assert "nowhere/stockbook.log cannot be written" in answered.err
