"""Who we are to a real Vendure server."""

import time
from datetime import UTC, datetime

import pytest

from connectors.errors import NotAuthorised
from connectors.http import HttpMaker
from connectors.vendure import Vendure, connect
from tests.storefronts.vendure_book import settings_of
from tests.storefronts.vendure_desk import ADMIN, Desk

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("vendure")]


def connected(desk: Desk, **settings: object) -> Vendure:
    http = HttpMaker(
        clock=lambda: datetime.now(UTC),
        sleep=time.sleep,
        jitter=lambda: 0.0,
        token=lambda: "unused",
    )
    return connect(settings_of(desk, **settings), http=http, clock=http.clock)


def test_a_key_and_a_user_have_their_rights(desk: Desk) -> None:
    """A key by its header, a user by a session's token."""
    for who in ({"api_key": desk.api_key()}, {"username": ADMIN, "password": ADMIN}):
        account = connected(desk, **who).account()

        assert (account.can_read, account.can_write, account.missing_rights) == (True, True, ())


@pytest.mark.parametrize(
    ("permissions", "missing"),
    [
        (("ReadOrder", "ReadCatalog"), ("UpdateCatalog",)),
        (("ReadCatalog", "UpdateCatalog"), ("ReadOrder",)),
        (("ReadOrder", "ReadProduct", "UpdateProduct"), ()),
    ],
)
def test_what_a_key_may_not_is_named(
    desk: Desk, permissions: tuple[str, ...], missing: tuple[str, ...]
) -> None:
    """Though the server answers 200."""
    connector = connected(desk, api_key=desk.api_key(*permissions))

    assert connector.account().missing_rights == missing
    if "ReadOrder" in missing:
        with pytest.raises(NotAuthorised, match="FORBIDDEN"):
            list(connector.orders_by_id(["1"]))


@pytest.mark.parametrize(
    "who", [{"api_key": "nobodys-key-0123456789"}, {"username": ADMIN, "password": "wrong-one"}]
)
def test_a_stranger_is_turned_away(desk: Desk, who: dict[str, str]) -> None:
    """And is told so, instead of an empty catalogue."""
    with pytest.raises(NotAuthorised):
        list(connected(desk, **who).listings())
