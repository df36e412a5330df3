"""When the store itself takes stock and gives it back: its inventory settings, read at every pull.

The same order moves the store's numbers in one store and not in the next, so nothing is assumed.
A channel of the store may override what holds for the whole store; orders entered by staff go by
the latter (fact sheet bigcommerce.md, section 2).
"""

from dataclasses import dataclass, field
from typing import Final

from connectors.bigcommerce.shapes import InventorySettings, InventorySettingsAnswer
from connectors.errors import Unintelligible
from connectors.http import Answer, Http

SETTINGS_PATH: Final = "v3/settings/inventory"

_MANUAL: Final = "manual"
"""The source of orders that staff enter."""

_TAKES_WHEN_PLACED: Final = {"order_placed": True, "order_completed_or_shipped": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class StockRules:
    """``takes_when_placed``: else when the order is shipped or completed. ``edits_adjust`` and
    ``endings_restock``: an edit, a cancellation or a whole refund moves the store's number.
    """

    takes_when_placed: bool
    edits_adjust: bool
    endings_restock: bool


@dataclass(slots=True)
class RulesReader:
    """The rules of one pull: asked for once for the store, and once for each of its channels."""

    http: Http
    _store: InventorySettings | None = None
    _by_channel: dict[int, StockRules] = field(default_factory=dict)

    def begin(self) -> Answer[InventorySettingsAnswer]:
        """Read the store's own; its answer also tells the store's clock."""
        answer = self.http.request("GET", SETTINGS_PATH, decode=InventorySettingsAnswer)
        self._store = answer.value.data
        self._by_channel.clear()
        return answer

    def of(self, channel_id: int | None, order_source: str | None) -> StockRules:
        """For an order of this channel of the store and this source."""
        if self._store is None:
            self.begin()
        assert self._store is not None, "begin() has just read it"
        if channel_id is None or order_source == _MANUAL:
            return rules_of(self._store)
        if channel_id not in self._by_channel:
            query = {"channel_id": channel_id}
            own = self.http.request(
                "GET", SETTINGS_PATH, query=query, decode=InventorySettingsAnswer
            ).value.data
            self._by_channel[channel_id] = rules_of(_overridden(self._store, own))
        return self._by_channel[channel_id]


def rules_of(settings: InventorySettings) -> StockRules:
    """Raises Unintelligible for a behaviour nobody here knows: guessing would oversell."""
    behaviour = settings.update_stock_behavior or ""
    if behaviour not in _TAKES_WHEN_PLACED:
        raise Unintelligible(
            f"the store's setting update_stock_behavior is {behaviour!r}, which is unknown here; "
            "set in its control panel when stock levels are updated"
        )
    return StockRules(
        takes_when_placed=_TAKES_WHEN_PLACED[behaviour],
        edits_adjust=bool(settings.edit_order_stock_adjustment),
        endings_restock=bool(settings.refund_order_stock_adjustment),
    )


def in_words(rules: StockRules) -> tuple[str, ...]:
    """What the settings mean, for the operator."""
    taken = (
        "the store takes stock when an order is placed"
        if rules.takes_when_placed
        else "the store takes stock only when an order is shipped or completed; until then "
        "Stockbook writes what its orders still need off the numbers it shows"
    )
    restocked = (
        "it puts stock back when an order is cancelled or wholly refunded, never for a part"
        if rules.endings_restock
        else "it never puts stock back, not even for a cancelled order; Stockbook does, at the "
        "next push"
    )
    notes = [f"{taken}; {restocked}"]
    if not rules.edits_adjust:
        notes.append(
            "editing an order does not change the store's stock, and the store does not say that "
            "an order was edited: until the daily look at every number it may offer too much; "
            "switch on the adjustment of stock for edited orders in its inventory settings"
        )
    return tuple(notes)


def _overridden(store: InventorySettings, own: InventorySettings) -> InventorySettings:
    """A channel's own settings where it has any."""
    edits, endings = own.edit_order_stock_adjustment, own.refund_order_stock_adjustment
    return InventorySettings(
        update_stock_behavior=own.update_stock_behavior or store.update_stock_behavior,
        edit_order_stock_adjustment=(store.edit_order_stock_adjustment if edits is None else edits),
        refund_order_stock_adjustment=(
            store.refund_order_stock_adjustment if endings is None else endings
        ),
    )
