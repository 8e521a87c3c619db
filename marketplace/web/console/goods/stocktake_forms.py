"""What people type during a stocktake."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.certification.groups import SHELVES
from marketplace.inventory import scan
from marketplace.inventory.models import Condition
from marketplace.inventory.stocktakes.start import GROUPS
from marketplace.places.models import Place
from marketplace.refusal import Problem
from marketplace.web.console.fields import UnitsField
from marketplace.web.console.goods.events import CONDITIONS


class SignedUnitsField(UnitsField):
    """Whole sales units, "-2" to take two back."""

    default_error_messages = {
        "unreadable": _("Write a whole number, like 12; or -2 to take two back.")
    }

    def read(self, text: str) -> int | None:
        sign, digits = (-1, text[1:].strip()) if text[0] in "-−–" else (1, text)
        number = super().read(digits)
        return None if number is None else sign * number


class _Taking(forms.Form):
    def take(self, problems: list[Problem]) -> None:
        """Show a rule's problems beside the fields they belong to."""
        for problem in problems:
            field = problem.field if problem.field in self.fields else None
            self.add_error(field, problem.sentence)


class StartForm(_Taking):
    """places: where the person may count; another is no choice at all."""

    client_key = forms.UUIDField(widget=forms.HiddenInput)
    place = forms.ModelChoiceField(
        label=_("Place"),
        queryset=Place.objects.none(),
        to_field_name="code",
        empty_label=_("Choose…"),
    )
    group = forms.ChoiceField(label=_("What is counted"), required=False)

    def __init__(self, *args: Any, places: QuerySet[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = places
        self.fields["place"].error_messages["required"] = _("Fill this in.")
        self.fields["group"].choices = [
            ("", _("Everything")),
            *((shelf.code, shelf.name) for shelf in SHELVES if shelf.code in GROUPS),
        ]
        if len(places) == 1:
            self.fields["place"].empty_label = None


class CountForm(_Taking):
    """owner: code of the party, where a person said whose goods they are."""

    client_key = forms.UUIDField(widget=forms.HiddenInput)
    scan = forms.CharField(
        label=_("Barcode, code or lot label"),
        max_length=scan.LONGEST,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "enterkeyhint": "send",
                "autofocus": True,
                "data-scan": True,
            }
        ),
    )
    quantity = SignedUnitsField(label=_("How many units"), initial="1")
    condition = forms.ChoiceField(
        label=_("Condition"),
        choices=[(str(code), words) for code, words in CONDITIONS.items()],
        initial=str(Condition.GOOD),
        widget=forms.RadioSelect,
    )
    owner = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("scan", "quantity"):
            self.fields[name].error_messages["required"] = _("Fill this in.")
