"""Thanh toán tại quầy: who collects the goods pays at the point, which keeps the money."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.orders.models import ShopOrder
from marketplace.orders.payments.in_cash import InCash
from marketplace.orders.payments.interface import Quote

METHOD = "at_the_counter"


class AtTheCounter(InCash):
    name = METHOD
    words = gettext_lazy("At the counter")
    due_words = gettext_lazy("%(amount)s to pay at the counter when you collect the goods.")

    def available(self, quote: Quote) -> str:
        if quote.how != ShopOrder.How.COLLECTION:
            return _(
                "What is delivered is paid when you receive it. Collect it to pay at the counter."
            )
        return ""
