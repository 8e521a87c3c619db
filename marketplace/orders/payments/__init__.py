"""Ways to pay, by name. An order keeps the name; Payment.method says how each parcel is paid."""

from marketplace.orders.payments.at_the_counter import AtTheCounter
from marketplace.orders.payments.cash_on_delivery import CashOnDelivery
from marketplace.orders.payments.interface import Method, Quote

METHODS: dict[str, Method] = {method.name: method for method in (CashOnDelivery(), AtTheCounter())}

__all__ = ["METHODS", "Method", "Quote"]
