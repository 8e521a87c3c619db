"""The goods of an approved return as they come over the counter: by lot, good or damaged."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.inventory.models import Condition
from marketplace.inventory.picked import Picked
from marketplace.orders import receive_return
from marketplace.orders.models import ReturnRequest
from marketplace.refusal import Problem
from marketplace.web.console.fields import DongField, UnitsField
from marketplace.web.console.goods.pickable import Pickable, TakenOut

TAKEN = (("good", gettext_lazy("Can be sold again")), ("damaged", gettext_lazy("Damaged")))


@dataclass(frozen=True)
class LotRow:
    """One lot that went out with the parcel, and the two fields beside it."""

    goods: Pickable
    fields: list[Any]


class GoodsForm(forms.Form):
    """A pair of figures a lot, and what goes back to the shopper."""

    def __init__(self, request: ReturnRequest, data: Any = None) -> None:
        super().__init__(data)
        self.request = request
        self.asked = {
            line.parcel_line.listing.variant_id
            for line in request.lines.select_related("parcel_line__listing")
        }
        out = TakenOut(request.parcel.reference).rows
        self.goods = [one for one in out if one.lot.variant_id in self.asked]
        for at, one in enumerate(self.goods):
            for name, label in TAKEN:
                said = f"{label}: {one.lot.variant.product.name}, {_('lot')} {one.lot.code}"
                self.fields[f"{name}-{at}"] = UnitsField(label=said, required=False)
        payment = request.parcel.payment
        self.suggested = min(receive_return.worth(request), payment.amount - payment.refunded)
        self.fields["refund"] = DongField(
            label=_("Goes back to the shopper (đồng)"),
            initial=f"{self.suggested:,d}".replace(",", "."),
            help_text=_(
                "What was paid for these goods. Add the delivery fee where it was our fault."
            ),
            error_messages={"required": _("Write the amount; 0 where no money goes back.")},
        )

    @property
    def rows(self) -> list[LotRow]:
        return [
            LotRow(one, [self[f"{name}-{at}"] for name, _label in TAKEN])
            for at, one in enumerate(self.goods)
        ]

    @property
    def units(self) -> int:
        return sum(one.quantity for one in self._picked())

    def receive(self, *, actor_id: int, may_give_more: bool) -> ReturnRequest:
        """Raises Refusal as orders.receive_return does.

        What was suggested for all that was asked back is nobody's decision when less came.
        """
        refund = self.cleaned_data["refund"]
        return receive_return.receive(
            self.request.code,
            receive_return.Received(self._picked(), refund),
            actor_id=actor_id,
            may_give_more=may_give_more and refund != self.suggested,
        )

    def take(self, problems: Iterable[Problem]) -> None:
        """Show the rule's problems: those of the amount beside it, the others above the form."""
        for problem in problems:
            self.add_error("refund" if problem.field == "amount" else None, problem.sentence)

    def _picked(self) -> list[Picked]:
        return [
            Picked(one.lot.pk, one.owner.pk, Condition(name), units)
            for at, one in enumerate(self.goods)
            for name, _label in TAKEN
            if (units := self.cleaned_data.get(f"{name}-{at}"))
        ]
