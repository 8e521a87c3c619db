"""The forms behind a transfer: written down, sent, received, turned round."""

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.inventory.models import Sent
from marketplace.inventory.reasons import OF_DAMAGE_ON_THE_WAY, OF_LOSS_ON_THE_WAY, WORDS
from marketplace.inventory.transfers import Came
from marketplace.inventory.transfers.drafting import LONGEST_NOTE
from marketplace.places.models import Place
from marketplace.refusal import Problem
from marketplace.web.console.fields import UnitsField
from marketplace.web.console.goods.place_choices import GroupedPlaceField


def note_field(help_text: Any = "") -> forms.CharField:
    """What a person may add in words."""
    return forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=LONGEST_NOTE,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def expected_field() -> forms.DateField:
    """The day on which the goods should arrive."""
    return forms.DateField(
        label=gettext_lazy("Expected to arrive on"),
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class Refusable(forms.Form):
    """A form that can say what a rule has said; codes: those of what it said."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes: set[str] = set()

    def take(self, problems: Iterable[Problem]) -> None:
        """Show problems beside the fields they belong to, the others above the form."""
        for problem in problems:
            self.codes.add(problem.code)
            self.add_error(
                problem.field if problem.field in self.fields else None, problem.sentence
            )


class NewForm(Refusable):
    """origins: where the person may move goods; destinations: all places that take goods; near:
    keys of those that one supplies or is supplied by."""

    client_key = forms.UUIDField(widget=forms.HiddenInput)
    origin = forms.ModelChoiceField(
        label=gettext_lazy("Sending place"),
        queryset=Place.objects.none(),
        to_field_name="code",
        empty_label=gettext_lazy("Choose…"),
    )
    destination = GroupedPlaceField(
        label=gettext_lazy("Receiving place"),
        empty_label=gettext_lazy("Choose…"),
    )
    expected_on = expected_field()
    note = note_field(gettext_lazy("Who drives, which vehicle…"))

    def __init__(
        self,
        *args: Any,
        origins: QuerySet[Place],
        destinations: QuerySet[Place],
        near: Collection[int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["origin"].queryset = origins
        self.fields["destination"].near = near
        self.fields["destination"].queryset = destinations
        for name in ("origin", "destination"):
            self.fields[name].error_messages["required"] = _("Choose a place.")
        if len(origins) == 1:
            self.fields["origin"].empty_label = None


class DraftForm(Refusable):
    """What stands above a draft's lines; seen: transfers.fingerprint() of the lines shown."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)
    scan = forms.CharField(
        label=gettext_lazy("Add goods"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("Scan a label, or type a code or a part of the name."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True, "data-scan": True}),
    )
    expected_on = expected_field()
    note = note_field(gettext_lazy("Who drives, which vehicle…"))


class LineForm(Refusable):
    """goods: what transfer_goods.Goods.key says."""

    goods = forms.CharField(widget=forms.HiddenInput, max_length=100)
    quantity = UnitsField(label=gettext_lazy("Units"), required=False)
    remove = forms.BooleanField(label=gettext_lazy("Remove"), required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not values.get("remove") and values.get("quantity") is None and not self.errors:
            self.add_error("quantity", _("Write how many units, or remove the line."))
        return values


Lines = forms.formset_factory(LineForm, extra=0, max_num=1000)


class SendForm(forms.Form):
    client_key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)


class TurnForm(forms.Form):
    client_key = forms.UUIDField(widget=forms.HiddenInput)


class ReceiptForm(Refusable):
    client_key = forms.UUIDField(widget=forms.HiddenInput)
    note = note_field(gettext_lazy("What happened on the way, who was told…"))


class CameForm(Refusable):
    """How many of one row of Sent came now; what is left empty counts as none."""

    received = UnitsField(label=gettext_lazy("Received"), required=False)
    damaged = UnitsField(label=gettext_lazy("Damaged"), required=False)
    damage_reason = forms.ChoiceField(label=gettext_lazy("How damaged"), required=False)
    lost = UnitsField(label=gettext_lazy("Lost"), required=False)
    loss_reason = forms.ChoiceField(label=gettext_lazy("How lost"), required=False)

    def __init__(self, *args: Any, sent: Sent, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"line-{sent.pk}", **kwargs)
        self.sent = sent
        for name, reasons in (
            ("damage_reason", OF_DAMAGE_ON_THE_WAY),
            ("loss_reason", OF_LOSS_ON_THE_WAY),
        ):
            self.fields[name].choices = [("", _("Choose…")), *((r, WORDS[r]) for r in reasons)]

    @property
    def says_more(self) -> bool:
        """Whether anything beside what was received is written, or wrong."""
        more = set(self.fields) - {"received"}
        return any(self[name].value() for name in more) or bool(more & set(self.errors))

    def came(self) -> Came:
        """The valid form as transfers.receive takes it."""
        values = self.cleaned_data
        return Came(
            sent_id=self.sent.pk,
            received=values["received"] or 0,
            damaged=values["damaged"] or 0,
            lost=values["lost"] or 0,
            damage_reason=values["damage_reason"],
            loss_reason=values["loss_reason"],
        )
