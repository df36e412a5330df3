"""The connector passes the contract on the fake store, over both fronts."""

from collections.abc import Iterator

import pytest

from connectors.contract import ConnectorContract
from connectors.contract_locations import LocatedStorefront, LocationsContract, line_of
from connectors.contract_network import NetworkContract, NetworkStorefront
from ledger.snapshots import EventKind
from tests.connectors.bigcommerce.stores import store_on
from tests.connectors.woocommerce.shops import FRONTS

pytestmark = pytest.mark.slow


class TestBigCommerce(ConnectorContract, LocationsContract):
    """Over TLS without a socket, and plain over a real one."""

    @pytest.fixture(params=FRONTS)
    def storefront(self, request: pytest.FixtureRequest) -> Iterator[LocatedStorefront]:
        with store_on(request.param) as store:
            yield store

    def test_goods_may_leave_from_another_location(self, storefront: LocatedStorefront) -> None:
        """Not here: BigCommerce has no word for it, and ships from where it took the stock."""
        (own_id, code), (other_id, _) = storefront.locations().items()
        order_id = storefront.sell("A", 3)
        storefront.later(60)
        storefront.ship_from(order_id, other_id)

        line = line_of(storefront, order_id)
        assert line.owed == ()
        assert [(one.kind, one.quantity, one.location) for one in line.events] == [
            (EventKind.SHIPPED, 3, code)
        ]
        assert [(one.location, one.taken) for one in line.held] == [(own_id, 3)]


class TestBigCommerceNetwork(NetworkContract):
    """Over the same two ways."""

    @pytest.fixture(params=FRONTS)
    def storefront(self, request: pytest.FixtureRequest) -> Iterator[NetworkStorefront]:
        with store_on(request.param) as store:
            yield store
