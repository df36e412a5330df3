"""What happens in a shop on Medusa, step by step, and what book and shop must hold after each.

The same stories are told of the fake server and of a real one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from jobs.storefronts.sync import Cycle
from tests.storefronts.books import Book

STOCKED: Final = 20
"""Of A and of B at each of two locations, when a story begins. K is a kit of two A and one B."""

CODES: Final = {"austin": "Austin", "boston": "Boston"}

CYCLES_MAX: Final = 10
PAUSE_SECONDS: Final = 3
"""An order may be seen some seconds after it changed, and a number is not written again before
the lag that the connector states has passed."""

Held = tuple[int, int, int]
"""Available, committed and damaged in the book."""


@dataclass(frozen=True, slots=True)
class Story:
    """``people`` do things in the shop."""

    people: Any
    book: Book

    def sees(self, sku: str, *, less: int = 0, **held: Held) -> None:
        """After some cycles the book holds this, at each location by code; and the shop agrees.

        The shop may still sell what the book has available, or ``less`` at Austin, where Medusa
        keeps something reserved for nobody.
        """
        wanted: dict[str, Held] = {"austin": (STOCKED, 0, 0), "boston": (STOCKED, 0, 0), **held}
        for_sale = {code: available for code, (available, _, _) in wanted.items()}
        for_sale["austin"] -= less
        for _ in range(CYCLES_MAX):
            self.book.sync()
            told = {code: self._booked(sku, code) for code in CODES}, self._for_sale(sku)
            if told == (wanted, for_sale):
                break
            self.book.sleep(PAUSE_SECONDS)
        assert told == (wanted, for_sale)
        assert self.book.problems() == []

    def _for_sale(self, sku: str) -> dict[str, float]:
        levels = {code: self.people.level(sku, name) for code, name in CODES.items()}
        return {code: stocked - reserved for code, (stocked, reserved) in levels.items()}

    def _booked(self, sku: str, code: str) -> Held:
        line = self.book.line(sku, code)
        return line.available, line.committed, line.damaged


def shipped_from_elsewhere_and_back_in_two_receipts(story: Story) -> None:
    """Reserved at Austin, shipped from Boston, back at Austin: good ones and a damaged one."""
    people = story.people
    order = people.sell({"A": 4})
    story.sees("A", austin=(16, 4, 0))
    sent = people.fulfil(order, {"A": 4}, at="Boston")
    story.sees("A", boston=(16, 4, 0))
    people.ship(order, sent, {"A": 4})
    story.sees("A", boston=(16, 0, 0))
    back = people.request_return(order, {"A": 3})
    story.sees("A", boston=(16, 0, 0))
    people.receive(order, back, good={"A": 1}, damaged={"A": 1})
    story.sees("A", austin=(21, 0, 1), boston=(16, 0, 0))
    people.receive(order, back, good={"A": 1})
    story.sees("A", austin=(22, 0, 1), boston=(16, 0, 0))


def cancelled_before_and_after_fulfilment(story: Story) -> None:
    """A fulfilment that is cancelled leaves the goods reserved where it was."""
    people = story.people
    people.cancel(people.sell({"A": 3}))
    story.sees("A")
    order = people.sell({"A": 3})
    story.sees("A", austin=(17, 3, 0))
    sent = people.fulfil(order, {"A": 3}, at="Boston")
    story.sees("A", boston=(17, 3, 0))
    people.cancel_fulfilment(order, sent)
    story.sees("A", boston=(17, 3, 0))
    people.cancel(order)
    story.sees("A")


def edited_down_and_another_line_added(story: Story) -> None:
    """Then everything leaves."""
    people = story.people
    order = people.sell({"A": 5})
    people.edit(order, {"A": 2}, add={"B": 1})
    story.sees("A", austin=(18, 2, 0))
    story.sees("B", austin=(19, 1, 0))
    sent = people.fulfil(order, {"A": 2, "B": 1})
    people.ship(order, sent, {"A": 2, "B": 1})
    story.sees("A", austin=(18, 0, 0))
    story.sees("B", austin=(19, 0, 0))


def kits_are_their_components(story: Story) -> None:
    """Three kits are sold, one is shipped and comes back good."""
    people = story.people
    order = people.sell({"K": 3})
    story.sees("A", austin=(14, 6, 0))
    story.sees("B", austin=(17, 3, 0))
    sent = people.fulfil(order, {"K": 1})
    story.sees("A", austin=(14, 6, 0))
    people.ship(order, sent, {"K": 1})
    story.sees("A", austin=(14, 4, 0))
    story.sees("B", austin=(17, 2, 0))
    people.receive(order, people.request_return(order, {"K": 1}), good={"K": 1})
    story.sees("A", austin=(16, 4, 0))
    story.sees("B", austin=(18, 2, 0))
    people.cancel_fulfilment(order, people.fulfil(order, {"K": 2}))
    story.sees("A", austin=(16, 4, 0))
    story.sees("B", austin=(18, 2, 0))


def a_part_that_leaves_from_elsewhere_takes_the_reservation_along(story: Story) -> None:
    """Austin's reserved figure stays as it was, for nobody: Medusa sells less than there is."""
    people = story.people
    order = people.sell({"A": 4})
    sent = people.fulfil(order, {"A": 1}, at="Boston")
    story.sees("A", less=4, boston=(16, 4, 0))
    people.ship(order, sent, {"A": 1})
    story.sees("A", less=4, boston=(16, 3, 0))


def an_edit_after_a_fulfilment_reserves_what_has_left_too(story: Story) -> None:
    """Five are owed and six reserved; one stays reserved when all have left."""
    people = story.people
    order = people.sell({"A": 4})
    sent = people.fulfil(order, {"A": 1})
    people.ship(order, sent, {"A": 1})
    people.edit(order, {"A": 6})
    story.sees("A", less=1, austin=(14, 5, 0))
    sent = people.fulfil(order, {"A": 5})
    people.ship(order, sent, {"A": 5})
    story.sees("A", less=1, austin=(14, 0, 0))


def an_exchange_owes_what_it_does_not_reserve(story: Story) -> None:
    """So the number is written down by what is owed; then the old goods come back."""
    people = story.people
    order = people.sell({"A": 2})
    people.ship(order, people.fulfil(order, {"A": 2}), {"A": 2})
    story.sees("A", austin=(18, 0, 0))
    back = people.exchange(order, {"A": 1}, {"B": 2})
    story.sees("B", austin=(18, 2, 0))
    people.receive(order, back, good={"A": 1})
    story.sees("A", austin=(19, 0, 0))
    story.sees("B", austin=(18, 2, 0))


def two_goods_of_one_return_that_share_a_part(story: Story) -> None:
    """Medusa puts the part back for one of them only; the daily look at every number finds it."""
    people = story.people
    order = people.sell({"A": 1, "K": 1})
    people.ship(order, people.fulfil(order, {"A": 1, "K": 1}), {"A": 1, "K": 1})
    story.sees("A", austin=(17, 0, 0))
    back = people.request_return(order, {"A": 1, "K": 1})
    people.receive(order, back, good={"A": 1, "K": 1})
    assert people.level("A", "Austin")[0] < STOCKED
    story.book.sync(Cycle(audit=True))
    story.sees("A")
    story.sees("B")


def another_channel_sells(story: Story) -> None:
    """Written is what is available and what this shop has reserved itself; then nothing more."""
    people, book = story.people, story.book
    people.sell({"A": 3})
    story.sees("A", austin=(17, 3, 0))
    book.receive("A", -5, "austin")
    story.sees("A", austin=(12, 3, 0))
    assert people.level("A", "Austin") == (15, 3)
    assert book.sync().pushed == 0


STORIES: Final[tuple[Callable[[Story], None], ...]] = (
    shipped_from_elsewhere_and_back_in_two_receipts,
    cancelled_before_and_after_fulfilment,
    edited_down_and_another_line_added,
    kits_are_their_components,
    a_part_that_leaves_from_elsewhere_takes_the_reservation_along,
    an_edit_after_a_fulfilment_reserves_what_has_left_too,
    an_exchange_owes_what_it_does_not_reserve,
    two_goods_of_one_return_that_share_a_part,
    another_channel_sells,
)
