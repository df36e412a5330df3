"""`stockbook ship`."""

from jobs.move_command import move_command
from jobs.moves import ship

command = move_command("ship", "Goods left without a storefront's order.", {"": ("Shipped.", ship)})
