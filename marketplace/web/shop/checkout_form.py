"""The checkout's fields. They carry what was typed; orders.checkout says what is wrong with it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.orders.models import ShopOrder
from marketplace.web.shop.commune_form import CommuneForm

COMPANY = ("tax_code", "company", "company_address", "company_email")


class CheckoutForm(CommuneForm):
    """Where the goods go, to whom, and for whom the invoice is.

    how: one of ShopOrder.How; point: the code of a place. The company's fields are for an
    invoice and may all stay empty.
    """

    how = forms.CharField(label=_("How it reaches you"), required=False)
    point = forms.CharField(label=_("Sales point"), required=False)
    phone = forms.CharField(
        label=_("Phone number"),
        required=False,
        widget=forms.TextInput(
            attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel", "maxlength": 40}
        ),
    )
    name = forms.CharField(
        label=_("Full name of who receives the goods"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name", "maxlength": 120}),
    )
    address = forms.CharField(
        label=_("House number and street, or hamlet"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "street-address", "maxlength": 300}),
    )
    email = forms.CharField(
        label=_("E-mail"),
        required=False,
        widget=forms.TextInput(
            attrs={"type": "email", "autocomplete": "email", "inputmode": "email", "maxlength": 254}
        ),
    )
    note = forms.CharField(
        label=_("Note for the delivery"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 500}),
    )

    tax_code = forms.CharField(
        label=_("Tax code"),
        required=False,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 20}
        ),
    )
    company = forms.CharField(
        label=_("Name of the company"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization", "maxlength": 200}),
    )
    company_address = forms.CharField(
        label=_("Address of the company"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": 300}),
    )
    company_email = forms.CharField(
        label=_("E-mail for the invoice"),
        required=False,
        widget=forms.TextInput(
            attrs={"type": "email", "autocomplete": "off", "inputmode": "email", "maxlength": 254}
        ),
    )

    @property
    def chosen_how(self) -> str:
        """What was chosen; delivery where nothing that there is was."""
        chosen = self.data.get("how", "") if self.is_bound else self.initial.get("how", "")
        return chosen if chosen in ShopOrder.How.values else ShopOrder.How.DELIVERY

    @property
    def chosen_point(self) -> str:
        return self.data.get("point", "").replace("\0", "") if self.is_bound else ""

    @property
    def wants_invoice(self) -> bool:
        """Whether a field of the company has something in it, or something wrong with it."""
        return any(self[name].value() or self[name].errors for name in COMPANY)
