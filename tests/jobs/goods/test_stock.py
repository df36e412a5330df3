"""`stock`, `history` and `check`: what the book says, and whether it is right."""

from sqlalchemy import create_engine, text

from tests.jobs.shop_desk import Desk


def test_stock_answers_every_state_of_every_location(desk: Desk) -> None:
    """The JSON shape that others rely on."""
    desk.opened()

    answer = desk.json("stock", "A-1")

    assert set(answer) == {"as_of", "items"}
    assert [(one["location"], one["on_hand"]) for one in answer["items"]] == [
        ("annex", 0),
        ("fba", 0),
        ("main", 10),
    ]
    assert set(answer["items"][0]) == {
        "sku",
        "location",
        "available",
        "committed",
        "packed",
        "inspection",
        "damaged",
        "incoming",
        "in_transit",
        "on_hand",
    }


def test_known_at_leaves_out_what_was_learnt_later(desk: Desk) -> None:
    """A back-dated receipt was in the world before it was in the book."""
    desk.opened()
    learnt = desk.json("stock", "A-1")["as_of"]
    desk.json("receive", "A-1", 5, "--at", "2026-11-02T10:00", "--location", "main")

    as_of = {"as-of": "2026-11-03T00:00Z"}
    assert desk.level("A-1", **as_of)["available"] == 15
    assert desk.level("A-1", **as_of, **{"known-at": learnt})["available"] == 10


def test_unknown_skus_are_told_together(desk: Desk) -> None:
    """Both, not the first one."""
    desk.opened()

    assert desk.refused("stock", "x", "y").splitlines() == [
        "SKU 'x' is unknown; list the known ones with `stockbook items list`",
        "SKU 'y' is unknown; list the known ones with `stockbook items list`",
    ]


def test_history_is_oldest_first_and_can_be_cut(desk: Desk) -> None:
    """The last movements, in the columns of the export and when each was learnt."""
    desk.opened()
    for quantity in (1, 2, 3):
        desk.json("receive", "A-1", quantity, "--location", "main")

    last = desk.json("history", "A-1", "--last", 2)["movements"]

    assert [one["quantity"] for one in last] == [2, 3]
    assert "recorded_at" in last[0]
    assert len(desk.json("history", "A-1", "--all")["movements"]) == 4


def test_history_says_costs_as_an_export_does_and_nothing_where_nothing_was_said(
    desk: Desk,
) -> None:
    """An amount is text, so that no cent is lost; what is absent is null."""
    desk.opened()
    desk.json("receive", "A-1", 1, "--location", "main", "--unit-cost", "12.50", "--lot", "L1")
    desk.json("receive", "A-1", 1, "--location", "main", "--reason", "found")

    with_cost, with_reason = desk.json("history", "A-1", "--last", 2)["movements"]

    names = ("unit_cost", "lot", "expiry", "reason", "reference")
    assert [with_cost[name] for name in names] == ["12.5", "L1", None, None, None]
    assert [with_reason[name] for name in names] == [None, None, None, "found", None]


def test_check_names_a_balance_that_is_wrong(desk: Desk) -> None:
    """Someone changed a balance behind the ledger's back; exit 1 and which one."""
    desk.opened()
    engine = create_engine(f"sqlite:///{desk.folder / 'stockbook.db'}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE balance SET quantity = quantity + 1 WHERE quantity = 10"))
        connection.execute(text("DROP TRIGGER movement_no_update"))

    answered = desk.run("check", "--json")

    assert answered.status == 1
    assert answered.json["ok"] is False
    problems = answered.json["problems"]
    assert "A-1 at main:available: the balance says 11, the movements add up to 10" in problems
    assert any("movement_no_update" in problem for problem in problems)


def test_an_instant_is_in_the_zone_of_our_locations_where_that_is_one(desk: Desk) -> None:
    """Where it may be one of several it must say its offset."""
    desk.opened()
    desk.json("receive", "A-1", 5, "--location", "main", "--at", "2026-11-02T23:30Z")
    told = desk.refused("stock", "--as-of", "2026-11-03T00:00")
    assert "may be in any time zone" in told

    config = (desk.folder / "config.yaml").read_text().replace("London", "Berlin")
    desk.write("config.yaml", config)

    assert desk.level("A-1", **{"as-of": "2026-11-03T00:00"})["available"] == 10
    assert desk.level("A-1", **{"as-of": "2026-11-03T00:31"})["available"] == 15


def test_one_location_is_shown_alone(desk: Desk) -> None:
    desk.opened()

    shown = desk.json("stock", "--location", "annex", "A-1")["items"]
    assert [(one["sku"], one["location"]) for one in shown] == [("A-1", "annex")]
    assert "known are: annex, fba, main" in desk.refused("stock", "--location", "attic")
