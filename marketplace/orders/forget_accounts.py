"""Accounts that shoppers named for a refund are forgotten once they are needed no more."""

from datetime import timedelta

from django.db.models import Exists, OuterRef

from marketplace import clock
from marketplace.orders.models import Refund, ReturnRequest

KEPT = timedelta(days=30)  # a transfer that a bank sends back comes within days


def forget_accounts() -> int:
    """Empty the accounts of refunds paid, and of returns ended, 30 days ago; how many there were.

    Locks: the rows it changes. A second run finds nothing.
    """
    before = clock.now() - KEPT
    paid = Refund.objects.filter(state=Refund.State.PAID, paid_at__lte=before)
    count = paid.exclude(pay_to="").update(pay_to="")
    waiting = Refund.objects.filter(request=OuterRef("pk")).exclude(
        state=Refund.State.PAID, paid_at__lte=before
    )
    ended = ReturnRequest.objects.filter(
        ~Exists(waiting),
        state__in=(ReturnRequest.State.DECLINED, ReturnRequest.State.RECEIVED),
        decided_at__lte=before,
    )
    return count + ended.exclude(pay_to="").update(pay_to="")
