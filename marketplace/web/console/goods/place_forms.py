"""The forms about a place: what is said of it, whom it serves, who recognised it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.places import units
from marketplace.places.models import Operator, Place, Unit
from marketplace.places.refused import PlaceRefused
from marketplace.places.service_area import MOST_UNITS, read_units
from marketplace.refusal import Problem
from marketplace.web.console.publish_form import PictureField

DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]


class StaffForm(forms.Form):
    """Says what is missing in one sentence, and shows a rule's problems beside their fields."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = _("Fill this in.")

    def take(self, problems: Sequence[Problem]) -> None:
        """Those that belong to no field stand above the form."""
        for problem in problems:
            field = problem.field if problem.field in self.fields else None
            self.add_error(field, problem.sentence)


def day_field(label: Any, **options: Any) -> forms.DateField:
    """A calendar day, from the browser's picker or typed as 31/12/2026."""
    return forms.DateField(
        label=label,
        input_formats=DAY_FORMATS,
        error_messages={"invalid": gettext_lazy("Write a day like 31/12/2026.")},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        **options,
    )


def degrees_field(label: Any, hint: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=False,
        max_digits=9,
        decimal_places=6,
        help_text=hint,
        error_messages={
            "invalid": gettext_lazy("Write degrees with a point, like 11.9404."),
            "max_decimal_places": gettext_lazy("Six decimals are enough: 11.940412."),
        },
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


class SaidForm(StaffForm):
    """What edit_place takes, and a photo."""

    name = forms.CharField(label=gettext_lazy("Name of the place"), max_length=150)
    address = forms.CharField(
        label=gettext_lazy("House number and street, or hamlet"), max_length=250, required=False
    )
    phone = forms.CharField(
        label=gettext_lazy("Phone number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    latitude = degrees_field(gettext_lazy("Latitude"), gettext_lazy("For example 11.9404"))
    longitude = degrees_field(gettext_lazy("Longitude"), gettext_lazy("For example 108.4583"))
    sells_online = forms.BooleanField(
        label=gettext_lazy("Its goods are sold online"), required=False
    )
    collects = forms.BooleanField(label=gettext_lazy("Hands over ordered goods"), required=False)
    ships = forms.BooleanField(label=gettext_lazy("Sends goods"), required=False)

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in SaidForm.base_fields}


class EditForm(SaidForm):
    photo = PictureField(
        label=gettext_lazy("New photo"),
        required=False,
        help_text=gettext_lazy(
            "A JPEG, PNG or WebP photo up to 12 MB. Without one, a drawing stands in."
        ),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    no_photo = forms.BooleanField(label=gettext_lazy("Take the photo away"), required=False)
    field_order = [
        *("name", "address", "phone", "latitude", "longitude", "photo"),
        *("no_photo", "sells_online", "collects", "ships"),
    ]

    def __init__(self, *args: Any, has_photo: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_photo:
            del self.fields["no_photo"]


class OpenForm(SaidForm):
    """operator, unit, kind besides; provinces: those in which the person may open one."""

    client_key = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=[("", gettext_lazy("Choose…")), *Place.Kind.choices]
    )
    operator = forms.ModelChoiceField(
        label=gettext_lazy("Run by"),
        queryset=Operator.objects.none(),
        to_field_name="code",
        empty_label=gettext_lazy("Choose…"),
    )
    unit = forms.CharField(
        label=gettext_lazy("Commune or ward of today"),
        max_length=100,
        help_text=gettext_lazy("With its province: Phường Mũi Né, Lâm Đồng"),
    )
    opened_on = day_field(gettext_lazy("Open from"))
    field_order = ["kind", "operator", "name", "unit", "address", "phone", "opened_on"]

    def __init__(self, *args: Any, provinces: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._provinces = provinces
        operators = Operator.objects.order_by("name")
        self.fields["operator"].queryset = operators
        if len(operators) == 1:
            self.fields["operator"].empty_label = None

    def clean_unit(self) -> Unit:
        """The one commune that has the words, in a province where the person may open a place."""
        typed = self.cleaned_data["unit"]
        mine = set(self._provinces.values_list("pk", flat=True))
        found = [one.unit for one in units.find_communes(typed, limit=4) if one.province.pk in mine]
        if not found:
            raise ValidationError(
                _("No commune of your province is called that. Write its name of today.")
            )
        if len(found) > 1:
            names = "; ".join(f"{unit.full_name}, {unit.parent.name}" for unit in found)
            raise ValidationError(
                _("Several fit: %(names)s. Write one of them.") % {"names": names}
            )
        return found[0]


class ServedForm(StaffForm):
    units = forms.CharField(
        label=gettext_lazy("Units it serves, one a line"),
        required=False,
        max_length=20_000,
        help_text=gettext_lazy(
            "With their province: Huyện Đắk Song, Đắk Nông. Former districts are welcome."
        ),
        widget=forms.Textarea(attrs={"rows": 10}),
    )

    @staticmethod
    def initial_of(place: Place) -> dict[str, str]:
        rows = place.served.select_related("unit__parent__parent").order_by("unit__sort_key")
        return {"units": "\n".join(written(row.unit) for row in rows)}

    def clean_units(self) -> list[Unit]:
        lines = [line.strip() for line in self.cleaned_data["units"].splitlines() if line.strip()]
        if len(lines) > MOST_UNITS:
            raise ValidationError(
                _("A place serves 200 units at most. Name the districts instead.")
            )
        try:
            return read_units(lines)
        except PlaceRefused as refused:
            raise ValidationError([problem.sentence for problem in refused.problems]) from refused


def written(unit: Unit) -> str:
    """A unit with all above it, as an address writes it and read_units() finds it again."""
    names = [unit.full_name]
    while unit.parent is not None:
        unit = unit.parent
        names.append(unit.full_name)
    return ", ".join(names)


class RecogniseForm(StaffForm):
    number = forms.CharField(
        label=gettext_lazy("Number of the decision"), max_length=60, help_text="123/QĐ-UBND"
    )
    decided_on = day_field(gettext_lazy("Decided on"))
    authority = forms.CharField(label=gettext_lazy("Authority"), max_length=200)
    valid_from = day_field(
        gettext_lazy("Valid from"),
        required=False,
        help_text=gettext_lazy("Empty: from the day of the decision."),
    )
    valid_until = day_field(
        gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("Empty: no end is known."),
    )


class EndRecognitionForm(StaffForm):
    recognition = forms.ModelChoiceField(
        label=gettext_lazy("Decision"), queryset=None, empty_label=gettext_lazy("Choose…")
    )
    valid_until = day_field(gettext_lazy("Last day"))

    def __init__(self, *args: Any, recognitions: QuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recognition"].queryset = recognitions


class SupplierForm(StaffForm):
    supplied_by = forms.ModelChoiceField(
        label=gettext_lazy("Supplying place"),
        queryset=Place.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=gettext_lazy("None"),
    )

    def __init__(self, *args: Any, places: QuerySet[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supplied_by"].queryset = places


def said_of(place: Place) -> dict[str, str | bool | Decimal | None]:
    """What the forms show of a place as it is."""
    return {name: getattr(place, name) for name in SaidForm.base_fields}
