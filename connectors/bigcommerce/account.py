"""What ``init`` is told of a store: its rights, its locations, and what its settings mean."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import msgspec

from connectors.bigcommerce.catalogue import ITEMS_MAX, ITEMS_PATH
from connectors.bigcommerce.catalogue_shapes import Items, Location, Locations, ProfileAnswer
from connectors.bigcommerce.pages import v2_rows, v3_pages
from connectors.bigcommerce.reading import REFUNDS_PATH
from connectors.bigcommerce.rules import SETTINGS_PATH, in_words, rules_of
from connectors.bigcommerce.shapes import InventorySettingsAnswer
from connectors.bigcommerce.stock import ADJUSTMENTS_PATH
from connectors.errors import NotAuthorised, Refused
from connectors.http import Http
from connectors.protocol import Account

LOCATIONS_PATH: Final = "v3/inventory/locations"

_READS: Final = {
    "read products (store_v2_products_read_only)": "v3/catalog/variants",
    "read inventory (store_inventory_read_only)": ITEMS_PATH,
    "read locations (store_locations_read_only)": LOCATIONS_PATH,
    "read refunds (store_v2_transactions_read_only)": REFUNDS_PATH,
    "read settings (store_v2_information_read_only)": SETTINGS_PATH,
}
_READ_ORDERS: Final = "read orders (store_v2_orders_read_only)"
_WRITE: Final = "write inventory (store_inventory)"


@dataclass(frozen=True, slots=True)
class AccountReader:
    http: Http
    ships_from: str

    def account(self) -> Account:
        """Raises NotAuthorised for a token that is none."""
        missing = tuple(self._missing_rights())
        locations = self._locations() if _right(LOCATIONS_PATH) not in missing else []
        ours = next((one for one in locations if str(one.id) == self.ships_from), None)
        can_tell = _right(SETTINGS_PATH) not in missing
        return Account(
            name=self._name() if can_tell else "a store",
            platform="BigCommerce",
            version="v2 and v3",
            time_zone=(ours.time_zone if ours else "") or "UTC",
            can_read=not missing or missing == (_WRITE,),
            can_write=_WRITE not in missing,
            missing_rights=missing,
            locations=tuple((str(one.id), one.label or "") for one in locations),
            notes=(
                *(self._rules() if can_tell else ()),
                *self._ships_from_nowhere(locations),
                *(self._safety_stock() if _right(ITEMS_PATH) not in missing else ()),
            ),
        )

    def _missing_rights(self) -> Iterator[str]:
        """Tried, not asked: a token does not tell its scopes. An empty adjustment does nothing."""
        tried: dict[str, Callable[[], Any]] = {
            _READ_ORDERS: lambda: v2_rows(self.http, "v2/orders", {"limit": 1}, list[msgspec.Raw]),
            **{right: self._reading(path) for right, path in _READS.items()},
            _WRITE: lambda: self.http.request(
                "PUT", ADJUSTMENTS_PATH, body={"items": []}, decode=msgspec.Raw
            ),
        }
        for right, attempt in tried.items():
            try:
                attempt()
            except NotAuthorised as failure:
                if failure.status == HTTPStatus.UNAUTHORIZED:
                    raise
                yield right
            except Refused as refusal:
                if refusal.status == HTTPStatus.NOT_FOUND:
                    refusal.args = (f"{refusal}; its address is told by store_hash",)
                if right != _WRITE:
                    raise

    def _reading(self, path: str) -> Callable[[], object]:
        query = {} if path == SETTINGS_PATH else {"limit": 1}
        return lambda: self.http.request("GET", path, query=query, decode=msgspec.Raw)

    def _name(self) -> str:
        answer = self.http.request("GET", "v3/settings/store/profile", decode=ProfileAnswer)
        return answer.value.data.store_name or ""

    def _locations(self) -> list[Location]:
        return list(v3_pages(self.http, LOCATIONS_PATH, Locations))

    def _rules(self) -> tuple[str, ...]:
        answer = self.http.request("GET", SETTINGS_PATH, decode=InventorySettingsAnswer)
        return in_words(rules_of(answer.value.data))

    def _ships_from_nowhere(self, locations: list[Location]) -> Iterator[str]:
        if locations and self.ships_from not in {str(one.id) for one in locations}:
            yield f"ships_from is {self.ships_from}, and the store has no location with that id"

    def _safety_stock(self) -> Iterator[str]:
        """Looked for in the first items only: one is enough to say it."""
        query = {"page": 1, "limit": ITEMS_MAX}
        items = self.http.request("GET", ITEMS_PATH, query=query, decode=Items).value.data
        kept = sum(
            any(one.settings and one.settings.safety_stock for one in item.locations or ())
            for item in items
        )
        if kept:
            yield (
                f"the store keeps a safety stock of {kept} or more items back from what is "
                "written: a buffer here would be taken off twice; keep one of the two at 0"
            )


def _right(path: str) -> str:
    return next(right for right, one in _READS.items() if one == path)
