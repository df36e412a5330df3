"""A connection that is lost during COMMIT: nobody claims to know what became of it."""

import pytest

from ledger.database import Database, open_engine
from ledger.errors import LedgerUnavailable, OutcomeUnknown
from tests.ledger.databases import NOON, ask, database_of, insert_items, stored_skus
from tests.lost_answers import Breaks, line_to

KILL = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


def test_a_server_that_ends_the_connection_at_commit_is_told_as_unknown(
    postgresql_url: str,
) -> None:
    """The client cannot see whether it came before or after; the next transaction goes through."""
    with database_of(postgresql_url) as killer:
        armed = True

        def at(step: str) -> None:
            if armed and step == "before commit":
                ask(killer.engine, KILL)

        with database_of(postgresql_url, at=at) as database:
            with pytest.raises(OutcomeUnknown, match="nobody knows"), database.writing() as tx:
                insert_items(tx, ["A"])
            armed = False
            with database.writing() as tx:
                insert_items(tx, ["B"])

            assert stored_skus(database) == ["B"]


@pytest.mark.parametrize(("breaks", "kept"), [(Breaks.BEFORE, []), (Breaks.AFTER, ["A"])])
def test_an_answer_that_is_lost_hides_either_outcome(
    postgresql_url: str, breaks: Breaks, kept: list[str]
) -> None:
    """Once it was written and once not; what is told is the same, and true."""
    with line_to(postgresql_url) as (line, url), database_of(postgresql_url) as direct:
        database = Database(open_engine(url), clock=lambda: NOON)
        assert stored_skus(database) == []
        line.breaks = breaks

        with pytest.raises(OutcomeUnknown), database.writing() as tx:
            insert_items(tx, ["A"])

        # Whoever writes next waits for the server to end what was lost.
        with direct.writing():
            pass
        assert stored_skus(direct) == kept
        database.dispose()


def test_a_commit_that_the_server_refuses_is_no_riddle(postgresql_url: str) -> None:
    """It said so: nothing was written."""
    refuse = (
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE 'could not extend file' USING ERRCODE = 'disk_full'; END $$; "
        "CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON item DEFERRABLE INITIALLY DEFERRED "
        "FOR EACH ROW EXECUTE FUNCTION refuse()"
    )
    with database_of(postgresql_url) as database:
        with database.engine.begin() as connection:
            connection.exec_driver_sql(refuse)

        with pytest.raises(LedgerUnavailable, match="extend"), database.writing() as tx:
            insert_items(tx, ["A"])

        assert stored_skus(database) == []
