"""A Shopify shop as Stockbook sees it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from connectors.errors import Refused
from connectors.http import Http, HttpMaker
from connectors.places import Places
from connectors.protocol import Account, Page
from connectors.settings import Setting
from connectors.shopify import meaning
from connectors.shopify.access import (
    WRITE,
    Rights,
    app_failure,
    granted_tokens,
    locations,
    permanent_token,
)
from connectors.shopify.bulk import Backfill
from connectors.shopify.catalogue import CatalogueReader
from connectors.shopify.documents import VERSION
from connectors.shopify.graph import Graph
from connectors.shopify.lists import Walk
from connectors.shopify.orders import OVERLAP, OrderReader
from connectors.shopify.reading import Reader
from connectors.shopify.shapes import number_of
from connectors.shopify.shapes_shop import Location
from connectors.shopify.stock import BATCH_SIZE, StockWriter
from connectors.undone import with_undone
from ledger.channels import Guard, Listing, Push, PushAnswer, PushManners, Shown, StockKey
from ledger.instants import Clock
from ledger.snapshots import Gone, OrderSnapshot, Unreadable

SETTINGS: Final = (
    Setting(
        name="address",
        why="the shop's own name, such as https://example.myshopify.com",
        required=True,
        names_shop=True,
    ),
    Setting(name="client_id", why="of your own app, for tokens that last a day"),
    Setting(name="client_secret", why="of your own app", secret=True),
    Setting(name="token", why="instead: the permanent token shpat_… of an older app", secret=True),
    Setting(name="ca_file", why="a certificate authority of your own, as a PEM file"),
)

MANNERS: Final = PushManners(
    guard=Guard.COMPARE_AND_SET,
    batch_size=BATCH_SIZE,
    # Lists come from a search index; how late it may be is nowhere said.
    lag=timedelta(minutes=1),
    # A request is given a minute, and three times that if it drips in, four times over.
    longest_request=timedelta(minutes=20),
    # "A limited retention window"; what is surely within it.
    keys_kept=timedelta(hours=1),
    shows_for_sale=True,
    takes_negative=True,
)


@dataclass(frozen=True, slots=True)
class Shopify:
    """Implements connectors.protocol.Connector."""

    graph: Graph
    rights: Rights
    places: Places
    reader: Reader
    lists: OrderReader
    catalogue: CatalogueReader
    writer: StockWriter

    @property
    def push_manners(self) -> PushManners:
        return MANNERS

    @property
    def overlap(self) -> timedelta:
        return OVERLAP

    def account(self) -> Account:
        """Raises Refused, naming the shop's locations, where the mapping does not fit them."""
        shop = self.rights.shop()
        missing = self.rights.missing()
        found = list(locations(self.graph))
        known = tuple((number_of(one.id), one.name) for one in found)
        _check_mapping(self.places, known, missing)
        return Account(
            name=shop.name,
            platform="Shopify",
            version=VERSION,
            time_zone=shop.iana_timezone,
            can_read=not missing or missing == (WRITE,),
            can_write=WRITE not in missing,
            missing_rights=missing,
            locations=known,
            notes=tuple(_services(self.places, found)),
            shop_id=shop.id,
        )

    def listings(self) -> Iterator[Listing]:
        return self.catalogue.listings()

    def orders(self, cursor: str, *, since: datetime) -> Iterator[Page]:
        return self.lists.pages(cursor, since=since)

    def orders_by_id(self, order_ids: Sequence[str]) -> Iterable[OrderSnapshot | Unreadable | Gone]:
        return self.reader.by_id(order_ids)

    def shown(self, stock_keys: Sequence[StockKey]) -> Iterable[Shown]:
        return self.catalogue.shown(stock_keys)

    def push(self, pushes: Sequence[Push]) -> Iterable[PushAnswer]:
        return with_undone(pushes, self.writer.push(pushes))


def connect(settings: Mapping[str, Any], *, http: HttpMaker, clock: Clock) -> Shopify:
    """Raises Refused where neither a token nor an app is set."""
    address = str(settings["address"]).rstrip("/")
    places = Places.of(settings)
    graph = Graph(http=_door(address, settings, http=http, clock=clock))
    rights = Rights(graph)
    reader = Reader(graph=graph, clock=clock, places=places, rights=rights)
    catalogue = CatalogueReader(graph, places)
    backfill = Backfill(reader=reader, maker=http, clock=clock, ca_file=settings["ca_file"])
    return Shopify(
        graph=graph,
        rights=rights,
        places=places,
        reader=reader,
        lists=OrderReader(reader=reader, walk=Walk(graph=graph), backfill=backfill, clock=clock),
        catalogue=catalogue,
        writer=StockWriter(graph, catalogue),
    )


def _door(address: str, settings: Mapping[str, Any], *, http: HttpMaker, clock: Clock) -> Http:
    """Every document goes to one address, with a token that is renewed where it can be."""
    client_id, secret, token = (
        settings[name] or "" for name in ("client_id", "client_secret", "token")
    )
    if not token and not (client_id and secret):
        raise Refused(f"{address}: set client_id and client_secret, or token")
    oauth = http.to(
        f"{address}/admin/oauth/", secret=secret, ca_file=settings["ca_file"], failure=app_failure
    )
    auth = (
        permanent_token(token, clock=clock)
        if token
        else granted_tokens(oauth, client_id, secret, clock=clock)
    )
    return http.to(
        f"{address}/admin/api/{VERSION}/",
        secret=secret,  # the shop may repeat it in its words
        auth=auth,
        ca_file=settings["ca_file"],
        budget=meaning.budget(),
        failure=meaning.failure,
    )


def _check_mapping(
    places: Places, known: Sequence[tuple[str, str]], missing: Sequence[str]
) -> None:
    """With the scopes that are missing too: nobody likes to be told one thing after the other."""
    ids = {number for number, _ in known}
    strange = [one for one in places.mapped if one not in ids]
    if strange or not places.mapped:
        named = ", ".join(f"{number} ({name})" for number, name in known)
        what = f"has no location {', '.join(strange)}" if strange else "needs its locations mapped"
        rights = f"; grant its app {', '.join(missing)}, too" if missing else ""
        raise Refused(
            f"the shop {what}; write under `locations` which of ours are: {named}{rights}"
        )


def _services(places: Places, found: Sequence[Location]) -> Iterator[str]:
    """Another firm's stock: what we wrote there, its own program would write over."""
    for one in found:
        code = places.mapped.get(number_of(one.id))
        if one.is_fulfillment_service and code is not None:
            yield (
                f"its location {number_of(one.id)} ({one.name}) is of a fulfilment service, which "
                f"keeps its own numbers there; leave it out of `locations`, or let {code} be of "
                "kind external"
            )
