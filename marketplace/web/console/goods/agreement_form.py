"""The forms of an agreement, and finding the producer that it is with."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import text
from marketplace.inventory.agreements import LONGEST_NUMBER, Agreed
from marketplace.places.models import Operator
from marketplace.producers.models import Producer
from marketplace.refusal import Problem
from marketplace.web.console.terms_form import TermsForm

MOST_SHOWN = 20  # producers; who finds more types more


class DayField(forms.DateField):
    """A day as the browser's own control or a person writes it."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(input_formats=["%Y-%m-%d", "%d/%m/%Y"], widget=widget, **options)
        self.error_messages["required"] = _("Fill this in.")


class AgreementForm(TermsForm):
    """operators: those the person may bind."""

    client_key = forms.UUIDField(widget=forms.HiddenInput)
    operator = forms.ModelChoiceField(
        label=gettext_lazy("Operator"),
        queryset=Operator.objects.none(),
        to_field_name="code",
        empty_label=gettext_lazy("Choose…"),
    )
    number = forms.CharField(
        label=gettext_lazy("Number of the agreement"),
        required=False,
        max_length=LONGEST_NUMBER,
        help_text=gettext_lazy("As on the paper: 05/2026/HĐKG"),
    )
    since = DayField(label=gettext_lazy("First day"))
    until = DayField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("Empty: until one of both ends it."),
    )

    def __init__(self, *args: Any, operators: QuerySet[Operator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["operator"]
        field.queryset = operators
        field.error_messages["required"] = _("Fill this in.")
        if len(operators) == 1:
            field.empty_label = None

    def agreed(self, producer: Producer) -> Agreed:
        """The valid form as agreements.make takes it."""
        values, terms = self.cleaned_data, self.terms()
        assert terms is not None  # a valid form has them: terms_are_needed()
        return Agreed(
            producer=producer,
            operator=values["operator"],
            terms=terms,
            since=values["since"],
            until=values["until"],
            number=values["number"],
        )

    def take(self, problems: list[Problem]) -> None:
        """Show the rule's problems beside the fields they belong to."""
        for problem in problems:
            self.add_error(problem.field or None, problem.sentence)


class EndForm(forms.Form):
    until = DayField(label=gettext_lazy("Last day"))


def producers_like(typed: str) -> list[Producer]:
    """Those whose name has what somebody typed, without marks; none before anything is typed."""
    folded = text.fold(typed)
    if not folded:
        return []
    found = Producer.objects.filter(folded__contains=folded, merged_into=None)
    return list(found.select_related("province").order_by("sort_key")[:MOST_SHOWN])
