"""`stockbook adjust`."""

from jobs.goods.move_command import move_command
from jobs.goods.moves import find, lose

command = move_command(
    "adjust",
    "Correct what is available, with a reason.",
    {
        "fewer": ("Fewer are there: to loss.", lose),
        "more": ("More are there: from loss.", find),
    },
    needs_reason=True,
)
