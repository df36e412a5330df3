"""`stockbook damage`."""

from jobs.goods.move_command import move_command
from jobs.goods.moves import damage, repair, write_off

command = move_command(
    "damage",
    "Goods were damaged, repaired or written off.",
    {
        "": ("Damaged: present, not sellable.", damage),
        "repaired": ("Damaged goods are sellable again.", repair),
        "written-off": ("Damaged goods are gone for good.", write_off),
    },
)
