"""Transactions: all or nothing, in parts that fail alone, and what is written and read in them."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlmodel import select

from ledger.migrations.upgrade import upgrade
from ledger.tables.stock import Item
from tests.ledger.databases import (
    NOON,
    CrashError,
    database_of,
    insert_items,
    skus_in,
    stored_skus,
)

ODD_TEXTS = [
    "00123",
    "a,b",
    'say "hi"',
    "it's",
    "50%",
    "what?",
    "tab\tend",
    "back\\slash",
    "🧦",
    "ß",
]


def row(sku: str) -> Item:
    return Item(sku=sku, created_at=0)


def test_what_fails_leaves_nothing(database_url: str) -> None:
    """Neither rows of plain SQL nor those of the session, sent or unsent."""
    with database_of(database_url) as database:
        with pytest.raises(CrashError), database.writing() as tx:  # noqa: PT012  # undone together
            insert_items(tx, ["A"])
            tx.session.add(row("B"))
            tx.session.flush()
            tx.session.add(row("C"))
            raise CrashError

        assert stored_skus(database) == []


def test_session_and_plain_sql_are_one_transaction(database_url: str) -> None:
    """Each sees what the other wrote, and one commit keeps both."""
    with database_of(database_url) as database:
        with database.writing() as tx:
            insert_items(tx, ["A"])
            assert tx.session.exec(select(Item.sku)).all() == ["A"]
            tx.session.add(row("B"))
            tx.session.flush()
            assert skus_in(tx) == ["A", "B"]
            tx.session.add(row("C"))

        assert stored_skus(database) == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("step", "kept"), [("begin", []), ("before commit", []), ("after commit", ["A"])]
)
def test_a_crash_leaves_all_or_nothing(database_url: str, step: str, kept: list[str]) -> None:
    """Only what was committed is there afterwards, and the next transaction goes through."""
    told: list[str] = []

    def at(reached: str) -> None:
        told.append(reached)
        if told.count(reached) == 1 and reached == step:
            raise CrashError

    with database_of(database_url, at=at) as database:
        with pytest.raises(CrashError), database.writing() as tx:
            insert_items(tx, ["A"])

        assert stored_skus(database) == kept
        with database.writing() as tx:
            insert_items(tx, ["B"])
        assert stored_skus(database) == [*kept, "B"]


def test_a_reader_writes_nothing(database_url: str) -> None:
    """The engine refuses it, or forgets it at the end."""
    with database_of(database_url) as database:
        with suppress(Exception), database.reading() as tx:
            tx.session.add(row("A"))
            tx.session.flush()

        assert stored_skus(database) == []


def test_numbers_of_the_counter_are_taken_once(database_url: str) -> None:
    """Those of a transaction that failed are free again, so that none is missing."""
    with database_of(database_url) as database:
        with database.writing() as tx:
            assert [tx.take_sequences(2), tx.take_sequences(1)] == [1, 3]
        with pytest.raises(CrashError), database.writing() as tx:  # noqa: PT012  # undone together
            assert tx.take_sequences(5) == 4
            raise CrashError
        with database.writing() as tx:
            assert tx.take_sequences(1) == 4
        with database.reading() as tx:
            assert tx.last_sequence() == 4


def test_a_part_that_fails_is_undone_alone(database_url: str) -> None:
    """What came before it and after it stays, the session's share too."""
    with database_of(database_url) as database:
        with database.writing() as tx:
            tx.session.add(row("before"))
            with pytest.raises(CrashError), tx.savepoint():  # noqa: PT012  # undone together
                insert_items(tx, ["A"])
                tx.session.add(row("sent"))
                tx.session.flush()
                tx.session.add(row("unsent"))
                raise CrashError
            with tx.savepoint():
                tx.session.add(row("inside"))
            tx.session.add(row("after"))

        assert stored_skus(database) == ["after", "before", "inside"]


def test_a_part_within_a_part_is_undone_alone(database_url: str) -> None:
    """The outer one goes on."""
    with database_of(database_url) as database:
        with database.writing() as tx, tx.savepoint():
            insert_items(tx, ["A"])
            with pytest.raises(CrashError), tx.savepoint():  # noqa: PT012  # undone together
                insert_items(tx, ["B"])
                raise CrashError
            insert_items(tx, ["C"])

        assert stored_skus(database) == ["A", "C"]


@pytest.mark.parametrize("rows", [2, 200])
def test_a_row_that_is_refused_poisons_only_its_part(database_url: str, rows: int) -> None:
    """One by one and in bulk, where the driver's own copy raises."""
    with database_of(database_url) as database:
        with database.writing() as tx:
            insert_items(tx, ["A0"])
            with pytest.raises(tx.integrity_error), tx.savepoint():
                insert_items(tx, [f"A{number}" for number in range(rows)])
            insert_items(tx, ["B"])

        assert stored_skus(database) == ["A0", "B"]


@pytest.mark.parametrize("copies", [1, 20])
def test_text_comes_back_as_it_went_in(database_url: str, copies: int) -> None:
    """Quotes, marks, percent signs and all; one by one and in bulk."""
    texts = [f"{text}{number or ''}" for text in ODD_TEXTS for number in range(copies)]
    with database_of(database_url) as database:
        with database.writing() as tx:
            insert_items(tx, texts, name="50% of what?\n")

        with database.reading() as tx:
            found = tx.mapping("SELECT sku, name FROM item WHERE sku IN (?*)", texts)
            assert sorted(found) == sorted(texts)
            assert set(found.values()) == {"50% of what?\n"}


def test_keys_are_one_parameter_however_many(database_url: str) -> None:
    """Texts and numbers, with other values before and behind them in the text."""
    query = "SELECT sku FROM item WHERE name = ? AND sku IN (?*) AND pack_size = ? ORDER BY sku"
    many = [str(number) for number in range(50_000)]
    with database_of(database_url) as database:
        with database.writing() as tx:
            insert_items(tx, ["1", "3", "x"], name="n")
            insert_items(tx, ["2"], name="other")
            changed = tx.run_among(
                "UPDATE item SET category = ? WHERE sku IN (?*) AND pack_size = ?", many, ("c", 1)
            )
            assert changed == 3

        with database.reading() as tx:
            assert tx.rows_among(query, many, ("n", 1)) == [("1",), ("3",)]
            ids = [number for (number,) in tx.rows("SELECT id FROM item WHERE sku = ?", ("x",))]
            assert tx.mapping("SELECT id, sku FROM item WHERE id IN (?*)", ids) == {ids[0]: "x"}
            assert tx.rows_among(query, [], ("n", 1)) == []


def test_no_key_changes_no_row(database_url: str) -> None:
    """An empty list is no mistake."""
    with database_of(database_url) as database, database.writing() as tx:
        assert tx.run_among("UPDATE item SET name = ? WHERE id IN (?*)", [], ("x",)) == 0


def test_streams_tell_every_row_side_by_side(database_url: str) -> None:
    """Two at once, each longer than what is fetched at a time."""
    skus = [f"{number:05}" for number in range(5_000)]
    query = "SELECT sku FROM item WHERE name LIKE ? ORDER BY sku"
    with database_of(database_url) as database:
        with database.writing() as tx:
            insert_items(tx, skus, name="5%")

        with database.reading() as tx:
            pairs = zip(tx.stream(query, ("5%",)), tx.stream(query, ("%",)), strict=True)
            assert [(one[0], other[0]) for one, other in pairs] == [(sku, sku) for sku in skus]


def test_a_stream_left_half_read_disturbs_nobody(database_url: str) -> None:
    """Neither the next reader on its connection, nor a writer after others have written."""
    with database_of(database_url) as database, database_of(database_url) as other:
        with database.writing() as tx:
            insert_items(tx, [f"{number:05}" for number in range(5_000)])
        with database.reading() as tx:
            abandoned = tx.stream("SELECT sku FROM item ORDER BY sku")
            assert next(abandoned) == ("00000",)
        with other.writing() as tx:
            insert_items(tx, ["x"])

        with database.writing() as tx:
            insert_items(tx, ["y"])
        with database.reading() as tx:
            rows = tx.stream("SELECT sku FROM item ORDER BY sku")
            assert next(rows) == ("00000",)
            abandoned.close()  # type: ignore[attr-defined]  # a generator, which has a close
            assert sum(1 for _ in rows) == 5_001


def test_threads_may_share_a_database(database_url: str) -> None:
    """As the scheduler's do: writers take turns, readers see whole transactions."""
    with database_of(database_url) as database:

        def work(thread: int) -> list[int]:
            seen = []
            for number in range(10):
                with database.writing() as tx:
                    insert_items(tx, [f"{thread}-{number}-a"])
                    tx.take_sequences(2)
                    insert_items(tx, [f"{thread}-{number}-b"])
                with database.reading() as tx:
                    seen.append(len(skus_in(tx)) - tx.last_sequence())
            return seen

        with ThreadPoolExecutor(max_workers=4) as pool:
            seen = [
                difference for work_seen in pool.map(work, range(4)) for difference in work_seen
            ]

        assert len(stored_skus(database)) == 80
        assert set(seen) == {0}


def test_a_database_in_memory_works_alike() -> None:
    """For trying things out; it has one connection and is gone at the end."""
    with database_of("sqlite://") as database:
        upgrade(database.engine)
        with database.writing() as tx:
            insert_items(tx, ["A"])

        assert stored_skus(database) == ["A"]


def test_now_is_one_instant_within_a_transaction(database_url: str) -> None:
    """However often the clock is asked elsewhere."""
    ticks = iter([NOON, NOON + timedelta(seconds=1)])
    with database_of(database_url, clock=lambda: next(ticks)) as database:
        with database.writing() as tx:
            assert (tx.now, tx.now_micros) == (NOON, tx.now_micros)
        with database.reading() as later:
            assert later.now_micros - tx.now_micros == 1_000_000


def test_no_row_refers_to_nothing(database_url: str) -> None:
    """Said of every connection on SQLite, which does not look by itself."""
    with database_of(database_url) as database, database.writing() as tx:
        insert_items(tx, ["A"])
        with pytest.raises(tx.integrity_error), tx.savepoint():
            tx.run("INSERT INTO barcode (code, item_id) VALUES (?, ?)", ("code", 999))


def test_a_stream_is_let_go_after_everything_is_closed(database_url: str) -> None:
    """As when the reader of an export has seen enough; nobody is told of a closed database."""
    with database_of(database_url) as database:
        with database.writing() as tx:
            insert_items(tx, ["A", "B"])
        with database.reading() as tx:
            rows = tx.stream("SELECT sku FROM item ORDER BY sku")
            assert next(rows) == ("A",)
        database.dispose()

        rows.close()  # type: ignore[attr-defined]  # a generator
