from datetime import UTC, datetime, timedelta
from itertools import count
from connectors.memory import MemoryConnector, MemoryShop
from ledger.channels import Guard
from ledger.database import Database, open_engine
from ledger.listings import *
from ledger.channel_state import *
from ledger.items import *
from ledger.locations import *
from ledger.sites import Site
from ledger.balances import stock
from ledger.store import post
from ledger.values import *
from jobs.work import work_on
from jobs.pull import pull
from jobs.push import push, PushPlan
from ledger.check import prove, proofs
import pytest
class Clock:
    def __init__(self): self.now=datetime(2026,1,1,tzinfo=UTC)
    def __call__(self): return self.now
    def sleep(self,s): self.now+=timedelta(seconds=s)
@pytest.mark.parametrize("guard", list(Guard))
def test_world(database_url, guard):
    clock=Clock(); e=open_engine(database_url); db=Database(e,clock=clock); ids=count()
    shops={}
    with db.writing() as tx:
        ensure_locations(tx,[Site(code="main",time_zone="UTC")]); set_opening(tx,"main",clock.now)
        save_items(tx,[ItemRecord(sku="A")])
        post(tx,[Movement(key="o",occurred_at=clock.now,sku="A",quantity=10,source=OPENING,destination=place("main",State.AVAILABLE))])
    clock.sleep(60)
    for n in ("one","two"):
        shop=MemoryShop(clock,guard=guard); shop.add_listing("A",10); shops[n]=shop
        with db.writing() as tx:
            c=ensure_channel(tx,n); save_listings(tx,c,MemoryConnector(shop).listings()); link_listings(tx,c,[ListingLink(listing_id="A",sku="A")],actor="t"); allow_writing(tx,c)
    def cycle():
        for n,s in shops.items():
            clock.sleep(5)
            with work_on(n,MemoryConnector(s),db,holder="t",clock=clock,sleep=clock.sleep,new_id=lambda:str(next(ids))) as w:
                a=pull(w); b=push(w,PushPlan(locations=("main",)))
                print(n,a,b,s.numbers)
    for _ in range(3): cycle()
    shops["one"].place("1",{"A":2})
    for _ in range(3): cycle()
    shops["two"].place("1",{"A":1}); shops["one"].ship("1")
    for _ in range(4): cycle()
    with db.reading() as tx:
        print(stock(tx,skus=["A"])); 
        for p in proofs().values(): assert prove(tx,p)==[]
    on={n:s.numbers["A"] for n,s in shops.items()}
    assert on == ({"one":7,"two":7} if guard is not Guard.ON_HAND else {"one":7,"two":8})
    e.dispose()
