"""The checkout's fields. They carry what was typed; orders.checkout says what is wrong with it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.places import units
from marketplace.refusal import Problem


class CheckoutForm(forms.Form):
    """province, unit: codes of QĐ 19/2025; unit_text: what was typed to find the commune."""

    use_required_attribute = False

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

    def __init__(self, data=None, *, province: str = "") -> None:
        """province: whose communes can be chosen, where no data say it."""
        super().__init__(data, prefix=None, auto_id="id_%s")
        today = units.provinces()
        former = units.old_provinces()
        self.fields["province"].widget.choices = [
            ("", _("Choose…")),
            *(
                (
                    unit.code,
                    _with_old_names(unit.name, [old.name for old in former.get(unit.pk, [])]),
                )
                for unit in today
            ),
        ]
        self.province_code = (data.get("province", "") if data else "") or province
        communes = units.communes(self.province_code) if self.province_code else []
        self._communes = {unit.code: unit for unit in communes}
        first = _("Choose…") if communes else _("Choose the province first")
        self.fields["unit"].widget.choices = [
            ("", first),
            *((unit.code, unit.full_name) for unit in communes),
        ]
        if province and not data:
            self.initial["province"] = province

    @property
    def unit_id(self) -> int | None:
        """The chosen commune's id, None where none of the province was chosen."""
        commune = self._communes.get(self.data.get("unit", ""))
        return commune.pk if commune else None

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
