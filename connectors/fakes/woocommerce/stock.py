"""What moves the numbers: sales, cancellations, line edits, refunds.

Stock is taken once an order, by a flag on the order, and every line remembers in
``_reduced_stock`` what it has taken. Zero there counts as "nothing remembered".
"""

from datetime import datetime

from connectors.fakes.woocommerce.records import Line, Order, Product
from connectors.fakes.woocommerce.shop import Shop


def take_for_order(shop: Shop, order: Order, now: datetime) -> None:
    """Once an order: a line refunded to 0 is not taken again, a re-opened order takes all."""
    if order.stock_reduced:
        return
    for line in order.lines:
        if not line.reduced and move(shop, line, -line.quantity, now):
            line.reduced = line.quantity
    order.stock_reduced = True


def give_back_for_order(shop: Shop, order: Order, now: datetime) -> None:
    """Exactly what the lines remember: units refunded without restock come back too."""
    if not order.stock_reduced:
        return
    for line in order.lines:
        if line.reduced and move(shop, line, line.reduced, now):
            line.reduced = None
    order.stock_reduced = False


def adjust_line(shop: Shop, order: Order, line: Line, quantity: int, *, now: datetime) -> None:
    """A line of ``quantity`` units holds so many, less what refunds put back. 0 gives all back."""
    if held_by(shop, shop.product_of(line)) is None:
        return
    reduced, restocked = line.reduced or 0, line.restocked or 0
    wanted = quantity - restocked if quantity else 0
    if wanted == reduced:
        return
    move(shop, line, reduced - wanted, now)
    line.reduced = quantity - restocked
    if quantity:
        order.stock_reduced = True


def restock_refunded(shop: Shop, line: Line, quantity: int, now: datetime) -> None:
    """Only where the line still holds something; never capped by what it holds."""
    if not line.reduced or not quantity or not move(shop, line, quantity, now):
        return
    line.reduced -= quantity
    line.restocked = (line.restocked or 0) + quantity


def move(shop: Shop, line: Line, units: int, now: datetime) -> bool:
    """Adds units to the number behind this line; False where nothing keeps a number for it."""
    holder = held_by(shop, shop.product_of(line))
    if holder is None:
        return False
    holder.quantity = (holder.quantity or 0) + units
    settle_status(holder)
    touch(shop, holder, now)
    return True


def settle_status(product: Product) -> None:
    """The number overrules the status, which stays as it was once there is no number any more."""
    if product.manage_stock and (product.quantity or 0) > 0:
        product.stock_status = "instock"
    elif product.manage_stock:
        product.stock_status = "outofstock" if product.backorders == "no" else "onbackorder"


def held_by(shop: Shop, product: Product | None) -> Product | None:
    """The product whose number counts: its own, its parent's, or none."""
    if product is None or product.manage_stock:
        return product
    parent = shop.products.get(product.parent_id)
    return parent if parent is not None and parent.manage_stock else None


def touch(shop: Shop, product: Product, now: datetime) -> None:
    """A changed variation moves its parent's date as well, never the other way round."""
    product.modified = now
    if product.parent_id in shop.products:
        shop.products[product.parent_id].modified = now
