"""Thanh toán khi nhận hàng: the carrier takes the money at the door and hands it on."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.orders.models import ShopOrder
from marketplace.orders.payments.in_cash import InCash
from marketplace.orders.payments.interface import Quote

METHOD = "cash_on_delivery"


class CashOnDelivery(InCash):
    name = METHOD
    words = gettext_lazy("Cash on delivery")
    due_words = gettext_lazy("%(amount)s to pay when you receive the goods.")

    def available(self, quote: Quote) -> str:
        if quote.how != ShopOrder.How.DELIVERY:
            return _("What you collect yourself is paid at the counter.")
        return ""
