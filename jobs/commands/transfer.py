"""`stockbook transfer`."""

from jobs.goods.move_command import move_command
from jobs.goods.moves import arrive, depart, lose_on_the_way, transfer, turn_back

command = move_command(
    "transfer",
    "Goods go from one location to another.",
    {
        "": ("Left and arrived.", transfer),
        "departed": ("They left, and are on their way.", depart),
        "arrived": ("They were on their way, and are at --to now.", arrive),
        "lost": ("They were on their way, and never reached --to.", lose_on_the_way),
        "turned-back": ("They were on their way, and are back at --location.", turn_back),
    },
    needs_to=True,
)
