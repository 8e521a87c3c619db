"""Prove that the stock adds up, or name what does not."""

from marketplace.inventory.models import StockCheck
from marketplace.inventory.stock_check.check import Broken, check_and_keep
from marketplace.inventory.stock_check.command import CheckCommand


class Command(CheckCommand):
    help = (
        "Compare ledger, balances, shelves, holds, transfers and Saleor's stock over the whole "
        "database; name every row that disagrees. Exit code 1 where one does."
    )

    def check_and_keep(self) -> tuple[StockCheck, list[Broken]]:
        return check_and_keep()
