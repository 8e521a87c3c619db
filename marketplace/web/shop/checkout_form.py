"""The checkout's fields. They carry what was typed; orders.checkout says what is wrong with it."""

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from marketplace.orders.models import ShopOrder
from marketplace.places import units
from marketplace.places.models import Unit
from marketplace.refusal import Problem

COMPANY = ("tax_code", "company", "company_address", "company_email")


class CheckoutForm(forms.Form):
    """province, unit: codes of QĐ 19/2025; unit_text: what was typed to find the commune.

    how: one of ShopOrder.How; point: the code of a place. The company's fields are for an
    invoice and may all stay empty.
    """

    use_required_attribute = False

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
    province = forms.CharField(
        label=_("Province or city"),
        required=False,
        widget=forms.Select(attrs={"autocomplete": "address-level1"}),
    )
    unit = forms.CharField(
        label=_("Commune or ward"),
        required=False,
        widget=forms.Select(attrs={"autocomplete": "address-level2"}),
    )
    unit_text = forms.CharField(required=False, widget=forms.HiddenInput)
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

    def __init__(
        self,
        data: Any = None,
        *,
        initial: dict[str, Any] | None = None,
        commune: Unit | None = None,
    ) -> None:
        """commune: chosen already, where no data say another; its province is loaded."""
        province = commune.parent.code if commune and commune.parent else ""
        chosen = {"province": province, "unit": commune.code} if commune else {}
        super().__init__(data, initial={**(initial or {}), **chosen}, auto_id="id_%s")
        self._known = commune
        # Asked for when the fields are shown: an order that goes through shows none.
        self.fields["province"].widget.choices = lambda: self._provinces
        self.fields["unit"].widget.choices = lambda: self._communes

    @property
    def province_code(self) -> str:
        chosen = self.data if self.is_bound else self.initial
        return chosen.get("province", "").replace("\0", "")

    @cached_property
    def commune(self) -> Unit | None:
        """The one chosen, with its province; None where it is none of the province chosen."""
        if not self.is_bound:
            return self._known
        found = units.commune(self.data.get("unit", "").replace("\0", "")[:5])
        province = found.parent.code if found and found.parent else ""
        return found if province == self.province_code else None

    @cached_property  # a widget asks for its choices twice
    def _provinces(self) -> list[tuple[str, Any]]:
        found = units.province_names()
        return [
            ("", _("Choose…")),
            *((code, _with_old_names(name, former)) for code, name, former in found),
        ]

    @cached_property
    def _communes(self) -> list[tuple[str, Any]]:
        found = units.commune_names(self.province_code) if self.province_code else []
        first = _("Choose…") if found else _("Choose the province first")
        return [("", first), *found]

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

    def show(self, problems: list[Problem]) -> list[Problem]:
        """Put each problem beside its field; what belongs to no field is given back."""
        rest = []
        for problem in problems:
            if problem.field in self.fields:
                self.add_error(problem.field, problem.sentence)
            else:
                rest.append(problem)
        return rest


def _with_old_names(name: str, old: list[str]) -> str:
    """Lâm Đồng (Bình Thuận, Đắk Nông): people look for the province they were born in."""
    return f"{name} ({', '.join(old)})" if old else name
