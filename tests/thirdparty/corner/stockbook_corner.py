"""The Corner, a small shop with an API of its own, in Stockbook's words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

import stockbook as sb

SETTINGS: Final = (
    sb.Setting(name="address", why="where the shop answers", required=True),
    sb.Setting(name="token", why="made in its office, under API", required=True, secret=True),
)

TESTED_AGAINST: Final = "a fake shop of its own, with the contract; no running Corner"


def connect(settings: Mapping[str, Any], *, http: sb.HttpMaker, clock: sb.Clock) -> "Corner":
    address = str(settings["address"]).rstrip("/")
    door = http.to(f"{address}/api/", headers={"Authorization": f"Bearer {settings['token']}"})
    return Corner(http=door, clock=clock, location=settings["location"])


PAGE_SIZE: Final = 50
"""The most orders that the Corner gives at once."""

PAGES_MAX: Final = 100_000
"""Five million orders in one pull; beyond that it repeats itself."""

BATCH_SIZE: Final = 100
"""The most rows that it takes at once."""

OVERLAP: Final = timedelta(minutes=2)
"""More than its clock is ever set back; orders told again cost nothing."""


class _Window(msgspec.Struct, frozen=True):
    """Orders changed after ``start``, of which those up to id ``told`` have been told.

    ``begun``: when this pull began, by the Corner's clock, and ``ours``: by ours.
    """

    start: datetime
    begun: datetime | None = None
    ours: datetime | None = None
    told: int = 0

    def cursor(self) -> str:
        return msgspec.json.encode(self).decode()


def _window(cursor: str, since: datetime) -> _Window:
    try:
        return msgspec.json.decode(cursor, type=_Window) if cursor else _Window(start=since)
    except msgspec.MsgspecError:
        raise sb.Unintelligible(f"the cursor {cursor[:80]!r} is none of ours") from None


class _Shop(msgspec.Struct):
    name: str
    version: str
    zone: str
    may_write: bool


class _Listing(msgspec.Struct):
    id: int
    sku: str
    title: str
    stock: int


class _Orders(msgspec.Struct):
    now: datetime
    orders: list[msgspec.Raw]


class _OrderId(msgspec.Struct):
    id: int


class _Line(msgspec.Struct):
    """``taken``: what the Corner has taken of the listing's number for it."""

    id: int
    listing: int
    sku: str
    quantity: int
    taken: int


class _Order(msgspec.Struct):
    id: int
    status: str
    placed: datetime
    changed: datetime
    lines: list[_Line]
    shipped: datetime | None = None


class _Written(msgspec.Struct):
    """``stands``: another number that was there. With neither it was written."""

    id: int
    stands: int | None = None
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corner:
    """A `stockbook.Connector`. ``location``: where its orders are shipped from."""

    http: sb.Http
    clock: sb.Clock
    location: str

    def account(self) -> sb.Account:
        shop = self.http.request("GET", "shop", decode=_Shop).value
        return sb.Account(
            name=shop.name,
            platform="Corner",
            version=shop.version,
            time_zone=shop.zone,
            can_read=True,
            can_write=shop.may_write,
            missing_rights=() if shop.may_write else ("stock:write",),
        )

    def listings(self) -> Iterator[sb.Listing]:
        for one in self.http.request("GET", "listings", decode=list[_Listing]).value:
            number = sb.Shown(sb.StockKey(str(one.id)), one.stock)
            yield sb.Listing(
                listing_id=str(one.id), sku=one.sku, title=one.title, numbers=(number,)
            )

    @property
    def overlap(self) -> timedelta:
        return OVERLAP

    def orders(self, cursor: str, *, since: datetime) -> Iterator[sb.Page]:
        window = _window(cursor, since)
        for _ in range(PAGES_MAX):
            asked_at = self.clock()
            found = self._changed(window)
            begun, ours = window.begun or found.now, window.ours or asked_at
            ids = [_id(row) for row in found.orders]
            if ids != sorted({one for one in ids if one > window.told}):
                raise sb.Unintelligible("the Corner lists orders twice or out of order")
            orders = tuple(self._read(row, asked_at) for row in found.orders)
            if len(ids) < PAGE_SIZE:
                yield sb.Page(orders=orders, cursor=_Window(start=begun).cursor(), complete_to=ours)
                return
            window = _Window(start=window.start, begun=begun, ours=ours, told=ids[-1])
            yield sb.Page(orders=orders, cursor=window.cursor())
        raise sb.Unintelligible(f"the Corner lists more than {PAGES_MAX} pages of orders")

    def _changed(self, window: _Window) -> _Orders:
        after = (window.start - OVERLAP).isoformat()
        query = {"changed_after": after, "id_after": window.told, "limit": PAGE_SIZE}
        return self.http.request("GET", "orders", query=query, decode=_Orders).value

    def orders_by_id(
        self, order_ids: Sequence[str]
    ) -> Iterator[sb.OrderSnapshot | sb.Unreadable | sb.Gone]:
        for order_id in order_ids:
            asked_at = self.clock()
            try:
                row = self.http.request("GET", f"orders/{order_id}", decode=msgspec.Raw).value
            except sb.Refused as refusal:
                if refusal.code != "no_such_order":
                    raise
                yield sb.Gone(order_id=order_id, read_at=asked_at)
            else:
                yield self._read(row, asked_at)

    def _read(self, row: msgspec.Raw, asked_at: datetime) -> sb.OrderSnapshot | sb.Unreadable:
        try:
            order = msgspec.json.decode(row, type=_Order)
            return sb.OrderSnapshot(
                order_id=str(order.id),
                status=order.status,
                placed_at=order.placed,
                stamp=order.changed,
                read_at=asked_at,
                answered_at=self.clock(),
                lines=tuple(self._line(line, order) for line in order.lines),
            )
        except (msgspec.ValidationError, ValueError) as error:
            problem = str(error)
        return sb.Unreadable(order_id=str(_id(row)), problem=problem, kept="", read_at=asked_at)

    def _line(self, line: _Line, order: _Order) -> sb.LineSnapshot:
        is_known = order.status in {"open", "shipped", "cancelled"}
        is_owed = order.status == "open" or (not is_known and line.taken > 0)
        shipped = sb.PhysicalEvent(
            kind=sb.EventKind.SHIPPED,
            quantity=line.quantity,
            location=self.location,
            occurred_at=order.shipped,
        )
        return sb.LineSnapshot(
            line_id=str(line.id),
            listing_id=str(line.listing),
            sku=line.sku,
            owed=(sb.Owed(location=self.location, quantity=line.quantity),) if is_owed else (),
            events=(shipped,) if order.status == "shipped" else (),
            held=(sb.Held(taken=line.taken),) if line.taken else (),
            unclear=0 if is_known or is_owed else line.quantity,
        )

    @property
    def push_manners(self) -> sb.PushManners:
        return sb.PushManners(
            guard=sb.Guard.COMPARE_AND_SET,
            batch_size=BATCH_SIZE,
            lag=timedelta(0),
            longest_request=timedelta(minutes=2),
            keys_kept=timedelta(days=1),
        )

    def shown(self, stock_keys: Sequence[sb.StockKey]) -> Iterator[sb.Shown]:
        for start in range(0, len(stock_keys), BATCH_SIZE):
            asked = {key.inventory_id: key for key in stock_keys[start : start + BATCH_SIZE]}
            query = {"ids": ",".join(asked)}
            rows = self.http.request("GET", "listings", query=query, decode=list[_Listing]).value
            stock = {str(row.id): row.stock for row in rows}
            for inventory_id, key in asked.items():
                yield sb.Shown(key, stock.get(inventory_id))

    def push(self, pushes: Sequence[sb.Push]) -> Iterator[sb.PushAnswer]:
        return sb.with_undone(pushes, self._write(pushes))

    def _write(self, pushes: Sequence[sb.Push]) -> Iterator[sb.PushAnswer]:
        rows = [
            {"key": one.key, "id": int(one.stock_key.inventory_id)}
            | {"from": one.expected, "to": one.wanted}
            for one in pushes
        ]
        said: dict[int, _Written] = {}
        try:
            answer = self.http.request("POST", "stock", body=rows, decode=list[_Written])
            said = {one.id: one for one in answer.value}
        except sb.Unavailable as failure:
            if not failure.effect_unknown:
                raise
        for one in pushes:
            yield _answer(one, said.get(int(one.stock_key.inventory_id)))


def _answer(push: sb.Push, said: _Written | None) -> sb.PushAnswer:
    if said is None:
        return sb.Unanswered(push.stock_key)
    if said.error:
        return sb.RefusedPush(push.stock_key, said.error)
    if said.stands is not None:
        return sb.Stale(push.stock_key, said.stands)
    return sb.Accepted(push.stock_key)


def _id(row: msgspec.Raw) -> int:
    try:
        return msgspec.json.decode(row, type=_OrderId).id
    except msgspec.ValidationError:
        raise sb.Unintelligible("the Corner lists an order without an id") from None
