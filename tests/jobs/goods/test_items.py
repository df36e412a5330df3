"""`items`: the item master by hand and by file."""

from tests.jobs.shop_desk import Desk


def test_of_a_known_item_only_what_is_said_is_changed(desk: Desk) -> None:
    """And the answer says what that was; nothing is taken away that nobody spoke of."""
    desk.initialised()
    said = ("--name", "Card", "--barcode", "4006381333931", "--not-stocked", "--pack-size", 6)
    first = desk.json("items", "create", "GIFT", *said)
    second = desk.json("items", "create", "GIFT", "--category", "Cards", "--unit-cost", "1.5")
    third = desk.json("items", "create", "GIFT", "--unit-cost", "1.5", "--name", "Card")

    (item,) = desk.json("items", "list")["items"]
    assert first == {"sku": "GIFT", "created": True, "changed": [], "warnings": []}
    assert second == {
        "sku": "GIFT",
        "created": False,
        "changed": ["category", "unit_cost"],
        "warnings": [],
    }
    assert third == {"sku": "GIFT", "created": False, "changed": [], "warnings": []}
    assert item == {
        "sku": "GIFT",
        "name": "Card",
        "category": "Cards",
        "supplier": None,
        "pack_size": 6,
        "unit_cost": "1.5",
        "stocked": False,
        "assembly": "none",
        "barcodes": ["4006381333931"],
        "barcode_units": {},
    }


def test_a_person_reads_whether_an_item_was_there(desk: Desk) -> None:
    """And can take a name away, and have an item stocked again."""
    desk.initialised()
    said = ["items", "create", "A-1"]

    assert desk.run(*said, "--name", "Sock", "--not-stocked").out == "A-1 created\n"
    again = desk.run(*said, "--name", "", "--stocked", "--barcode", "b1").out
    assert again == "A-1 was there already: name, stocked, barcodes changed\n"
    assert "is just so; nothing changed" in desk.run(*said, "--barcode", "b1").out
    assert "say what one unit costs" in desk.refused(*said, "--unit-cost", "")
    (item,) = desk.json("items", "list")["items"]
    assert (item["name"], item["stocked"], item["barcodes"]) == (None, True, ["b1"])


def test_a_list_of_prices_changes_prices_only(desk: Desk) -> None:
    """A kit stays a kit and a gift card is not stocked, whatever column or cell is missing."""
    desk.initialised()
    desk.json("items", "create", "MUG", "--name", "Mug")
    desk.json("items", "create", "GIFT", "--not-stocked", "--name", "Card", "--category", "Cards")
    desk.json("items", "create", "KIT", "--name", "Set")
    desk.json("items", "recipe", "KIT", "MUG=2")
    before = {one["sku"]: one for one in desk.json("items", "list")["items"]}
    prices = desk.write(
        "prices.csv", "sku,unit_cost,name\nKIT,9.5,\nGIFT,20,\nMUG,,\nNEW,1,Newcomer\n"
    )

    answer = desk.json("items", "import", prices)

    after = {one["sku"]: one for one in desk.json("items", "list")["items"]}
    assert answer == {"saved": 4, "created": 1, "changed": 2, "warnings": []}
    assert after["KIT"] == {**before["KIT"], "unit_cost": "9.5"}
    assert after["GIFT"] == {**before["GIFT"], "unit_cost": "20"}
    assert after["MUG"] == before["MUG"]
    assert after["NEW"]["name"] == "Newcomer"


def test_each_change_of_the_item_master_leaves_a_line_in_the_log(desk: Desk) -> None:
    """And what changed nothing leaves none."""
    desk.initialised()
    for words in (["MUG"], ["MUG"], ["MUG", "--name", "Mug"]):
        desk.json("items", "create", *words)
    desk.json("items", "import", desk.write("i.csv", "sku\nKIT\n"))
    desk.json("items", "recipe", "KIT", "MUG=2", "--holds-from", "2026-01-01T00:00Z")

    log = (desk.folder / "stockbook.log").read_text(encoding="utf-8")
    told = [line.partition(" INFO ")[2].partition(" ")[2] for line in log.splitlines()]
    assert told == [
        "created item MUG",
        "changed name of item MUG",
        "imported items from i.csv: 1 created, 0 changed, 0 recipes said",
        "gave KIT a recipe from 2026-01-01T00:00:00+00:00 on (components)",
    ]


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
        "wrong.csv, row 2: recipe of y: every part needs a quantity of at least 1",
        "wrong.csv, row 3: SKU 'spoon' is unknown; create it with `stockbook items create`",
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


def test_conflicts_of_a_file_are_told_with_its_cells_by_row(desk: Desk) -> None:
    """Codes that two items claim, kits in kits and unknown components beside a wrong cell."""
    desk.initialised()
    desk.json("items", "create", "OLD", "--barcode", "b0")
    path = desk.write(
        "items.csv",
        "sku,barcodes,recipe,pack_size\nA,b1,,x\nB,b1,,1\nC,b0,,1\nBAG,,D=1,\nKIT,,A=1,\nBOX,,KIT=1,\n",
    )

    assert desk.refused("items", "import", path).splitlines() == [
        "items.csv, row 2: pack_size: 'x' is not a whole number above zero",
        "items.csv, row 3: barcode 'b1' of B is given to A as well",
        "items.csv, row 4: barcode 'b0' of C belongs to OLD already",
        "items.csv, row 5: SKU 'D' is unknown; create it with `stockbook items create`",
        "items.csv, row 7: KIT is a kit itself; list its components instead",
    ]
    assert [one["sku"] for one in desk.json("items", "list")["items"]] == ["OLD"]


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
        "holds_from": "2026-01-01T00:00:00+00:00",
        "parts": {"cup": 2, "saucer": 2},
    }
    assert desk.refused("items", "recipe", "set", "cup") == (
        "'cup' is no part of a kit; write COMPONENT=QUANTITY"
    )
    assert "said twice" in desk.refused("items", "recipe", "set", "cup=1", "cup=2")
    said = desk.refused("items", "recipe", "cup", "spoon=1", "set=1").splitlines()
    assert said == [
        "SKU 'spoon' is unknown; create it with `stockbook items create`",
        "set is a kit itself; list its components instead",
        "cup is a component of set, so it cannot be a kit that is never stocked itself",
    ]


def test_a_recipe_makes_its_item_a_kit(desk: Desk) -> None:
    """Whose components are shipped; a kit that is kept assembled stays one."""
    desk.initialised()
    for sku in ("MUG", "TEA", "KIT", "BOX"):
        desk.json("items", "create", sku)

    answer = desk.json("items", "recipe", "KIT", "MUG=2", "TEA=1")
    kept = desk.run("items", "recipe", "BOX", "TEA=3", "--assembly", "kept")
    again = desk.json("items", "recipe", "BOX", "TEA=4", "--holds-from", "2026-01-01T00:00Z")

    assert answer == {"sku": "KIT", "assembly": "components"}
    assert "assembly: kept (assembled beforehand and stocked)" in kept.out
    assert again["assembly"] == "kept"
    kinds = {one["sku"]: one["assembly"] for one in desk.json("items", "list")["items"]}
    assert kinds == {"MUG": "none", "TEA": "none", "KIT": "components", "BOX": "kept"}


def test_a_file_with_a_recipe_makes_a_kit_too(desk: Desk) -> None:
    """What says of itself that it is no kit has none, and what ceased to be one exports none."""
    desk.initialised()
    desk.json("items", "import", desk.write("i.csv", "sku,recipe\nKIT,MUG=2\nMUG,\n"))
    kinds = {one["sku"]: one["assembly"] for one in desk.json("items", "list")["items"]}
    assert kinds == {"KIT": "components", "MUG": "none"}

    wrong = desk.write("wrong.csv", "sku,assembly,recipe\nKIT,none,MUG=3\n")
    assert "leave one of both away" in desk.refused("items", "import", wrong)
    desk.json("items", "create", "KIT", "--assembly", "none")
    exported = desk.run("items", "export").out
    assert "MUG=2" not in exported
    desk.json("items", "import", desk.write("out.csv", exported))


def test_what_lies_there_assembled_is_not_forgotten_for_a_recipe(desk: Desk) -> None:
    """Goods of the item's own would no longer be offered, so somebody has to say."""
    desk.opened("sku,quantity\nKIT,3\nMUG,9\n")

    said = desk.refused("items", "recipe", "KIT", "MUG=2")

    assert "KIT has goods of its own in the book; say whether they are sold" in said
    desk.json("items", "recipe", "KIT", "MUG=2", "--assembly", "on_demand")


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

    assert (answered.status, answered.out) == (0, "7 items saved: 7 created, 0 changed\n")
    assert [line.split(";")[0].split(",")[0] for line in answered.err.splitlines()] == [
        "barcode '4006381333932' of A has a wrong check digit",
        "barcode '4.00638E+12' of B is what a spreadsheet made of a longer code",
        "barcode '36000291452' of C may have lost zeros at its beginning",
        "barcode '14006381333938' of D is that of a case",
    ]
