"""`count upload` at a terminal asks what columns are; in a pipe it never does."""

import io
import os
import pty
import subprocess
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from tests.jobs.processes import STOCKBOOK
from tests.jobs.sheet_desk import AT
from tests.jobs.shop_desk import Answered, Desk

pytestmark = pytest.mark.slow

BARE = "A-1;8;red\n00123;5;blue\n"
ODD = "Artikelkennung;Ist-Zahl;Farbe\n" + BARE


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def opened(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Ten A-1 and five 00123 at main; nobody says that this is a build."""
    monkeypatch.delenv("CI", raising=False)
    desk.opened()
    return desk


def answering(
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    *answers: str,
    more: tuple[str, ...] = (),
) -> Answered:
    """What a person sees who answers the questions one by one, and presses Enter for the rest."""
    monkeypatch.setattr("sys.stdin", Terminal("\n".join([*answers, *[""] * 20])))
    screen = Terminal()
    with redirect_stdout(screen):
        answered = desk.run("count", "upload", desk.write("count.csv", text), *AT, *more)
    return Answered(answered.status, screen.getvalue(), answered.err)


def test_columns_without_headings_are_asked(opened: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then it is a count, and the command is told that would have asked nothing."""
    seen = answering(opened, monkeypatch, BARE, "0", "sku", "quantity", "-")

    assert "row  1      2  3" in seen.out
    assert "without questions: the same command with `--columns sku,quantity,-`" in seen.err
    assert "count 1 of main: 2 lines, 1 differs" in seen.out
    again = opened.run("count", "upload", opened.folder / "count.csv", *AT,
                       "--columns", "sku,quantity,-", "--json").json  # fmt: skip
    assert again["count"] == 1


def test_what_a_column_looks_like_is_proposed(
    opened: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Enter takes it; of two that look alike neither is."""
    opened.json("items", "create", "A-1", "--barcode", "4006381333931")
    seen = answering(opened, monkeypatch, "4006381333931;7;red\n4006381333931;2;red\n")

    assert "`--columns barcode,quantity,-`" in seen.err
    assert "count 1 of main: 1 line, 1 differs" in seen.out
    alike = answering(opened, monkeypatch, "4006381333931;7;6\n")
    assert "that makes no count" in alike.err
    assert alike.status == 2


def test_headings_that_nobody_knows_are_asked(
    opened: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And remembered, as if they had been mapped."""
    seen = answering(opened, monkeypatch, ODD, "", "sku", "quantity", "-")

    assert "--map sku=Artikelkennung --map quantity=Ist-Zahl" in seen.err
    assert "count 1 of main: 2 lines, 1 differs" in seen.out
    later = opened.run("count", "upload", opened.write("b.csv", f"{ODD}A-1;1;x\n"), *AT, "--json")
    assert later.json["notes"][0].startswith("read as was said of the same headings before")


def test_only_what_is_unknown_is_asked(opened: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Below the row that knows most."""
    seen = answering(opened, monkeypatch, "Hall 1\nSKU;Ist-Zahl\nA-1;8\n")

    assert "column 1" not in seen.err
    assert "`--map quantity=Ist-Zahl`" in seen.err
    assert "count 1 of main: 1 line, 1 differs" in seen.out


def test_a_list_without_quantities_may_be_one_of_scans(
    opened: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which is asked too, and is no by itself."""
    lists = "SKU\nA-1\nA-1\n"

    refused = answering(opened, monkeypatch, lists)
    assert refused.status == 2
    assert "say --scans" in refused.out
    seen = answering(opened, monkeypatch, lists, "", "y")
    assert "with `--scans`" in seen.err
    assert "count 1 of main: 1 line, 1 differs" in seen.out


def test_titles_are_no_headings(opened: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The row that says most is proposed as theirs, and told where nobody is asked."""
    titled = f"Count\n\n{ODD}"

    seen = answering(opened, monkeypatch, titled, "", "sku", "quantity", "-")

    assert "(0: none) [3]" in seen.err
    assert "count 1 of main: 2 lines, 1 differs" in seen.out
    other = opened.write("other.csv", titled.replace("Farbe", "Colour"))
    said = opened.run("count", "upload", other, *AT)
    assert "Row 3 says: Artikelkennung, Ist-Zahl, Colour" in said.out


def test_a_sheet_writes_nothing_but_letters_on_the_screen(
    opened: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long a cell is, and whatever it would have a terminal do."""
    seen = answering(opened, monkeypatch, f"A-1;8;\x1b[2J{'x' * 10_000}\n")

    assert "\x1b" not in seen.out + seen.err
    assert "x" * 300 not in seen.out + seen.err


def test_who_gives_options_is_not_asked(opened: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are told what is wrong with those."""
    for more in (("--columns", "sku,bin,lot,quantity"), ("--map", "sku=Artikel")):
        seen = answering(opened, monkeypatch, ODD, more=more)

        assert seen.status == 2
        assert "which row" not in seen.err


def test_a_pipe_and_a_build_are_not_asked(opened: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is there to answer."""
    piped = opened.run("count", "upload", opened.write("count.csv", BARE), *AT)
    monkeypatch.setenv("CI", "true")
    built = answering(opened, monkeypatch, BARE)
    monkeypatch.delenv("CI")
    as_json = answering(opened, monkeypatch, BARE, more=("--json",))

    for seen in (piped, built, as_json):
        assert seen.status == 2
        assert "which row" not in seen.err
        assert "no row of headings was found" in seen.out


def test_a_real_terminal_is_asked(opened: Desk) -> None:
    """With the keyboard and the screen of one process."""
    path = opened.write("count.csv", BARE)
    seen = typed(opened.folder, ["count", "upload", str(path), *AT], ["0", "sku", "quantity", ""])

    assert "which row has the headings (0: none) [0]: 0" in seen
    assert "column 1, A-1, 00123 [sku]: sku" in seen.replace("[-]", "[sku]")
    assert "count 1 of main: 2 lines, 1 differs" in seen


def typed(folder: Path, arguments: list[str], answers: list[str]) -> str:
    """All that stands on the screen of a terminal, at which each question gets the next answer."""
    ours, theirs = pty.openpty()
    command = [str(STOCKBOOK), "--config", str(folder / "config.yaml"), *arguments]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        screen, left = b"", list(answers)
        while some := _read(ours):
            screen += some
            if left and screen.endswith(b"]: "):
                os.write(ours, f"{left.pop(0)}\n".encode())
    os.close(ours)
    assert process.returncode == 1
    return screen.decode().replace("\r\n", "\n")


def _read(terminal: int) -> bytes:
    """Nothing once the process is gone."""
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""
