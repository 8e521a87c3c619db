"""The worker's side of the stock."""

from celery import shared_task

from marketplace.inventory.stock_check.check import check_and_keep


@shared_task(ignore_result=True)
def check_stock() -> None:
    """Every night: that all figures of stock agree."""
    check_and_keep()
