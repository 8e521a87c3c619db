"""The worker's side of orders."""

from celery import shared_task

from marketplace.orders import lapse
from marketplace.orders.forget_accounts import forget_accounts
from marketplace.orders.forget_baskets import forget_baskets
from marketplace.orders.order_check.check import check_and_keep


@shared_task(ignore_result=True)
def lapse_past() -> None:
    """Every minute: orders that nobody confirmed or collected in time are written down as such."""
    lapse.sweep()


@shared_task(ignore_result=True)
def check_orders() -> None:
    """Every night, after the stock: that all figures of orders agree."""
    check_and_keep()


@shared_task(ignore_result=True)
def forget_old() -> None:
    """Every night: accounts named for a refund, 30 days after it was paid; left baskets."""
    forget_accounts()
    forget_baskets()
