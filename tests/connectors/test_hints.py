"""What to do next stands at the end of every failed answer's text."""

import pytest

from connectors.errors import ConnectorError
from connectors.fakes.mischief import answering
from tests.connectors.woocommerce.shops import shop_on

PLACE = "https://shop.example/wp-json/wc/v3/orders"


@pytest.mark.parametrize(
    ("status", "retry_after", "said"),
    [
        (400, "", "mend what it names, then try again"),
        (401, "", "check the key, its rights"),
        (404, "", "check the address, and that the shop's interface is switched on there"),
        (410, "", "check the address, and that the shop's interface is switched on there"),
        (413, "", "too much at once for this site; ask its host for more"),
        (
            429,
            "3000",
            "asked too often; try again later; it asks to be left alone for 3000 s",
        ),
        (502, "", "the shop or its host is down or busy; try again later"),
        (503, "600", "try again later; it asks to be left alone for 600 s"),
    ],
)
def test_a_failed_answer_says_what_to_do_next(status: int, retry_after: str, said: str) -> None:
    """After the place and the platform's own word."""
    headers = {"Retry-After": retry_after} if retry_after else {}
    with shop_on() as shop:
        shop.mischief.plan(answering(status, b"", headers), times=9)

        with pytest.raises(ConnectorError) as failure:
            shop.pull()

    assert str(failure.value).startswith(f"GET {PLACE}: {status}")
    assert said in str(failure.value)


def test_the_shops_own_500_sends_its_people_to_their_log() -> None:
    """It would come again however often it is asked."""
    said = b'{"code": "woocommerce_rest_broken", "message": "A plugin broke."}'
    with shop_on() as shop:
        shop.mischief.plan(answering(500, said))

        with pytest.raises(
            ConnectorError, match=r"A plugin broke\.; look into the shop's own error"
        ):
            shop.pull()


def test_a_firewall_is_told_how_to_let_us_in() -> None:
    """It stands before the shop, which has never heard of the request."""
    page = b"<!DOCTYPE html><html><title>Forbidden</title></html>"
    with shop_on() as shop:
        shop.mischief.plan(answering(403, page), times=9)

        with pytest.raises(
            ConnectorError, match=r"refused us; let this machine's address through$"
        ):
            shop.pull()
