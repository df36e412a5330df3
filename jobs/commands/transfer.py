"""`stockbook transfer`."""

from jobs.move_command import move_command
from jobs.moves import arrive, depart, lose_on_the_way, transfer, turn_back

command = move_command(
    "transfer",
    "Goods go from one location to another.",
    {
        "": ("Left and arrived.", transfer),
        "departed": ("They left --location and are on their way to --to.", depart),
        "arrived": ("They came from --to and are at --location now.", arrive),
        "lost": ("They never reached --location.", lose_on_the_way),
        "turned-back": ("They were bound for --location and went back to --to.", turn_back),
    },
    needs_to=True,
)
