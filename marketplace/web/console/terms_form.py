"""The terms of a consignment agreement as form fields."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.inventory.agreements import LossBearer, Terms
from marketplace.web.console.fields import PercentField, UnitsField

BEARERS = {
    LossBearer.PRODUCER: gettext_lazy("The producer"),
    LossBearer.OPERATOR: gettext_lazy("The operator"),
}


class TermsForm(forms.Form):
    """All three or none of them."""

    commission = PercentField(
        label=gettext_lazy("Commission"),
        required=False,
        help_text=gettext_lazy("Percent of the price, tax included: 15 or 12,5"),
    )
    loss_bearer = forms.ChoiceField(
        label=gettext_lazy("Who bears losses"),
        required=False,
        choices=[("", gettext_lazy("Choose…")), *BEARERS.items()],
    )
    payment_days = UnitsField(
        label=gettext_lazy("Days to pay"),
        required=False,
        help_text=gettext_lazy("After each statement: 15"),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        names = ("commission", "loss_bearer", "payment_days")
        missing = [
            name for name in names if values.get(name) in (None, "") and name not in self.errors
        ]
        if len(missing) < len(names) or self.terms_are_needed():
            for name in missing:
                self.add_error(name, _("Fill this in."))
        return values

    def terms_are_needed(self) -> bool:
        return True

    def terms(self) -> Terms | None:
        """The valid form's terms; None where it has none."""
        values = self.cleaned_data
        if values["commission"] is None:
            return None
        return Terms(values["commission"], values["loss_bearer"], values["payment_days"])
