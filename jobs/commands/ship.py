"""`stockbook ship`."""

from jobs.goods.move_command import move_command
from jobs.goods.moves import ship

command = move_command("ship", "Goods left without a storefront's order.", {"": ("Shipped.", ship)})
