"""Real servers for the tests of this folder, each booted once a worker, and books beside them."""

from collections.abc import Iterator

import pytest

from tests import postgres
from tests.storefronts.medusa_server import medusa_server
from tests.storefronts.medusa_shop import Shop, shop_on
from tests.storefronts.servers import installed
from tests.storefronts.vendure_book import Book, book_of
from tests.storefronts.vendure_desk import Desk
from tests.storefronts.vendure_server import vendure_server


@pytest.fixture(scope="session")
def desk(request: pytest.FixtureRequest) -> Iterator[Desk]:
    """Staff of a Vendure server with three stock locations; its tests share it."""
    installed("vendure")
    postgresql: postgres.Server = request.getfixturevalue("postgresql_server")
    with vendure_server(postgresql) as address:
        desk = Desk(address)
        desk.add_location("Boston")
        desk.add_location("Elsewhere")
        yield desk


@pytest.fixture(scope="session")
def opened(request: pytest.FixtureRequest) -> Iterator[Shop]:
    """A shop on a Medusa server, which takes a minute to boot."""
    installed("medusa")
    postgresql: postgres.Server = request.getfixturevalue("postgresql_server")
    with medusa_server(postgresql) as server, shop_on(server) as shop:
        yield shop


@pytest.fixture
def shop(opened: Shop) -> Shop:
    opened.clear()
    return opened


@pytest.fixture
def book_url(sqlite_template: bytes, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of an empty book."""
    path = tmp_path_factory.mktemp("book") / "stockbook.db"
    path.write_bytes(sqlite_template)
    return f"sqlite:///{path}"


@pytest.fixture
def book(desk: Desk, book_url: str) -> Iterator[Book]:
    """A hundred of one item, which Vendure shows as well."""
    sku = desk.new_sku()
    desk.add_product(sku, 100)
    with book_of(desk, book_url, {sku: 100}) as made:
        made.settle()
        yield made
