"""The forms of a delivery: what comes, row by row, and what was counted."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.inventory.deliveries import Batch, Counted
from marketplace.inventory.delivery_checks import LONGEST_NOTE, MOST_LINES
from marketplace.inventory.models import DeliveryLine
from marketplace.inventory.reasons import OF_DELIVERY_DIFFERENCE, WORDS
from marketplace.inventory.receiving import LONGEST_LOT_CODE
from marketplace.listings.models import Listing
from marketplace.places.models import Place
from marketplace.refusal import Problem
from marketplace.web.console.fields import DongField, UnitsField
from marketplace.web.console.goods.agreement_form import DayField

CONSIGNED, BOUGHT = "consigned", "bought"
TERMS = {
    CONSIGNED: gettext_lazy("On consignment: they stay the producer's until they are sold"),
    BOUGHT: gettext_lazy("Bought: they belong to the operator from now on"),
}


class DeliveryForm(forms.Form):
    """places: where the person may receive."""

    client_key = forms.UUIDField(widget=forms.HiddenInput)
    find = forms.CharField(
        label=gettext_lazy("Add an article"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("Scan its barcode, or type its code or a part of its name."),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "data-scan": True}),
    )
    place = forms.ModelChoiceField(
        label=gettext_lazy("Place that receives the goods"),
        queryset=Place.objects.none(),
        to_field_name="code",
        empty_label=gettext_lazy("Choose…"),
    )
    terms = forms.ChoiceField(
        label=gettext_lazy("How they come"),
        choices=[*TERMS.items()],
        widget=forms.RadioSelect,
    )
    expected_on = DayField(
        label=gettext_lazy("Expected on"),
        required=False,
        help_text=gettext_lazy("For goods that are still on their way."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, places: QuerySet[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = places
        for name in ("place", "terms"):
            self.fields[name].error_messages["required"] = _("Fill this in.")
        if len(places) == 1:
            self.fields["place"].empty_label = None


class BatchForm(forms.Form):
    """One batch. The article is its listing code: hidden where it was found before."""

    article = forms.CharField(
        label=gettext_lazy("Article"), max_length=20, widget=forms.HiddenInput
    )
    lot_code = forms.CharField(
        label=gettext_lazy("Lot code"),
        max_length=LONGEST_LOT_CODE,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    made_on = DayField(label=gettext_lazy("Made on"), required=False)
    best_before = DayField(label=gettext_lazy("Best before"), required=False)
    quantity = UnitsField(label=gettext_lazy("Units"))
    unit_cost = DongField(label=gettext_lazy("Purchase price of one unit"), required=False)

    def __init__(self, *args: Any, articles: Mapping[str, Listing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.articles = articles
        for field in self.fields.values():
            field.error_messages["required"] = _("Fill this in.")
        self.empty_permitted = False  # an added row is taken off or filled in

    @property
    def listing(self) -> Listing | None:
        return self.articles.get(self["article"].value() or "")

    def batch(self) -> Batch:
        """The valid form as deliveries takes it; an unknown article has the key 0."""
        values = self.cleaned_data
        listing = self.articles.get(values["article"])
        return Batch(
            variant_id=listing.variant_id if listing else 0,
            lot_code=values["lot_code"],
            quantity=values["quantity"],
            best_before=values["best_before"],
            made_on=values["made_on"],
            unit_cost=values["unit_cost"],
        )

    def take(self, problem: Problem) -> None:
        known = problem.field in self.fields and problem.field != "article"
        self.add_error(problem.field if known else None, problem.sentence)


class FoundForm(BatchForm):
    """A batch that nobody announced: the article is chosen from the producer's."""

    def __init__(self, *args: Any, articles: Mapping[str, Listing], **kwargs: Any) -> None:
        super().__init__(*args, articles=articles, **kwargs)
        names = [(code, article_name(listing)) for code, listing in articles.items()]
        self.fields["article"] = forms.ChoiceField(
            label=_("Article"),
            choices=[("", _("Choose…")), *names],
            error_messages={"required": _("Fill this in.")},
        )


BatchForms = forms.formset_factory(BatchForm, extra=0, max_num=MOST_LINES)
FoundForms = forms.formset_factory(FoundForm, extra=0, max_num=MOST_LINES)


class CountForm(forms.Form):
    """What was counted of one announced line; the dates as its label says."""

    quantity = UnitsField(label=gettext_lazy("Counted"))
    best_before = DayField(label=gettext_lazy("Best before"), required=False)
    made_on = DayField(label=gettext_lazy("Made on"), required=False)
    reason = forms.ChoiceField(
        label=gettext_lazy("If the count differs: why"),
        required=False,
        choices=[("", "–"), *((reason, WORDS[reason]) for reason in OF_DELIVERY_DIFFERENCE)],
    )
    note = forms.CharField(label=gettext_lazy("Remark"), required=False, max_length=300)

    def __init__(self, line: DeliveryLine, data: Any = None) -> None:
        initial = {"best_before": line.best_before, "made_on": line.made_on}
        super().__init__(data, prefix=f"line-{line.pk}", initial=initial)
        self.line = line
        sentence = _("Write how many you counted; 0 where nothing came.")
        self.fields["quantity"].error_messages["required"] = sentence

    def counted(self) -> Counted:
        values = self.cleaned_data
        return Counted(
            line_id=self.line.pk,
            quantity=values["quantity"],
            best_before=values["best_before"],
            made_on=values["made_on"],
            reason=values["reason"],
            note=values["note"],
        )


def article_name(listing: Listing) -> str:
    """The product and the unit it is sold in."""
    return f"{listing.variant.product.name} ({listing.unit_name})"


def typed_rows(data: Mapping[str, Any], prefix: str, fields: Iterable[str]) -> list[dict[str, str]]:
    """The rows as they were typed, to be shown again; none where the form says nothing sensible."""
    try:
        many = int(data.get(f"{prefix}-TOTAL_FORMS", 0))
    except ValueError:
        return []
    fields = list(fields)
    return [
        {name: data.get(f"{prefix}-{row}-{name}", "") for name in fields}
        for row in range(max(0, min(many, MOST_LINES)))
    ]
