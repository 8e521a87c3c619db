"""Prove that the orders add up, or name what does not."""

from marketplace.inventory.stock_check.check import Broken
from marketplace.inventory.stock_check.command import CheckCommand
from marketplace.orders.models import OrderCheck
from marketplace.orders.order_check.check import check_and_keep


class Command(CheckCommand):
    help = (
        "Compare orders, parcels, lines, holds, sales, payments and Saleor's orders over the whole "
        "database; name every row that disagrees. Exit code 1 where one does."
    )

    def check_and_keep(self) -> tuple[OrderCheck, list[Broken]]:
        return check_and_keep()
