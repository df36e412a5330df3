"""A Vendure server through our connector: who we are, and what is wrong when something is."""

import logging
from datetime import timedelta
from typing import Any

import graphql
import pytest

from connectors.errors import NotAuthorised, Refused, Unintelligible
from connectors.fakes import mischief
from connectors.fakes.vendure import PASSWORD, USERNAME
from connectors.fakes.vendure.shapes import BUYER
from connectors.vendure import documents
from tests.connectors.vendure.shops import FRONTS, official_schema, shop_on
from tests.shared import shared

BY_USER: dict[str, Any] = {"api_key": None, "username": USERNAME, "password": PASSWORD}


@pytest.mark.parametrize(
    "name", [name for name in vars(documents) if name.isupper() and not name.startswith("_")]
)
def test_every_document_is_valid_by_the_official_schema(name: str) -> None:
    """A field that does not exist is found here."""
    shared("schemas/vendure/admin-api.graphql")
    schema = official_schema()
    assert schema is not None

    assert graphql.validate(schema, graphql.parse(getattr(documents, name))) == []


@pytest.mark.parametrize("front", FRONTS)
def test_an_api_key_has_its_rights(front: str) -> None:
    """They are tried, since a key may not ask who it is."""
    with shop_on(front) as shop:
        account = shop.connector.account()

        assert (account.platform, account.time_zone) == ("Vendure", "UTC")
        assert (account.can_read, account.can_write, account.missing_rights) == (True, True, ())


@pytest.mark.parametrize(
    ("right", "can_read", "can_write"),
    [("ReadOrder", False, True), ("ReadCatalog", False, True), ("UpdateCatalog", True, False)],
)
def test_a_missing_right_is_named(right: str, can_read: bool, can_write: bool) -> None:
    """Vendure says FORBIDDEN with HTTP 200."""
    with shop_on() as shop:
        shop.store.rights.discard(right)
        account = shop.connector.account()

        assert (account.can_read, account.can_write) == (can_read, can_write)
        assert account.missing_rights == (right,)


def test_with_a_location_of_its_own_another_right_is_needed() -> None:
    """Of which ReadCatalog is one form."""
    with shop_on(locations={"1": "main"}) as shop:
        assert shop.connector.account().locations == (("1", "Default Stock Location"),)
        shop.store.rights.discard("ReadCatalog")
        account = shop.connector.account()

        assert account.missing_rights == ("ReadCatalog", "ReadStockLocation")
        assert account.locations == ()


def test_a_wrong_key_is_no_empty_shop() -> None:
    """And is not shown."""
    with shop_on(api_key="wrong-key-0123456789") as shop:
        with pytest.raises(NotAuthorised, match="check the key") as caught:
            list(shop.connector.listings())

        assert "wrong-key" not in str(caught.value)


def test_half_an_answer_is_none() -> None:
    """What was not forbidden comes along with the error."""
    with shop_on() as shop:
        body = (
            b'{"errors":[{"message":"You are not currently authorized","extensions":'
            b'{"code":"FORBIDDEN"}}],"data":{"globalSettings":{"trackInventory":true},'
            b'"productVariants":{"items":[]}}}'
        )
        shop.mischief.plan(mischief.answering(200, body), times=mischief.ALWAYS)

        with pytest.raises(NotAuthorised):
            list(shop.connector.listings())


@pytest.mark.parametrize("front", FRONTS)
def test_a_user_logs_in_once(front: str) -> None:
    """The session's token goes with every request after that."""
    with shop_on(front, **BY_USER) as shop:
        shop.store.shop.add_variant("A", 7, now=shop.clock())
        for _ in range(3):
            assert shop.listing("A").numbers[0].quantity == 7

        assert len(shop.store.sessions) == 1


def test_a_session_that_ended_is_begun_anew() -> None:
    """Vendure forgets them; the request is sent again with the new one."""
    with shop_on(**BY_USER) as shop:
        shop.store.shop.add_variant("A", 7, now=shop.clock())
        shop.listing("A")
        shop.store.sessions[0] = "forgotten"

        assert shop.listing("A").numbers[0].quantity == 7
        assert len(shop.store.sessions) == 2


def test_a_wrong_password_is_said() -> None:
    """Vendure answers it as data; it is asked once."""
    with shop_on(**BY_USER | {"password": "wrong-password"}) as shop:
        with pytest.raises(NotAuthorised, match="username and password") as caught:
            list(shop.connector.listings())

        assert "wrong-password" not in str(caught.value)
        assert len(shop.mischief.seen) == 1


def test_without_key_or_user_nothing_is_asked() -> None:
    """The settings are named."""
    with pytest.raises(Refused, match="api_key"), shop_on(api_key=None):
        pass


def test_another_channel_is_named_with_every_request() -> None:
    """A server may hold several, each with its own orders."""
    with shop_on(channel_token="second-channel") as shop:
        shop.pull()

        assert {one.headers.get("vendure-token") for one in shop.mischief.seen} == {
            "second-channel"
        }


def test_another_servers_address_is_found_out() -> None:
    """A page instead of data."""
    with shop_on() as shop:
        shop.mischief.plan(mischief.html_error(200), times=mischief.ALWAYS)

        with pytest.raises(Unintelligible):
            list(shop.connector.listings())


def test_a_question_that_failed_is_asked_again() -> None:
    """A query changes nothing, though it is a POST."""
    with shop_on() as shop:
        shop.store.shop.add_variant("A", 7, now=shop.clock())
        shop.mischief.plan(mischief.dropped(), times=2)

        assert shop.listing("A").numbers[0].quantity == 7


def test_no_buyers_data_and_no_secret_are_asked_for_or_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Buyers stand in every order of the fake."""
    with caplog.at_level(logging.DEBUG), shop_on(**BY_USER) as shop:
        shop.store.shop.add_variant("A", 7, now=shop.clock())
        shop.store.sell({"A": 1}, now=shop.clock())
        shop.clock.advance(60)
        told, _ = shop.pull()
        texts = [repr(told), caplog.text, repr(shop.connector)]

    assert told
    for text in texts:
        for secret in (*BUYER.values(), PASSWORD, *shop.store.sessions):
            assert secret not in text
    sent = [value for value in vars(documents).values() if isinstance(value, str)]
    assert not any("customer" in document for document in sent)


def test_the_windows_overlap_by_more_than_the_lag() -> None:
    """Or an order that is seen late would never be seen."""
    with shop_on() as shop:
        assert shop.connector.overlap > shop.connector.push_manners.lag + timedelta(seconds=1)
