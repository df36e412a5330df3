"""Files as a new user might give them: each command says what is wrong, and books nothing."""

import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from jobs.csv_files import LINE_LENGTH_MAX, ROWS_HELD_MAX
from tests.jobs.shop_desk import Desk

pytestmark = pytest.mark.slow

MOVEMENTS: Final = "key,occurred_at,sku,quantity,source,destination"
IN: Final = "supplier,main:available"
MIB: Final = 1 << 20

COMMANDS: Final = {
    "movements": (("movements", "import"), MOVEMENTS),
    "items": (("items", "import"), "sku,name"),
    "opening": (("opening", "--location", "main", "--at", "2026-11-01T08:00"), "sku,quantity"),
    "receive": (("receive", "--location", "main", "--file"), "sku,quantity"),
}
each = pytest.mark.parametrize("command", list(COMMANDS))


@each
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        ("{heading}\n".encode("utf-16"), "is UTF-16"),
        ("{heading}\n".encode("utf-16-le"), "is UTF-16"),
        (b"PK\x03\x04 a spreadsheet under another name", "is a spreadsheet (XLSX)"),
        (b"\xd0\xcf\x11\xe0 an old one", "is a spreadsheet (XLS)"),
        (b"{heading}\n", "has a heading and no rows"),
        (b"{heading}\ncaf\xe9,1,1,1,1,1\n", "is not UTF-8"),
        (b"x" * (LINE_LENGTH_MAX + 1), "has a line of more than"),
        (b'{heading}\n"never closed', "not CSV"),
        (b"colour,{heading}\n", "column 'colour' is unknown"),
    ],
)
def test_a_file_of_another_kind_is_refused(
    desk: Desk, command: str, content: bytes, said: str
) -> None:
    """With one sentence that says what to do."""
    desk.opened()
    words, heading = COMMANDS[command]
    path = desk.write("file.csv", _filled(content, heading))

    assert said in desk.refused(*words, path)
    assert desk.level("A-1")["on_hand"] == 10


@each
def test_a_character_that_is_none_is_a_problem_of_its_row(desk: Desk, command: str) -> None:
    """NUL in a SKU, told by its row."""
    desk.opened()
    words, heading = COMMANDS[command]
    row = "k,2026-11-02T10:00Z,A\0,1," + IN if command == "movements" else "A\0,1"

    said = desk.refused(*words, desk.write("file.csv", f"{heading}\n{row}\n"))

    assert "row 2" in said or "SKU 'A\\x00'" in said
    assert "control character" in said


@pytest.mark.parametrize("quantity", ["-1", "1.5", "0", "1e3", "1,000", "", "NaN", "٣", "9" * 20])
def test_a_quantity_is_a_whole_number_above_zero(desk: Desk, quantity: str) -> None:
    """Whatever a spreadsheet made of it."""
    desk.opened()
    row = f'k,2026-11-02T10:00Z,A-1,"{quantity}",{IN}'

    said = desk.refused("movements", "import", desk.write("m.csv", f"{MOVEMENTS}\n{row}\n"))

    assert said.startswith("m.csv, row 2")
    assert "quantity" in said


def test_an_instant_without_an_offset_is_refused_in_a_movement_file(desk: Desk) -> None:
    """Its rows may lie in several zones, so nobody could tell which is meant."""
    desk.opened()
    rows = f"k,2026-10-25T01:30,A-1,1,{IN}\n"

    said = desk.refused("movements", "import", desk.write("m.csv", f"{MOVEMENTS}\n{rows}"))

    assert "'2026-10-25T01:30' may be in any time zone; write 2026-03-01T08:00+00:00" in said


def test_the_doubled_hour_of_a_location_is_refused_in_a_delivery_note(desk: Desk) -> None:
    """Its instants are in the location's zone, where that hour came twice."""
    desk.opened()
    path = desk.write("note.csv", "sku,quantity,at\nA-1,1,2026-10-25T01:30\n")

    said = desk.refused("receive", "--location", "main", "--file", path)

    assert "happened twice in Europe/London" in said


def test_a_key_that_comes_twice_in_a_file_is_one_fact_or_a_conflict(desk: Desk) -> None:
    """Equal content is known; other content is told by its row, and nothing is booked."""
    desk.opened()
    row = f"k,2026-11-02T10:00Z,A-1,1,{IN}\n"
    other = f"k,2026-11-02T10:00Z,A-1,2,{IN}\n"

    said = desk.refused("movements", "import", desk.write("b.csv", f"{MOVEMENTS}\n{row}{other}"))
    assert "b.csv, row 3: movement key 'k' is known with other content" in said
    again = desk.json("movements", "import", desk.write("a.csv", f"{MOVEMENTS}\n{row}{row}"))

    assert (again["posted"], again["known"]) == (1, 1)
    assert desk.level("A-1")["available"] == 11


def test_what_looks_like_a_formula_comes_back_as_it_went_in(desk: Desk) -> None:
    """A book that altered it on the way out could not be taken into another one."""
    desk.initialised()
    skus = ["=1+1", "+A", "-A", "@A", '=HYPERLINK("x")']
    quoted = ['"' + sku.replace('"', '""') + '"' for sku in skus]
    rows = "".join(f"k{i},2026-11-02T10:00Z,{sku},1,{IN}\n" for i, sku in enumerate(quoted))
    path = desk.write("m.csv", f"{MOVEMENTS}\n{rows}")

    desk.json("movements", "import", path, "--create-items")
    exported = desk.write("out.csv", desk.run("movements", "export").out)

    assert {item["sku"] for item in desk.json("stock")["items"]} == set(skus)
    assert desk.json("movements", "import", exported)["known"] == len(skus)


@pytest.mark.slow
@pytest.mark.parametrize("command", ["items", "opening", "receive"])
def test_a_file_that_is_held_in_memory_has_a_limit(desk: Desk, command: str) -> None:
    """And what to do with a larger one is said."""
    desk.opened()
    words, heading = COMMANDS[command]
    rows = "".join(f"S{number},1\n" for number in range(ROWS_HELD_MAX + 1))

    said = desk.refused(*words, desk.write("file.csv", f"{heading}\n{rows}"))

    assert f"more than {ROWS_HELD_MAX} rows" in said


@pytest.mark.slow
def test_a_large_file_takes_no_more_memory_than_a_small_one(desk: Desk) -> None:
    """200 MB of movements, refused for the last row: all of it was read."""
    desk.opened()
    small, large = (_movements_of(desk, size) for size in (8 * MIB, 200 * MIB))

    taken = [_peak_of_import(desk, path) for path in (small, large)]

    assert taken[1] - taken[0] < 100 * MIB


def _filled(content: bytes, heading: str) -> bytes:
    for encoding in ("utf-16", "utf-16-le", "ascii"):
        marked = "{heading}".encode(encoding).removeprefix(b"\xff\xfe")
        content = content.replace(marked, heading.encode(encoding).removeprefix(b"\xff\xfe"))
    return content


def _movements_of(desk: Desk, size: int) -> Path:
    """Known facts of long reasons, so that the book itself does not grow with the file."""
    path = desk.folder / f"{size}.csv"
    row = f"k,2026-11-02T10:00Z,A-1,1,{IN},{'x' * 900}\n"
    with path.open("w", encoding="utf-8") as file:
        file.write(f"{MOVEMENTS},reason\n")
        for _ in range(size // len(row)):
            file.write(row)
        file.write(row.replace("A-1", "nope"))
    return path


def _peak_of_import(desk: Desk, path: Path) -> int:
    """Bytes that the process held at most."""
    program = (
        "import resource, sys; from jobs.cli import run; status = run(sys.argv[1:]); "
        "print(status, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)"
    )
    config = desk.folder / "config.yaml"
    words = ["--config", str(config), "movements", "import", str(path)]
    command = [sys.executable, "-c", program, *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    status, peak = done.stdout.split()
    assert status == "2", done.stderr
    assert "nope" in done.stderr
    return int(peak)
