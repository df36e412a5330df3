"""The connector passes the contract on the fake server, over both fronts."""

from collections.abc import Iterator

import pytest

from connectors.contract import ConnectorContract
from connectors.contract_locations import LocatedStorefront, LocationsContract
from connectors.contract_network import NetworkContract, NetworkStorefront
from tests.connectors.medusa.servers import server_on
from tests.connectors.woocommerce.shops import FRONTS

pytestmark = pytest.mark.slow


class TestMedusa(ConnectorContract, LocationsContract):
    """Over TLS without a socket, and plain over a real one."""

    @pytest.fixture(params=FRONTS)
    def storefront(self, request: pytest.FixtureRequest) -> Iterator[LocatedStorefront]:
        with server_on(request.param) as server:
            yield server


class TestMedusaNetwork(NetworkContract):
    """Over the same two ways."""

    @pytest.fixture(params=FRONTS)
    def storefront(self, request: pytest.FixtureRequest) -> Iterator[NetworkStorefront]:
        with server_on(request.param) as server:
            yield server
