"""`count` by what stands on the goods: barcodes, cases, labels, tags, and damaged ones."""

from typing import Any

import pytest

from tests.jobs.shop_desk import Desk

pytestmark = pytest.mark.slow

AT = ("--location", "main", "--counted-at", "2026-11-12T12:00")
SOCK, SOCK_CASE, CUP = "4006381333931", "14006381333938", "036000291452"
TAGS = [f"3036142C8C008F80000532{number:02X}" for number in range(9)]
"""Of GTIN 8719139005740."""


@pytest.fixture
def opened(desk: Desk) -> Desk:
    """A sock of which twelve are a case, a cup in a box with a code of its own, a tagged shirt."""
    desk.opened("sku,quantity\nsock,100\ncup,100\nshirt,100\n00123,100\n")
    desk.json("items", "create", "sock", "--barcode", SOCK, "--pack-size", 12)
    desk.json("items", "create", "cup", "--barcode", CUP, "--barcode", "BOX-6=6")
    desk.json("items", "create", "shirt", "--barcode", "8719139005740")
    return desk


def counted(desk: Desk, text: str) -> dict[str, int]:
    """Units by SKU."""
    answered = desk.run("count", "upload", desk.write("count.csv", text), *AT, "--json")
    assert answered.status in {0, 1}, answered
    return {one["sku"]: one["counted"] for one in answered.json["variances"]}


def problems(desk: Desk, text: str) -> list[tuple[int, str]]:
    answered = desk.run("count", "upload", desk.write("bad.csv", text), *AT, "--json")
    assert answered.status == 2, answered
    found: list[dict[str, Any]] = answered.json["problems"]
    return [(one["row"], one["problem"]) for one in found]


def problem(desk: Desk, code: str, heading: str = "Barcode") -> str:
    """What is said of the one row that has it."""
    quoted = code.replace('"', '""')
    ((row, said),) = problems(desk, f'{heading};Qty\n"{quoted}";1\n')
    assert row == 2
    return said


@pytest.mark.parametrize("code", [CUP, f"0{CUP}", f"00{CUP}"])
def test_every_form_of_a_number_is_the_same_item(opened: Desk, code: str) -> None:
    """Twelve, thirteen and fourteen digits; what was stored stays as it was."""
    assert counted(opened, f"EAN,Qty\n{code},7\n") == {"cup": 7}
    (cup,) = [one for one in opened.json("items", "list")["items"] if one["sku"] == "cup"]
    assert cup["barcodes"] == [CUP, "BOX-6"]


def test_cases_are_counted_in_units(opened: Desk) -> None:
    """By the indicator digit and the item's pack size, or by a code with units of its own."""
    sheet = f"EAN,Qty\n{SOCK_CASE},3\n{SOCK},5\nBOX-6,2\n{CUP},1\n"

    assert counted(opened, sheet) == {"sock": 41, "cup": 13}


def test_a_stored_case_code_is_a_case_as_well(opened: Desk) -> None:
    """Unless somebody says for how many it stands; a row that gives its SKU counts units."""
    opened.json("items", "create", "sock", "--barcode", SOCK_CASE, "--pack-size", 12)
    assert counted(opened, f"EAN,Qty\n{SOCK_CASE},3\n") == {"sock": 36}
    assert counted(opened, f"SKU,EAN,Qty\nsock,{SOCK_CASE},3\n") == {"sock": 3}

    opened.json("items", "create", "sock", "--barcode", f"{SOCK_CASE}=10")
    assert counted(opened, f"EAN,Qty\n{SOCK_CASE},4\n") == {"sock": 40}


def test_a_case_of_nobody_knows_how_many_is_a_question(opened: Desk) -> None:
    """It is not taken for one unit."""
    opened.json("items", "create", "sock", "--pack-size", 1)

    said = problem(opened, SOCK_CASE)

    assert said.startswith(f"'{SOCK_CASE}' is a case of sock, and nobody has said how many")


def test_two_items_with_one_number_are_told_and_not_picked(opened: Desk) -> None:
    """The item master says so at once, and the sheet whichever form it has."""
    saved = opened.json("items", "create", "00123", "--barcode", f"0{CUP}")
    assert saved["warnings"] == [
        f"barcode '0{CUP}' of 00123 is the same number as one of cup: a count by it is refused"
    ]

    for form in (CUP, f"0{CUP}", f"00{CUP}", f"(01)00{CUP}", "10036000291459"):
        said = problem(opened, form)
        assert f"is one number for 00123 (as 0{CUP}) and cup (as {CUP})" in said


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("4006381333932", "has a wrong check digit (it would be 1), so a digit is misread"),
        ("4.00638E+12", "is what a spreadsheet made of a longer code"),
        ("4006381333931.0", "is no code as it stands"),
        ("400 6381 333931", "is no code as it stands"),
        ("400638133393", "lacks a check digit"),
    ],
)
def test_a_damaged_code_is_offered_and_not_guessed(opened: Desk, code: str, said: str) -> None:
    """The problem says what happened, which item can be meant, and how to mend the row."""
    told = problem(opened, code)

    assert said in told
    assert f"only '{SOCK}', a barcode of sock can be meant: write that where it is" in told


@pytest.mark.parametrize("code", ["425261", "0425261", "4252614", "04252613"])
def test_an_upc_e_that_lost_digits_is_offered(opened: Desk, code: str) -> None:
    """Its first, its last or both; or with a wrong last one."""
    opened.json("items", "create", "shirt", "--barcode", "042100005264")

    said = problem(opened, code)

    assert "of all items only '042100005264', a barcode of shirt can be meant" in said


def test_lost_zeros_are_offered(opened: Desk) -> None:
    """Of barcodes and of SKUs."""
    assert f"only '{CUP}', a barcode of cup can be meant" in problem(opened, CUP.lstrip("0"))
    assert "only '00123' can be meant" in problem(opened, "123", "SKU")


def test_what_may_be_several_items_is_only_asked(opened: Desk) -> None:
    """Nobody picks one."""
    opened.json("items", "create", "00123", "--barcode", "4006382000004")

    assert "it may mean 00123, sock: look at the goods" in problem(opened, "4.0064E+12")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("5901234123458", "has a wrong check digit (it would be 7); scan it again"),
        ("9.9E+12", "is what a spreadsheet made of a longer code, and no item has one like it"),
        ("(01)05901234123457", "says GTIN 05901234123457, which no item has"),
        ("(01)15901234123454", "says GTIN 15901234123454, which no item has"),
        ("2135040039753", "is a number that a shop or its scale made"),
        ("04252613", "has a wrong check digit (it would be 0, or 4 of an UPC-E); scan it again"),
        ("(00)340123450000000000", "is a GS1 label without a GTIN"),
        ("5901234123457", "barcode '5901234123457' is unknown; correct it, or create the item"),
    ],
)
def test_what_no_item_resembles_is_told_as_what_it_is(opened: Desk, code: str, said: str) -> None:
    """Nothing is offered."""
    assert said in problem(opened, code)


def test_a_barcode_among_skus_is_told_as_one(opened: Desk) -> None:
    """People scan into any column; a SKU is compared exactly."""
    said = problem(opened, f"0{SOCK}", "SKU")

    assert said == (
        f"'0{SOCK}' is no SKU but a barcode of sock; write that, or call the column 'barcode'"
    )


def test_what_cannot_be_counted_is_told_in_every_form(opened: Desk) -> None:
    """A service with a barcode has no stock."""
    opened.json("items", "create", "cup", "--not-stocked")

    for form in (f"00{CUP}", f"(01)00{CUP}", "10036000291459"):
        assert "is not stocked" in problem(opened, form)


def test_labels_and_an_upc_e_name_their_item(opened: Desk) -> None:
    """As a scanner sends them; a pallet's label says how many it is on."""
    opened.json("items", "create", "00123", "--barcode", "042100005264")
    sheet = (
        f"Barcode,Qty\n]C1010{SOCK}10AB\x1d17270131,4\n(02)0{SOCK}(37)24,2\n"
        f"https://id.gs1.org/01/{SOCK},1\n04252614,3\n(01){SOCK_CASE}(10)X,1\n"
    )

    assert counted(opened, sheet) == {"sock": 65, "00123": 3}


def test_a_list_of_tags_is_a_count(opened: Desk) -> None:
    """One unit each distinct tag, however often, in whatever form and wherever it is read."""
    tags = [*TAGS, *TAGS[:3], TAGS[4].lower(), "urn:epc:id:sgtin:8719139.000574.340480"]

    assert counted(opened, "EPC\n" + "\n".join(tags) + "\n") == {"shirt": 9}


def test_what_a_reader_writes_has_no_headings(opened: Desk) -> None:
    """One column of tags, which the command line names."""
    path = opened.write("reads.csv", "\n".join([*TAGS, TAGS[0]]))

    answer = opened.run("count", "upload", path, *AT, "--columns", "tag", "--json").json

    assert [(one["sku"], one["counted"]) for one in answer["variances"]] == [("shirt", 9)]


def test_tags_in_one_bin_are_many_things(opened: Desk) -> None:
    """The same tag in two bins is one thing still."""
    rows = [f"{tag},A-1" for tag in TAGS] + [f"{TAGS[0]},A-2"]

    assert counted(opened, "EPC,Bin\n" + "\n".join(rows) + "\n") == {"shirt": 9}


def test_a_tag_of_another_kind_needs_its_sku(opened: Desk) -> None:
    """It is one thing all the same."""
    tag = "E28011700000020F7A2B1234"

    assert counted(opened, f"EPC,SKU\n{tag},sock\n{tag.lower()},sock\n{TAGS[0]},\n") == {
        "sock": 1, "shirt": 1,
    }  # fmt: skip
    assert problems(opened, f"EPC\n{tag}\n")[0][1].endswith("give its SKU in another column")
    ((row, said),) = problems(opened, f"EPC,SKU\n{TAGS[0]},sock\n")
    assert (row, said) == (2, "is another item by its sku than by its tag")


def test_a_thing_may_be_heard_and_scanned(opened: Desk) -> None:
    """A label with a serial number is one thing, and the same thing as the tag that says so."""
    labels = [f"(01)08719139005740(21){number}" for number in (340480, 7, 7)]
    rows = "".join(f",{label}\n" for label in labels)

    assert counted(opened, f"EPC,EAN\n{TAGS[0]},\n{rows}") == {"shirt": 2}


def test_a_column_of_tags_may_be_empty(opened: Desk) -> None:
    """Then the rest of the row says what was counted."""
    assert counted(opened, "EPC,SKU,Qty\n,sock,5\n") == {"sock": 5}


def test_every_row_of_a_wrong_code_is_told(opened: Desk) -> None:
    """It is looked into once."""
    said = problems(opened, "EAN,Qty\n4006381333932,1\n4006381333932,2\n")

    assert [row for row, _ in said] == [2, 3]
    assert len({text for _, text in said}) == 1


def test_a_case_with_a_tag_is_a_case(opened: Desk) -> None:
    """By its indicator digit, whether its item is said or not."""
    opened.json("items", "create", "shirt", "--pack-size", 6)
    tags = [f"urn:epc:id:sgtin:8719139.{digit}00574.1" for digit in "01"]

    assert counted(opened, f"RFID\n{tags[0]}\n{tags[1]}\n") == {"shirt": 7}
    assert counted(opened, f"RFID,SKU\n{tags[0]},shirt\n{tags[1]},shirt\n") == {"shirt": 7}


def test_a_quantity_of_one_single_thing_is_one_or_none(opened: Desk) -> None:
    """How often a tag was read is no quantity."""
    assert counted(opened, f"EPC,Qty\n{TAGS[0]},1\n{TAGS[1]},0\n{TAGS[0]},1\n") == {"shirt": 1}
    assert counted(opened, f"EAN,Qty\n{TAGS[0]},1\n{TAGS[0]},1\n") == {"shirt": 1}

    ((row, said),) = problems(opened, f"EPC,Count\n{TAGS[0]},37\n")
    assert row == 2
    assert "how often it was read, remove it" in said


def test_a_list_without_quantities_is_of_tags_alone(opened: Desk) -> None:
    """A barcode may stand on one unit or on a hundred."""
    said = problems(opened, f"EPC,SKU\n{TAGS[0]},\n,sock\n")

    assert [row for row, _ in said] == [3]
    assert "the sheet has no quantities" in said[0][1]


def test_a_product_of_cases_stays_within_what_a_book_holds(opened: Desk) -> None:
    """No number is cut off."""
    ((_, said),) = problems(opened, f"EAN,Qty\n{SOCK_CASE},999999999999\n")

    assert "more than 1000000000000 units" in said
    opened.json("items", "create", "sock", "--pack-size", 10**12)
    assert "more than 1000000000000 units" in problem(opened, f"(02){SOCK_CASE}(37)99999999")
