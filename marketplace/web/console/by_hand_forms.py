"""The forms behind changes of certificates by hand."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.certification.by_hand import Asking
from marketplace.certification.checks import WHOLE, Ground
from marketplace.certification.models import Certificate, ProductGroup
from marketplace.refusal import Problem


class DayField(forms.DateField):
    """A day, from the browser's picker or as people write it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            input_formats=["%Y-%m-%d", "%d/%m/%Y"],
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            **options,
        )


class AskingForm(forms.Form):
    """Why, and the key that makes a second sending of the same form harmless."""

    client_key = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("What happened, and which paper says so. It is kept for ever."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = _("Fill this in.")

    def asking(self, actor_id: int) -> Asking:
        """The valid form's who and why."""
        return Asking(
            actor_id=actor_id,
            reason=self.cleaned_data["reason"],
            client_key=self.cleaned_data["client_key"].hex,
        )

    def take(self, problems: list[Problem]) -> None:
        """Show a rule's problems beside the fields they belong to."""
        for problem in problems:
            self.add_error(
                problem.field if problem.field in self.fields else None, problem.sentence
            )


class ValuesForm(AskingForm):
    """What a certificate says, as printed on the paper."""

    VALUES = ("stars", "score", "number", "decided_on", "authority", "printed_last_day")

    stars = forms.TypedChoiceField(
        label=_("Stars"),
        coerce=int,
        choices=[("", _("Choose…")), *((stars, str(stars)) for stars in range(1, 6))],
    )
    score = forms.DecimalField(
        label=_("Score"), required=False, localize=True, max_digits=5, decimal_places=2, min_value=0,
        max_value=100,
    )  # fmt: skip
    number = forms.CharField(label=_("Decision number"), max_length=120, required=False)
    decided_on = DayField(label=_("Decided on"), required=False)
    authority = forms.CharField(
        label=_("Authority"),
        max_length=200,
        required=False,
        help_text=_("As on the paper, also where it no longer exists."),
    )
    printed_last_day = DayField(
        label=_("Printed last day"),
        required=False,
        help_text=_("Only where the paper names one; without it 36 months are counted."),
    )
    source_level = forms.ChoiceField(
        label=_("Source"),
        choices=[
            (Certificate.Level.SIGNED_DECISION, _("A: signed decision")),
            (Certificate.Level.STATE_PRESS, _("B1: press of the state")),
        ],
    )

    def values(self) -> dict[str, Any]:
        """The valid form, by the certificate's fields."""
        return {name: self.cleaned_data[name] for name in (*self.VALUES, "source_level")}


class CorrectForm(ValuesForm):
    """A certificate's values, beginning with those it has."""

    @staticmethod
    def initial_of(certificate: Certificate) -> dict[str, Any]:
        return {name: getattr(certificate, name) for name in (*ValuesForm.VALUES, "source_level")}


class AwardForm(ValuesForm):
    """A new certificate of a product the register knows; its decision is whole."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in WHOLE:
            self.fields[name].required = True


class NewProductForm(AwardForm):
    """A new certificate of a product the register may not know yet."""

    field_order = ("product", "producer", "address", "group")

    product = forms.CharField(label=_("Product"), max_length=500)
    producer = forms.CharField(label=_("Producer"), max_length=500)
    address = forms.CharField(
        label=_("Address"), max_length=1000, help_text=_("Commune and province, as on the paper.")
    )
    group = forms.ChoiceField(label=_("Group"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = ProductGroup.objects.order_by("-scheme", "pk")
        self._groups = {f"{one.scheme}:{one.code}": one.name for one in groups}
        self.fields["group"].choices = [
            ("", _("Not known")),
            *((key, f"{name} ({key.partition(':')[0]})") for key, name in self._groups.items()),
        ]

    def values(self) -> dict[str, Any]:
        named = {name: self.cleaned_data[name] for name in ("product", "producer", "address")}
        group = self.cleaned_data["group"]
        return (
            super().values()
            | named
            | {"group": group, "printed_group": self._groups.get(group, "")}
        )


class ExtendForm(AskingForm):
    """Until when the certificate goes on."""

    extended_until = DayField(label=_("Extended until"))


class RevokeForm(AskingForm):
    """By which decision, from when, on which ground."""

    number = forms.CharField(label=_("Number of the revoking decision"), max_length=120)
    day = DayField(
        label=_("Day of the revoking decision"),
        help_text=_("The star is gone from 00:00 of this day on."),
    )
    ground = forms.ChoiceField(label=_("Ground"), choices=[("", _("Choose…")), *Ground.choices])


class RefuseForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
