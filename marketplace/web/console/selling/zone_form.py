"""What a delivery zone is to be, as people write it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import text
from marketplace.orders.models import DeliveryZone
from marketplace.orders.zones import MOST_RATES, Said
from marketplace.places import units
from marketplace.places.models import Operator, Unit
from marketplace.refusal import Problem
from marketplace.web.console.fields import DongField, GramsField

MOST_UNITS = 200
EMPTY_ROWS = 3
REACH_WORDS = {
    DeliveryZone.Reach.SAME_PROVINCE: gettext_lazy("The province of the place it goes out from"),
    DeliveryZone.Reach.UNITS: gettext_lazy("The provinces and communes named below"),
    DeliveryZone.Reach.EVERYWHERE: gettext_lazy("Everywhere else"),
}


class ZoneForm(forms.Form):
    operator = forms.ModelChoiceField(
        label=gettext_lazy("Seller"),
        queryset=Operator.objects.none(),
        to_field_name="code",
        empty_label=gettext_lazy("Choose…"),
    )
    name = forms.CharField(label=gettext_lazy("Name of the zone"), max_length=80)
    position = forms.IntegerField(
        label=gettext_lazy("Position"),
        min_value=0,
        max_value=999,
        help_text=gettext_lazy("The first zone that fits counts: 1 before 2."),
    )
    reach = forms.ChoiceField(
        label=gettext_lazy("Where it goes"),
        choices=[(str(reach), words) for reach, words in REACH_WORDS.items()],
        widget=forms.RadioSelect,
    )
    units = forms.CharField(
        label=gettext_lazy("Provinces and communes, one a line"),
        required=False,
        max_length=20_000,
        help_text=gettext_lazy("Lâm Đồng; or a commune with its province: Phường Mũi Né, Lâm Đồng"),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    days_from = forms.IntegerField(label=gettext_lazy("Working days, from"), min_value=0)
    days_to = forms.IntegerField(label=gettext_lazy("to"), min_value=0)

    def __init__(self, *args: Any, sellers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["operator"].queryset = sellers
        if len(sellers) == 1:
            self.fields["operator"].empty_label = None

    def clean_units(self) -> list[Unit]:
        lines = [line.strip() for line in self.cleaned_data["units"].splitlines() if line.strip()]
        if len(lines) > MOST_UNITS:
            raise ValidationError(_("Name 200 of them at most; name the provinces instead."))
        found, wrong = [], []
        for line in lines:
            try:
                found.append(_unit(line))
            except ValidationError as error:
                wrong += error.messages
        if wrong:
            raise ValidationError(wrong)
        return found

    def said(self, rates: list[tuple[int, int]]) -> Said:
        """As orders.zones.save() takes it."""
        values = self.cleaned_data
        return Said(
            name=values["name"],
            reach=values["reach"],
            days_from=values["days_from"],
            days_to=values["days_to"],
            position=values["position"],
            rates=rates,
            units=values["units"],
        )

    def take(self, problems: list[Problem]) -> None:
        """Show the rule's problems beside the fields they belong to, the others above."""
        for problem in problems:
            field = problem.field if problem.field in self.fields else None
            self.add_error(field, problem.sentence)


class RateForm(forms.Form):
    up_to = GramsField(label=gettext_lazy("Up to (grams)"), required=False)
    fee = DongField(label=gettext_lazy("Fee (đồng)"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs |= {"class": "figure", "aria-label": field.label}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        one, other = values.get("up_to"), values.get("fee")
        if not self.errors and (one is None) != (other is None):
            raise ValidationError(_("Write both, the weight and its fee, or neither."))
        return values


RateRows = formset_factory(RateForm, extra=EMPTY_ROWS, max_num=MOST_RATES + EMPTY_ROWS)


def rates_of(rows: Any) -> list[tuple[int, int]]:
    """The rows that say something."""
    said = (row.cleaned_data for row in rows.forms)
    return [(one["up_to"], one["fee"]) for one in said if one.get("up_to") is not None]


def _unit(line: str) -> Unit:
    """A province; or a commune, with its province behind a comma."""
    name, _comma, above = (part.strip() for part in line.rpartition(","))
    province = units.province_named(above)
    if not name and province is not None:
        return province
    if name and province is None:
        raise ValidationError(_none(line))
    found = units.find_communes(name or above, province.code if province else None, limit=4)
    exact = [one for one in found if text.fold(one.unit.full_name) == text.fold(name)]
    found = exact or found
    if not found:
        raise ValidationError(_none(line))
    if len(found) > 1:
        names = "; ".join(f"{one.unit.full_name}, {one.province.full_name}" for one in found)
        sentence = _("%(line)s: several fit: %(names)s. Write one of them.")
        raise ValidationError(sentence % {"line": line, "names": names})
    return found[0].unit


def _none(line: str) -> str:
    return _("%(line)s: no province or commune of today is called that.") % {"line": line}
