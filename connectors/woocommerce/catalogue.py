"""WooCommerce's catalogue: products, variations, and which of them carries the number.

A variation with `manage_stock: "parent"` shows its parent's number, so both are listings on one
stock key; `false` means that the shop keeps no number at all.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from connectors.errors import Refused, Unintelligible
from connectors.http import Http
from connectors.woocommerce.shapes import Product, told_total, units
from ledger.channels import Listing, Shown, StockKey

PAGE_SIZE: Final = 100
PAGES_MAX: Final = 20_000
"""Two million products; a catalogue that goes on longer repeats itself."""

UNKNOWN_PRODUCT: Final = "woocommerce_rest_product_invalid_id"
"""The shop's own word that a product is gone, and its variations with it."""


@dataclass(frozen=True, slots=True)
class CatalogueReader:
    http: Http

    def listings(self) -> Iterator[Listing]:
        """Every product and variation that can be sold; parents of variations are not sold."""
        for product in self._pages("products"):
            if product.variations or product.type == "variable":
                for variation in self._pages(variations_of(product.id)):
                    yield _listing(variation, parent=product)
            else:
                yield _listing(product, parent=None)

    def shown(self, stock_keys: Sequence[StockKey]) -> Iterator[Shown]:
        """Products in one call for a hundred; variations need one for each parent."""
        products = [key for key in stock_keys if "/" not in key.inventory_id]
        yield from self._shown("products", products, [key.inventory_id for key in products])
        for parent, keys in by_parent(stock_keys).items():
            ids = [key.inventory_id.partition("/")[2] for key in keys]
            yield from self._shown(variations_of(parent), keys, ids)

    def _shown(self, path: str, keys: Sequence[StockKey], ids: Sequence[str]) -> Iterator[Shown]:
        for start in range(0, len(keys), PAGE_SIZE):
            asked = dict(zip(ids[start : start + PAGE_SIZE], keys[start:], strict=False))
            query = {"include": ",".join(asked), "per_page": PAGE_SIZE}
            found, _ = self._page(path, query)
            numbers = {
                str(one.id): units(one.stock_quantity) for one in found if one.manage_stock is True
            }
            for remote_id, key in asked.items():
                yield Shown(key, numbers.get(remote_id))

    def _pages(self, path: str) -> Iterator[Product]:
        """By id, which is the only stable order."""
        for page in range(1, PAGES_MAX + 1):
            query = {"per_page": PAGE_SIZE, "page": page, "orderby": "id", "order": "asc"}
            found, total = self._page(path, query)
            yield from found
            if _is_last(found, total, page):
                return
        raise Unintelligible(f"{path} goes on for more than {PAGES_MAX} pages")

    def _page(self, path: str, query: Mapping[str, Any]) -> tuple[list[Product], int | None]:
        """A page, and how many there are on all of them, by the shop's own count.

        Nothing where the product whose variations are asked for was deleted.
        """
        try:
            answer = self.http.request("GET", path, query=query, decode=list[Product])
        except Refused as refusal:
            if refusal.code != UNKNOWN_PRODUCT:
                raise
            return [], 0
        return answer.value, told_total(answer.headers)


def _is_last(found: Sequence[Product], total: int | None, page: int) -> bool:
    """A shop leaves out rows that the key may not see, so a short page need not be the last.

    One that counts them nowhere is asked until nothing comes.
    """
    if total is None:
        return not found
    return len(found) < PAGE_SIZE and total <= page * PAGE_SIZE


def variations_of(product_id: int | str) -> str:
    return f"products/{product_id}/variations"


def by_parent(stock_keys: Iterable[StockKey]) -> dict[str, list[StockKey]]:
    """The keys of variations by their parent product."""
    found: dict[str, list[StockKey]] = {}
    for key in stock_keys:
        parent, slash, _ = key.inventory_id.partition("/")
        if slash:
            found.setdefault(parent, []).append(key)
    return found


def _listing(product: Product, *, parent: Product | None) -> Listing:
    key = _stock_key(product, parent)
    return Listing(
        listing_id=str(product.id),
        sku=_own_sku(product, parent),
        title=product.name or (parent.name if parent else ""),
        barcode=product.global_unique_id,
        numbers=(Shown(key, units(product.stock_quantity)),) if key else (),
    )


def _stock_key(product: Product, parent: Product | None) -> StockKey | None:
    if product.manage_stock == "parent" and parent is not None:
        return StockKey(str(parent.id))
    if product.manage_stock is not True:
        return None
    return StockKey(f"{parent.id}/{product.id}" if parent else str(product.id))


def _own_sku(product: Product, parent: Product | None) -> str:
    """A variation without a SKU answers its parent's: that is not its own."""
    sku = product.sku or ""
    return "" if parent is not None and sku == parent.sku else sku
