"""What a gift set is to be, as people write it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import codes, text
from marketplace.listings.gift_sets import MOST_PARTS, SetOffer
from marketplace.listings.models import Listing
from marketplace.places.models import Operator
from marketplace.refusal import Problem
from marketplace.saleor_bridge.products import LONGEST_NAME
from marketplace.web.console.fields import DongField, UnitsField
from marketplace.web.console.publish_form import PictureField

EMPTY_ROWS = 6
MOST_NAMED = 4  # in a sentence, where several fit


class GiftSetForm(forms.Form):
    client_key = forms.UUIDField(widget=forms.HiddenInput)
    seller = forms.ModelChoiceField(
        label=gettext_lazy("Seller"),
        queryset=Operator.objects.none(),
        to_field_name="code",
        empty_label=gettext_lazy("Choose…"),
    )
    name = forms.CharField(label=gettext_lazy("Name of the set"), max_length=LONGEST_NAME)
    price = DongField(
        label=gettext_lazy("Price of one set"),
        help_text=gettext_lazy("đồng, tax included: 450.000"),
    )
    unit_name = forms.CharField(
        label=gettext_lazy("Unit that is sold"),
        max_length=40,
        help_text=gettext_lazy("giỏ, hộp, túi…"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    picture = PictureField(
        label=gettext_lazy("Picture"),
        required=False,
        help_text=gettext_lazy(
            "A JPEG, PNG or WebP photo up to 12 MB. Without one, a drawing stands in."
        ),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    story = forms.CharField(
        label=gettext_lazy("Story"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, sellers: QuerySet[Operator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seller"].queryset = sellers
        if len(sellers) == 1:
            self.fields["seller"].empty_label = None
        for field in self.fields.values():
            field.error_messages["required"] = _("Fill this in.")

    def offer(self, parts: list[tuple[str, int]]) -> SetOffer:
        """The valid form as listings.gift_sets takes it."""
        values = self.cleaned_data
        return SetOffer(
            seller=values["seller"],
            name=values["name"],
            price=values["price"],
            unit_name=values["unit_name"],
            parts=parts,
            client_key=values["client_key"].hex,
            story=values["story"],
            picture=values["picture"],
        )

    def take(self, problems: list[Problem]) -> None:
        """Show the rule's problems beside the fields they belong to, the others above."""
        for problem in problems:
            field = problem.field if problem.field in self.fields else None
            self.add_error(field, problem.sentence)


class PartForm(forms.Form):
    article = forms.CharField(label=gettext_lazy("Product"), required=False, max_length=300)
    units = UnitsField(label=gettext_lazy("Units in one set"), required=False)

    def __init__(self, *args: Any, articles: "Articles", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._articles = articles
        own: dict[str, dict[str, str]] = {
            "article": {"class": "figure named", "list": "articles", "autocomplete": "off"},
            "units": {"class": "figure"},
        }
        for name, field in self.fields.items():
            field.widget.attrs |= {"aria-label": str(field.label), **own[name]}

    def clean_article(self) -> Listing | None:
        typed = self.cleaned_data["article"]
        return self._articles.find(typed) if typed else None

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.errors and bool(values.get("article")) != (values.get("units") is not None):
            raise ValidationError(_("Write both, the product and its units, or neither."))
        return values


PartRows = formset_factory(PartForm, extra=EMPTY_ROWS, max_num=MOST_PARTS)


def parts_of(rows: Any) -> list[tuple[str, int]]:
    """The rows that say something, as (listing code, units)."""
    said = (row.cleaned_data for row in rows.forms)
    return [(one["article"].code, one["units"]) for one in said if one.get("article")]


class Articles:
    """What may lie in a set of these sellers, by code or by name. One query for all rows."""

    def __init__(self, sellers: QuerySet[Operator]) -> None:
        rows = Listing.objects.filter(
            seller__in=sellers, state=Listing.State.ON_SALE, is_gift_set=False
        )
        rows = rows.exclude(way=Listing.Way.BOOKING).select_related("product")
        self._all = {row.code: row for row in rows.order_by("slug", "pk")}
        self._folded = {code: text.fold(row.product.name) for code, row in self._all.items()}

    def words(self) -> Iterable[str]:
        """What a browser offers while one types."""
        return (_written(row) for row in self._all.values())

    def find(self, typed: str) -> Listing:
        """By its code, alone or behind its name, else by words of its name. Raises ValidationError."""
        code = codes.clean(typed.rpartition("·")[2])
        if code in self._all:
            return self._all[code]
        wanted = text.fold(typed)
        same = [code for code, name in self._folded.items() if name == wanted]
        fit = same or [code for code, name in self._folded.items() if wanted and wanted in name]
        if len(fit) == 1:
            return self._all[fit[0]]
        if fit:
            names = "; ".join(_written(self._all[code]) for code in fit[:MOST_NAMED])
            sentence = _("Several fit: %(names)s. Choose one of them.") % {"names": names}
        else:
            sentence = _("No product on sale is called “%(typed)s”.") % {"typed": typed[:100]}
        raise ValidationError(sentence)


def _written(listing: Listing) -> str:
    return f"{listing.product.name} · {listing.code}"
