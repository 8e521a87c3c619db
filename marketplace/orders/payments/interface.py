"""What a way to pay has to answer. What an order is and what it costs is decided elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from marketplace.orders.models import Carrier, Parcel, Payment, Refund, ReturnRequest, ShopOrder


@dataclass(frozen=True)
class Quote:
    """What is about to be ordered. total: đồng, tax and delivery included."""

    how: ShopOrder.How
    total: int


@dataclass(frozen=True)
class Back:
    """What is to go back: `amount` in đồng; pay_to: an account, "" for cash.

    The same client key answers as the first time. request: the return it is for, if any.
    """

    amount: int
    reason: str
    client_key: str
    pay_to: str = ""
    request: ReturnRequest | None = None


class Method(Protocol):
    """A way to pay, by its name in orders.payments.METHODS.

    Everything runs in the caller's transaction, the parcel locked; the payment is locked last.
    """

    name: str
    words: Any  # as shoppers and staff read it, in the language of the moment

    def available(self, quote: Quote) -> str:
        """ "" where it can be chosen, else the sentence that says why not and what to do."""

    def start(self, parcels: Sequence[Parcel]) -> list[Payment]:
        """What is owed for each parcel, its to_collect. One statement however many."""

    def confirm(
        self, parcel: Parcel, *, actor_id: int | None, carrier: Carrier | None = None
    ) -> Payment:
        """The money is there, and the order's history says so; a carrier has it until it is remitted.

        Raises OrderRefused not_due where nothing is owed any more.
        """

    def fail(self, parcel: Parcel, *, actor_id: int | None) -> Payment:
        """The money will not come: the parcel was refused, cancelled or has lapsed.

        Raises OrderRefused not_due as above.
        """

    def refund(self, payment: Payment, back: Back, *, actor_id: int | None) -> Refund:
        """Promise what goes back, the way it came. The sums were decided under payment's lock."""

    def describe(self, payment: Payment) -> str:
        """Where the payment stands, for shopper and staff, in the language of the moment."""
