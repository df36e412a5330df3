"""Points, tokens, versions and failures inside HTTP 200: waited for, renewed, or told."""

import json
from datetime import timedelta

import pytest

from connectors.errors import NotAuthorised, Refused, Unavailable
from connectors.fakes.fronts import Request
from connectors.fakes.mischief import ALWAYS, answer_dropped, answering
from connectors.fakes.shopify.keys import LASTS
from connectors.fakes.shopify.shop import ALL_SCOPES
from tests.connectors.shopify.shops import FRONTS, TOKEN, Shop, shop_on

pytestmark = pytest.mark.slow

HEADERS = {"Content-Type": "application/json", "X-Shopify-API-Version": "2026-10"}


def failing(code: str) -> bytes:
    """As the shop says it, in HTTP 200."""
    return json.dumps({"errors": [{"message": "no", "extensions": {"code": code}}]}).encode()


def graph(request: Request) -> bool:
    return request.path.endswith("graphql.json")


def many(shop: Shop, count: int) -> list[str]:
    skus = [f"S{number:05}" for number in range(count)]
    for sku in skus:
        shop.store.add_variant(sku, {shop.main: 10})
    return skus


@pytest.mark.slow
def test_nothing_is_throttled_however_much_is_read() -> None:
    """The bucket is small, and every document is dear at first."""
    with shop_on() as shop:
        shop.store.points.rate = 50.0
        shop.store.points.maximum = shop.store.points.available = 1_000.0
        for sku in many(shop, 300):
            shop.store.place({sku: 1}, now=shop.clock())
        shop.clock.advance(600)
        told, _ = shop.pull()
        listings = list(shop.connector.listings())
        shown = list(shop.connector.shown([one.numbers[0].stock_key for one in listings]))

        assert (len(told), len(listings), len(shown)) == (300, 300, 300)
        assert shop.store.points.throttled == 0
        assert shop.clock.slept


@pytest.mark.parametrize("front", FRONTS)
def test_a_throttled_answer_is_waited_for_as_long_as_it_takes(front: str) -> None:
    """Another program of ours emptied the bucket; the answer is HTTP 200."""
    with shop_on(front) as shop:
        many(shop, 1)
        shop.store.points.available = 0.0
        shop.store.points.at = shop.clock()

        assert len(list(shop.connector.listings())) == 1
        assert shop.store.points.throttled == 1


@pytest.mark.parametrize("code", ["INTERNAL_SERVER_ERROR", "THROTTLED"])
def test_what_passes_inside_http_200_is_tried_again(code: str) -> None:
    """Naive clients take 200 for success."""
    with shop_on() as shop:
        many(shop, 2)
        shop.mischief.plan(answering(200, failing(code), HEADERS), times=2, when=graph)

        assert len(list(shop.connector.listings())) == 2


def test_a_shop_that_fails_for_ever_is_given_up() -> None:
    """Four tries; of a write nobody knows."""
    with shop_on() as shop:
        many(shop, 1)
        broken = answering(200, failing("INTERNAL_SERVER_ERROR"), HEADERS)
        shop.mischief.plan(broken, times=ALWAYS, when=graph)

        with pytest.raises(Unavailable):
            list(shop.connector.listings())


def test_data_with_errors_beside_it_is_no_answer() -> None:
    """A part of it is null then."""
    body = b'{"data": {"rows": {"nodes": []}}, "errors": [{"message": "half"}]}'
    with shop_on() as shop:
        shop.mischief.plan(answering(200, body, HEADERS), when=graph)

        with pytest.raises(Refused, match="half"):
            list(shop.connector.listings())


def test_a_page_that_costs_too_much_is_asked_smaller() -> None:
    """Two hundred and fifty rows of items with many levels are."""
    with shop_on() as shop:
        many(shop, 120)
        too_much = answering(200, failing("MAX_COST_EXCEEDED"), HEADERS)
        shop.mischief.plan(too_much, times=3, when=graph)

        assert len(list(shop.connector.listings())) == 120
        firsts = [json.loads(one.body)["variables"]["first"] for one in shop.mischief.seen[1:5]]
        assert firsts == sorted(firsts, reverse=True)
        assert firsts[0] > firsts[3] >= 1


def test_what_costs_too_much_alone_is_told() -> None:
    """It is not tried for ever."""
    with shop_on() as shop:
        too_much = answering(200, failing("MAX_COST_EXCEEDED"), HEADERS)
        shop.mischief.plan(too_much, times=ALWAYS, when=graph)

        with pytest.raises(Refused, match="MAX_COST_EXCEEDED"):
            list(shop.connector.listings())


@pytest.mark.parametrize("front", FRONTS)
def test_a_granted_token_is_renewed_before_it_ends(front: str) -> None:
    """One for the whole day, and no refused call in between."""
    with shop_on(front) as shop:
        many(shop, 1)
        for _ in range(3):
            list(shop.connector.listings())
        assert len(shop.store.keys.granted) == 1
        shop.clock.advance((LASTS - timedelta(seconds=30)).total_seconds())
        list(shop.connector.listings())

        assert len(shop.store.keys.granted) == 2
        assert shop.http.calls() == 2 + 4


def test_a_token_that_is_refused_is_asked_for_once_more() -> None:
    """The app was installed anew."""
    with shop_on() as shop:
        many(shop, 1)
        list(shop.connector.listings())
        shop.store.keys.forget_granted()
        shop.store.keys.granted["other"] = shop.clock() + LASTS

        assert len(list(shop.connector.listings())) == 1


def test_a_permanent_token_asks_for_no_other() -> None:
    """Apps made in the admin before 2026 have one."""
    with shop_on(settings={"token": TOKEN, "client_id": None, "client_secret": None}) as shop:
        many(shop, 1)

        assert len(list(shop.connector.listings())) == 1
        assert shop.store.keys.granted == {}


def test_a_wrong_permanent_token_is_told() -> None:
    """After the one renewal that cannot help."""
    with shop_on(settings={"token": "shpat_wrong"}) as shop:
        with pytest.raises(NotAuthorised, match="check the key"):
            list(shop.connector.listings())

        assert shop.http.calls() <= 2


def test_a_wrong_app_is_told_with_what_to_check() -> None:
    """The shop answers with 400 and a word of OAuth's; the secret is not repeated."""
    secret = "not-the-secret-of-this-app"
    with (
        shop_on(settings={"client_secret": secret}) as shop,
        pytest.raises(NotAuthorised, match="application_cannot_be_found; check client_id") as told,
    ):
        shop.connector.account()
    assert secret not in str(told.value)


@pytest.mark.parametrize(
    ("status", "fact"), [(402, "bill"), (404, "no shop is at"), (423, "locked the shop")]
)
def test_a_shop_that_is_closed_says_why(status: int, fact: str) -> None:
    """It has no words of its own but a status."""
    with shop_on() as shop:
        shop.mischief.plan(answering(status, b'{"errors": "no"}', HEADERS), when=graph)

        with pytest.raises(Refused, match=fact):
            list(shop.connector.listings())


def test_a_shop_without_any_key_is_refused_before_it_is_asked() -> None:
    """With what to set."""
    with (
        pytest.raises(Refused, match="client_id and client_secret, or token"),
        shop_on(settings={"client_id": None}),
    ):
        pass


def test_a_dead_version_is_noticed_by_the_answer() -> None:
    """Another one answers in its place, and may mean other things."""
    with shop_on(served="2027-07") as shop, pytest.raises(Refused, match="2027-07 answered"):
        list(shop.connector.listings())


@pytest.mark.parametrize("scope", sorted(ALL_SCOPES))
def test_every_missing_scope_is_named(scope: str) -> None:
    """Without one of the three kinds, lines would silently be missing."""
    with shop_on(scopes=ALL_SCOPES - {scope}) as shop:
        missing = shop.connector.account().missing_rights

        assert scope in missing
        assert {one.replace("write_", "read_") for one in missing} == {
            scope.replace("write_", "read_")
        }


def test_a_denied_field_names_what_to_grant() -> None:
    """In the shop's own words."""
    with (
        shop_on(scopes=ALL_SCOPES - {"read_orders"}) as shop,
        pytest.raises(NotAuthorised, match="read_orders"),
    ):
        shop.pull()


def test_an_account_says_what_and_where() -> None:
    """And names the locations that can be mapped."""
    with shop_on() as shop:
        account = shop.connector.account()

        assert (account.platform, account.version, account.missing_rights) == (
            "Shopify",
            "2026-10",
            (),
        )
        assert (str(shop.main), "Main") in account.locations


def test_a_mapped_location_that_the_shop_does_not_have_is_told() -> None:
    """With those that it has."""
    with (
        shop_on(settings={"locations": {"4711": "main"}}) as shop,
        pytest.raises(Refused, match=r"no location 4711.*Second"),
    ):
        shop.connector.account()


def test_all_that_is_missing_is_told_at_once() -> None:
    """Neither the locations nor the scopes are there."""
    with (
        shop_on(settings={"locations": {}}, scopes=ALL_SCOPES - {"read_returns"}) as shop,
        pytest.raises(Refused, match=r"1000 \(Main\).*grant its app read_returns, too"),
    ):
        shop.connector.account()


def test_a_location_of_a_fulfilment_service_is_told_when_it_is_mapped() -> None:
    """Its own program writes its numbers; left alone it is nobody's concern."""
    with shop_on() as shop:
        assert shop.connector.account().notes == ()
    with shop_on(settings={"locations": {"1000": "main", "1002": "second"}}) as shop:
        (note,) = shop.connector.account().notes

        assert "1002 (Warehouse of a service)" in note
        assert "second" in note


def test_a_read_survives_a_connection_that_breaks() -> None:
    """Documents that only ask may be asked again."""
    with shop_on() as shop:
        many(shop, 1)
        shop.mischief.plan(answer_dropped(), when=graph)

        assert len(list(shop.connector.listings())) == 1
