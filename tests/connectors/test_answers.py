"""What an answer means, and what of it may be quoted."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

import msgspec
import pytest

from connectors.answers import (
    WAIT_TOLD_MAX,
    RawAnswer,
    clean,
    decoded,
    failure_of,
    place_of,
    retry_after,
)
from connectors.errors import NotAuthorised, Refused, Unavailable, Unintelligible

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


class Kind(StrEnum):
    A = "a"


class Row(msgspec.Struct):
    id: int
    kind: Kind = Kind.A


def raw(status: int, content: bytes = b"", **headers: str) -> RawAnswer:
    return RawAnswer(status, {name.replace("_", "-"): it for name, it in headers.items()}, content)


def test_only_the_fields_that_are_wanted_are_read() -> None:
    """A mark that some editors leave before the first byte does no harm."""
    content = b'\xef\xbb\xbf{"id": 7, "billing": {"first_name": "Bartholomew"}}'

    assert decoded(raw(200, content), Row, "here") == Row(id=7)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"id": "Bartholomew"}', r"Expected `int`, got `str` - at `\$.id`"),
        (b'{"id": 1, "kind": "Bartholomew"}', r"Invalid enum value '…' - at `\$.kind`"),
        (b'<!DOCTYPE html><html lang="en"><head><title>Shop</title>', r"page .* \(Shop\)"),
        (b"<br><b>Warning</b>: in a.php{Bartholomew}", r"before the data \(Warning : in a.php\)"),
        (b"Bartholomew", r"it is no JSON \(…\)"),
        (b'\xff{"id": 1}', "cannot be read"),
        (b"", "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_told_without_what_it_holds(content: bytes, said: str) -> None:
    """The place of a value, the title of a page, the words before the data."""
    with pytest.raises(Unintelligible, match=f"^here: .*{said}") as failure:
        decoded(raw(200, content), Row, "here")

    assert "Bartholomew" not in str(failure.value)


@pytest.mark.parametrize("status", [200, 201, 204, 207])
def test_an_answer_that_is_none_of_a_failure(status: int) -> None:
    """Partial success too: the rows of the answer tell."""
    assert failure_of(raw(status), "here", now=NOW) is None


@pytest.mark.parametrize(
    ("status", "content", "error"),
    [
        (302, b"", Unintelligible),
        (400, b'{"code":"x"}', Refused),
        (401, b"", NotAuthorised),
        (403, b'{"code":"x"}', NotAuthorised),
        (403, b"<html>", Unavailable),
        (404, b"", Refused),
        (429, b"", Unavailable),
        (500, b'{"code":"wp_die"}', Unavailable),
        (500, b'{"code":"internal"}', Refused),
        (500, b"", Unavailable),
        (503, b'{"code":"internal"}', Unavailable),
        (599, b"", Unavailable),
    ],
)
def test_a_failure_is_one_of_four(status: int, content: bytes, error: type[Exception]) -> None:
    """By what to do next."""
    assert type(failure_of(raw(status, content), "here", now=NOW)) is error


@pytest.mark.parametrize("status", [500, 502, 503, 504, 508, 520, 522, 524])
def test_a_gateway_does_not_know_what_the_shop_did(status: int) -> None:
    """It only gave up waiting."""
    failure = failure_of(raw(status, b"<html>"), "here", now=NOW)

    assert isinstance(failure, Unavailable)
    assert failure.effect_unknown


@pytest.mark.parametrize("status", [408, 425, 429, 521, 523])
def test_what_never_arrived_had_no_effect(status: int) -> None:
    """It was turned away before the shop."""
    failure = failure_of(raw(status, b"<html>"), "here", now=NOW)

    assert isinstance(failure, Unavailable)
    assert not failure.effect_unknown


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("7", 7.0),
        ("2.5", 2.5),
        ("0", 0.0),
        ("Mon, 02 Mar 2026 08:00:30 GMT", 30.0),
        ("Mon, 02 Mar 2026 08:00:30 -0000", 30.0),
        ("Mon, 02 Mar 2026 09:00:30 +0100", 30.0),
        ("Mon, 02 Mar 2026 07:00:00 GMT", 0.0),
        ("99999999999", WAIT_TOLD_MAX),
        ("Fri, 31 Dec 9999 23:59:59 GMT", WAIT_TOLD_MAX),
        ("Mon, 99 Jan 2026 00:00:00 GMT", None),
        ("", None),
        ("soon", None),
        ("-3", None),
        ("²", None),
        ("inf", None),
        ("nan", None),
    ],
)
def test_the_time_to_come_back_is_read_in_every_form(said: str, seconds: float | None) -> None:
    """And what is none is none."""
    assert retry_after({"Retry-After": said}, NOW) == seconds


def test_a_date_is_compared_with_the_answers_own() -> None:
    """Our clock may be an hour off."""
    headers = {
        "Retry-After": "Mon, 02 Mar 2026 08:00:30 GMT",
        "Date": "Mon, 02 Mar 2026 08:00:10 GMT",
    }

    assert retry_after(headers, NOW + timedelta(hours=1)) == 20.0


def test_a_platforms_words_lose_what_may_be_a_buyers() -> None:
    """Tags, addresses and long numbers; and nobody needs more than the beginning."""
    text = (
        "<p>No <b>order</b> for bart@x.invalid, call 5550199887</p><script>x</script>" + "a" * 500
    )

    assert clean(text).startswith("No order for … call … ")
    assert len(clean(text)) == 200


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("https://u:p@shop.example:8443/a/b?key=1#x", "https://shop.example:8443/a/b"),
        ("/login/bart@x.invalid?next=1", "…"),
        ("", ""),
    ],
)
def test_a_place_is_an_address_without_what_may_be_secret(address: str, place: str) -> None:
    """User, password, query, and somebody's own address."""
    assert place_of(address) == place
