"""`stockbook receive`."""

from jobs.goods.move_command import move_command
from jobs.goods.moves import cancel_ordered, order_in, receive, receive_ordered, send_back

command = move_command(
    "receive",
    "Goods came from a supplier.",
    {
        "": ("Received.", receive),
        "ordered": ("Only ordered: they are incoming.", order_in),
        "arrived": ("Goods that were ordered before came in.", receive_ordered),
        "cancelled": ("Goods that were ordered before will not come.", cancel_ordered),
        "sent-back": ("Goods went back to the supplier.", send_back),
    },
)
