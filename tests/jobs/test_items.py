"""`items`: the item master by hand and by file."""

from tests.jobs.shop_desk import Desk


def test_an_item_is_created_and_replaced(desk: Desk) -> None:
    """The SKU stays, the rest is what was said last."""
    desk.initialised()
    desk.json("items", "create", "A-1", "--name", "Sock", "--barcode", "4006381333931")
    desk.json("items", "create", "A-1", "--name", "Red sock", "--unit-cost", "1.5")

    (item,) = desk.json("items", "list")["items"]

    assert (item["name"], item["unit_cost"]) == ("Red sock", "1.5")
    assert item["barcodes"] == ["4006381333931"]


def test_items_go_out_and_come_back_as_csv(desk: Desk) -> None:
    """An export can be imported, and changes nothing."""
    desk.initialised()
    desk.json(
        "items", "create", "00123", "--pack-size", 6, "--barcode", "b1", "--barcode", "b2",
        "--not-stocked",
    )  # fmt: skip
    before = desk.json("items", "list")

    path = desk.write("items.csv", desk.run("items", "export").out)
    desk.json("items", "import", path)

    assert desk.json("items", "list") == before


def test_a_kit_takes_its_recipe_along(desk: Desk) -> None:
    """Into a book that knows the items, or none of them; a SKU may hold what parts the cell."""
    desk.initialised()
    for sku in ("cup", "a;b=c"):
        desk.json("items", "create", sku)
    desk.json("items", "create", "set", "--assembly", "components")
    for parts, since in (
        (["cup=1"], "2026-01-01T00:00Z"),
        (["cup=2", "a;b=c=1"], "2026-02-01T00:00Z"),
    ):
        desk.json("items", "recipe", "set", *parts, "--holds-from", since)
    before = desk.json("items", "list")

    exported = desk.run("items", "export").out
    desk.json("items", "import", desk.write("items.csv", exported))

    assert desk.json("items", "list") == before
    assert exported.splitlines()[-1].endswith(',"""a;b=c=1"";cup=2",2026-02-01T00:00:00+00:00')


def test_a_file_gives_a_new_kit_its_recipe_from_now_on(desk: Desk) -> None:
    """The same file again changes nothing, and every recipe that is none is told."""
    desk.initialised()
    path = desk.write(
        "items.csv", "sku,assembly,recipe\nset,components,cup=2; lid=1\ncup,,\nlid,,\n"
    )

    desk.json("items", "import", path)
    desk.json("items", "import", path)

    (recipe,) = desk.json("items", "list")["recipes"]
    assert recipe["parts"] == {"cup": 2, "lid": 1}
    wrong = desk.write("wrong.csv", "sku,recipe\nx,cup=2 lid\ny,cup=0\nz,spoon=1\n")
    assert "write COMPONENT=QUANTITY" in desk.refused("items", "import", wrong)
    wrong = desk.write("wrong.csv", "sku,recipe\ny,cup=0\nz,spoon=1\n")
    assert desk.refused("items", "import", wrong).splitlines() == [
        "recipe of y: every part needs a quantity of at least 1",
        "SKU 'spoon' is unknown",
    ]


def test_a_file_is_refused_whole_with_every_problem(desk: Desk) -> None:
    """Wrong cells by row, then codes that two items claim."""
    desk.initialised()
    path = desk.write(
        "items.csv",
        "sku,pack_size,stocked,unit_cost\nA-1,0,yes,1\nA-2,1,perhaps,x\n A-3,1,no,\n",
    )

    said = desk.refused("items", "import", path).splitlines()

    assert len(said) == 3
    assert "perhaps" in said[1]
    assert "'x' is no amount" in said[1]
    assert desk.json("items", "list")["items"] == []


def test_one_barcode_means_one_item(desk: Desk) -> None:
    """The second item that claims it is refused."""
    desk.initialised()
    desk.json("items", "create", "A-1", "--barcode", "b1")

    said = desk.refused("items", "create", "A-2", "--barcode", "b1")

    assert said == "barcode 'b1' of A-2 belongs to A-1 already"


def test_a_recipe_holds_from_its_instant(desk: Desk) -> None:
    """Kits name their components; unknown ones and kits in kits are refused together."""
    desk.initialised()
    for sku in ("cup", "saucer"):
        desk.json("items", "create", sku)
    desk.json("items", "create", "set", "--assembly", "components")

    desk.json("items", "recipe", "set", "cup=2", "saucer=2", "--holds-from", "2026-01-01T00:00Z")

    (recipe,) = desk.json("items", "list")["recipes"]
    assert recipe == {
        "sku": "set",
        "holds_from": "2026-01-01T00:00:00Z",
        "parts": {"cup": 2, "saucer": 2},
    }
    assert desk.refused("items", "recipe", "set", "cup") == (
        "'cup' is no part of a kit; write COMPONENT=QUANTITY"
    )
    assert "said twice" in desk.refused("items", "recipe", "set", "cup=1", "cup=2")
    said = desk.refused("items", "recipe", "cup", "spoon=1", "set=1").splitlines()
    assert said == ["SKU 'spoon' is unknown", "set is a kit itself; list its components instead"]


def test_a_case_keeps_its_units_on_the_way_out_and_in(desk: Desk) -> None:
    """Also where a code looks like one with units."""
    desk.initialised()
    desk.json(
        "items", "create", "A-1", "--barcode", "BOX=6", "--barcode", "A=5=1",
        "--barcode", "https://x.eu/01/4006381333931?30=2",
    )  # fmt: skip
    before = desk.json("items", "list")
    (item,) = before["items"]
    assert item["barcode_units"] == {"BOX": 6, "A=5": 1}
    assert "https://x.eu/01/4006381333931?30=2" in item["barcodes"]

    desk.json("items", "import", desk.write("items.csv", desk.run("items", "export").out))

    assert desk.json("items", "list") == before


def test_odd_barcodes_are_taken_with_a_warning(desk: Desk) -> None:
    """They may be numbers of somebody's own; a person looks."""
    desk.initialised()
    path = desk.write(
        "items.csv",
        "sku,pack_size,barcodes\nA,1,4006381333932\nB,1,4.00638E+12\nC,1,36000291452\n"
        "D,1,14006381333938\nE,6,24006381333935\nF,1,34006381333932=4\nG,1,b1\n",
    )

    answered = desk.run("items", "import", path)

    assert (answered.status, answered.out) == (0, "7 items saved\n")
    assert [line.split(";")[0].split(",")[0] for line in answered.err.splitlines()] == [
        "barcode '4006381333932' of A has a wrong check digit",
        "barcode '4.00638E+12' of B is what a spreadsheet made of a longer code",
        "barcode '36000291452' of C may have lost zeros at its beginning",
        "barcode '14006381333938' of D is that of a case",
    ]
