"""Every command that answers, with the shape of its JSON: what docs/json is made from.

Only the documentation and its tests import this: it imports every use case.
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from jobs.check import CheckAnswer
from jobs.counts.answers import CountAnswer
from jobs.counts.bins import BinGoneAnswer, BinsAnswer
from jobs.counts.causes import CausesAnswer
from jobs.counts.headings import HeadingsAnswer
from jobs.counts.listing import CountList
from jobs.counts.measures import MeasuresAnswer
from jobs.counts.plan import PlanAnswer
from jobs.counts.sheet import SheetAnswer
from jobs.exports import ExportAnswer
from jobs.goods.history import HistoryAnswer
from jobs.goods.item_files import SavedAnswer
from jobs.goods.items import CreatedAnswer, ItemsAnswer, RecipeAnswer
from jobs.goods.move_booking import MoveAnswer
from jobs.goods.movements import ImportAnswer
from jobs.goods.opening import OpeningAnswer
from jobs.goods.returns import ReturnsAnswer, RulingAnswer
from jobs.goods.stock import StockAnswer
from jobs.incidents import IncidentsAnswer, ResolvedAnswer
from jobs.init import InitAnswer
from jobs.storefronts.adopt import AdoptAnswer
from jobs.storefronts.connectors import ConnectorsAnswer
from jobs.storefronts.explain import ExplainAnswer
from jobs.storefronts.listings import LinkAnswer, ListingsAnswer
from jobs.storefronts.shadow import ShadowAnswer
from jobs.storefronts.switches import SwitchAnswer
from jobs.storefronts.sync import SyncAnswer

SCHEMAS: Final[Mapping[str, type]] = {
    "adopt": AdoptAnswer,
    "allow": SwitchAnswer,
    "check": CheckAnswer,
    "connectors": ConnectorsAnswer,
    "count-approve": CountAnswer,
    "count-bin-gone": BinGoneAnswer,
    "count-bins": BinsAnswer,
    "count-causes": CausesAnswer,
    "count-confirm": CountAnswer,
    "count-declare": CountAnswer,
    "count-export": ExportAnswer,
    "count-headings": HeadingsAnswer,
    "count-headings-gone": HeadingsAnswer,
    "count-list": CountList,
    "count-measures": MeasuresAnswer,
    "count-plan": PlanAnswer,
    "count-post": CountAnswer,
    "count-recount": CountAnswer,
    "count-reverse": CountAnswer,
    "count-report": ExportAnswer,
    "count-rule": CountAnswer,
    "count-sheet": SheetAnswer,
    "count-show": CountAnswer,
    "count-upload": CountAnswer,
    "explain": ExplainAnswer,
    "history": HistoryAnswer,
    "incidents-list": IncidentsAnswer,
    "incidents-resolve": ResolvedAnswer,
    "init": InitAnswer,
    "items-list": ItemsAnswer,
    "items-create": CreatedAnswer,
    "items-export": ExportAnswer,
    "items-import": SavedAnswer,
    "items-recipe": RecipeAnswer,
    "listings-list": ListingsAnswer,
    "listings-link": LinkAnswer,
    "movements-export": ExportAnswer,
    "movements-import": ImportAnswer,
    "opening": OpeningAnswer,
    "pause": SwitchAnswer,
    "receive": MoveAnswer,
    "ship": MoveAnswer,
    "transfer": MoveAnswer,
    "adjust": MoveAnswer,
    "damage": MoveAnswer,
    "resume": SwitchAnswer,
    "returns-list": ReturnsAnswer,
    "returns-settle": RulingAnswer,
    "stock": StockAnswer,
    "sync": SyncAnswer,
    "sync-dry-run": ShadowAnswer,
}


def schema_of(answer: type) -> dict[str, Any]:
    """JSON Schema 2020-12 of an answer; what it says of itself comes along."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **msgspec.json.schema(answer),
    }
