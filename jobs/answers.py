"""Every command that answers, with the shape of its JSON: what docs/json is made from.

Only the documentation and its tests import this: it imports every use case.
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from jobs.adopt import AdoptAnswer
from jobs.bins import BinGoneAnswer, BinsAnswer
from jobs.check import CheckAnswer
from jobs.connectors import ConnectorsAnswer
from jobs.count_answers import CountAnswer, CountList
from jobs.count_causes import CausesAnswer
from jobs.count_measures import MeasuresAnswer
from jobs.count_plan import PlanAnswer
from jobs.count_sheet import SheetAnswer
from jobs.explain import ExplainAnswer
from jobs.exports import ExportAnswer
from jobs.history import HistoryAnswer
from jobs.incidents import IncidentsAnswer, ResolvedAnswer
from jobs.init import InitAnswer
from jobs.item_files import SavedAnswer
from jobs.items import CreatedAnswer, ItemsAnswer, RecipeAnswer
from jobs.listings import LinkAnswer, ListingsAnswer
from jobs.move_booking import MoveAnswer
from jobs.movements import ImportAnswer
from jobs.opening import OpeningAnswer
from jobs.returns import ReturnsAnswer, RulingAnswer
from jobs.shadow import ShadowAnswer
from jobs.stock import StockAnswer
from jobs.switches import SwitchAnswer
from jobs.sync import SyncAnswer

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
    "count-export": ExportAnswer,
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
