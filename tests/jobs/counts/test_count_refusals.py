"""Sheets that cannot be counted: each is told why, all at once, and nothing is kept."""

import psutil
import pytest

from tests.jobs.sheet_texts import AT, SHEET, refused, upload, variances
from tests.jobs.shop_desk import Desk


@pytest.fixture
def opened(desk: Desk) -> Desk:
    """Ten A-1 and five 00123 at main since the first of November."""
    desk.opened()
    return desk


def test_a_sheet_of_two_locations_is_not_added_up(opened: Desk) -> None:
    """Rows of another location of ours are named; a bin may stand under that heading as well."""
    (problem,) = refused(opened, "SKU,Qty,Location\nA-1,4,main\nA-1,6,annex\n")
    assert (problem["row"], problem["column"]) == (3, "Location")
    assert "annex is another location" in problem["problem"]

    assert upload(opened, "SKU,Qty,Location\nA-1,4,A-01\nA-1,6,A-02\n")["variances"] == []


def test_every_problem_is_told_at_once_and_nothing_is_kept(opened: Desk) -> None:
    """By row and heading."""
    opened.json("items", "create", "GIFT", "--not-stocked")
    text = 'SKU,Qty\nA-1,-1\nA-1,1.5\nnope,3\n,4\n00123,\nGIFT,1\n"co,mma ""q"" 🎁",1\n'

    assert [(one["row"], one["column"]) for one in refused(opened, text)] == [
        (2, "Qty"), (3, "Qty"), (4, "SKU"), (5, "SKU"), (6, "Qty"), (7, "SKU"), (8, "SKU"),
    ]  # fmt: skip


def test_a_sku_is_any_text(opened: Desk) -> None:
    """Comma, quote, emoji and leading zeros are letters like others."""
    odd = 'co,mma "q" 🎁'
    opened.json("items", "create", odd)

    answer = upload(opened, 'SKU,Qty\n"co,mma ""q"" 🎁",1\n00123,4\n')

    assert {one[0] for one in variances(answer)} == {odd, "00123"}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--location", "main"), "does not say when it was counted"),
        (("--location", "main", "--counted-at", "2030-01-01T00:00"), "lies in the future"),
        (("--location", "main", "--counted-at", "2026-10-01T00:00"), "it with; correct it"),
    ],
)
def test_the_instant_is_required_and_must_make_sense(
    opened: Desk, options: tuple[str, ...], said: str
) -> None:
    """Never the time of the upload."""
    (problem,) = refused(opened, SHEET, *options)

    assert said in problem["problem"]
    assert problem["row"] is None


def test_a_wrong_instant_hides_no_wrong_row(opened: Desk) -> None:
    """All problems are told at once, those of the whole sheet too."""
    problems = refused(
        opened, "SKU,Qty\nA,-1\n", "--location", "main", "--counted-at", "2030-01-01T00:00"
    )

    assert [one["row"] for one in problems][:2] == [None, 2]


@pytest.mark.parametrize("text", ["2026-11-12", "2026-10-25T01:30", "yesterday"])
def test_an_instant_on_the_command_line_is_an_instant(opened: Desk, text: str) -> None:
    """A date is none, and the doubled hour is two."""
    path = opened.write("count.csv", SHEET)

    said = opened.refused("count", "upload", path, "--location", "main", "--counted-at", text)

    assert "--counted-at" in said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04 a workbook", "save it anew as XLSX"),
        (b"SKU,Name\nA-1,x\n", "no heading is known to say how many were counted"),
        (b"\xff\xfe", "no row of headings"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused(opened: Desk, content: bytes, said: str) -> None:
    """Whatever its name is."""
    (problem,) = refused(opened, content)

    assert said in problem["problem"]


def test_a_sheet_in_utf_16_is_read(opened: Desk) -> None:
    """As one spreadsheet saves 'Unicode text'."""
    text = SHEET.replace(",", "\t").encode("utf-16")

    assert variances(upload(opened, text)) == [("A-1", 10, 8, -2, "needs_approval")]


def test_a_file_of_200_mb_is_refused_in_flat_memory(opened: Desk) -> None:
    """It is not even opened for reading; the limit is said."""
    path = opened.folder / "huge.csv"
    with path.open("wb") as file:
        file.write(b"SKU,Qty\n")
        file.truncate(200_000_000)
    before = psutil.Process().memory_info().rss

    answered = opened.run("count", "upload", path, *AT, "--json")

    assert "at most 150000000 are read" in answered.json["problems"][0]["problem"]
    assert psutil.Process().memory_info().rss - before < 50_000_000


@pytest.mark.parametrize("location", ["nowhere", "fba"])
def test_only_our_own_locations_are_counted(opened: Desk, location: str) -> None:
    """Another firm's stock is another firm's to count."""
    path = opened.write("count.csv", SHEET)
    said = opened.refused("count", "upload", path, "--location", location, *AT[2:])

    assert location in said


@pytest.mark.parametrize("step", [("show",), ("post",), ("approve",), ("reverse",)])
def test_an_unknown_count_is_named(opened: Desk, step: tuple[str, ...]) -> None:
    """With where to find the known ones."""
    assert "count 7 is unknown" in opened.refused("count", *step, 7)


def test_only_lines_that_differ_can_be_decided(opened: Desk) -> None:
    """Whoever approves a matched line has another count in mind."""
    upload(opened)

    assert (
        "00123 was found by count 1 as expected, so there is nothing to decide"
        in opened.refused("count", "approve", 1, "00123")
    )
    assert "nope is on no line of count 1; see `stockbook count show 1 --all`" in opened.refused(
        "count", "recount", 1, "nope"
    )


def test_who_posts_too_early_is_told_a_few_of_many_lines(desk: Desk) -> None:
    """And where all of them are."""
    skus = [f"S-{i:02}" for i in range(25)]
    desk.opened("sku,quantity\n" + "".join(f"{sku},10\n" for sku in skus))
    sheet = desk.write("count.csv", "SKU,Qty\n" + "".join(f"{sku},9\n" for sku in skus))
    config = (desk.folder / "config.yaml").read_text(encoding="utf-8")
    desk.write("config.yaml", f"{config}\ncounts: {{brake: {{differing_percent: 100}}}}\n")
    desk.run("count", "upload", sheet, "--location", "main", "--counted-at", "2026-11-12T12:00")

    *some, last = desk.refused("count", "post", 1).splitlines()

    assert len(some) == 20
    assert "decide with `stockbook count approve 1 S-00`" in some[0]
    assert last == "and 5 lines more: see `stockbook count show 1`"
