"""The form behind "Đưa lên bán"."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from PIL import Image

from marketplace import clock, pictures
from marketplace.certification.models import CertifiedProduct
from marketplace.listings.models import Listing
from marketplace.listings.publish import VAT_RATES, Offer
from marketplace.places.models import Place
from marketplace.web.console.fields import DongField, GramsField, UnitsField
from marketplace.web.console.terms_form import TermsForm

WAYS = (
    (str(Listing.Way.PARCEL), _("By parcel, or collected at a place")),
    (
        str(Listing.Way.COLLECT),
        _("Only collected: no carrier takes it (fresh, glass, live plants)"),
    ),
    (str(Listing.Way.BOOKING), _("Booked for a day: a service, its price is for one guest")),
)
UNITS = ("hộp", "chai", "gói", "túi", "lọ", "hũ", "bao", "thùng", "kg", "cái", "bộ")


class PictureField(forms.FileField):
    """A photo, judged by its content; cleaned it is an image in memory."""

    def clean(self, data: Any, initial: Any = None) -> Image.Image | None:
        upload = super().clean(data, initial)
        if not upload:
            return None
        try:
            return pictures.read(upload)
        except pictures.BadPicture as refused:
            raise ValidationError([problem.sentence for problem in refused.problems]) from refused


class PublishForm(TermsForm):
    """places: where the person may publish; a place outside it is no choice at all."""

    client_key = forms.UUIDField(widget=forms.HiddenInput)
    price = DongField(label=_("Price of one unit"), help_text=_("đồng, tax included: 125.000"))
    unit_name = forms.CharField(
        label=_("Unit that is sold"),
        max_length=40,
        help_text=_("hộp, chai, gói…"),
        widget=forms.TextInput(attrs={"list": "units", "autocomplete": "off"}),
    )
    way = forms.ChoiceField(
        label=_("How it reaches the shopper"), choices=WAYS, widget=forms.RadioSelect
    )
    net_weight_g = GramsField(
        label=_("Net weight of one unit"),
        required=False,
        help_text=_("In grams: 500 or 1.200; or 0,5 kg"),
    )
    vat_rate = forms.TypedChoiceField(
        label=_("VAT rate"),
        coerce=Decimal,
        choices=[("", _("Choose…")), *((str(rate), f"{rate} %") for rate in VAT_RATES)],
    )
    picture = PictureField(
        label=_("Picture"),
        required=False,
        help_text=_("A JPEG, PNG or WebP photo up to 12 MB. Without one, a drawing stands in."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    story = forms.CharField(
        label=_("Story"),
        required=False,
        max_length=5000,
        help_text=_("What makes the product special, in the producer's words."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    place = forms.ModelChoiceField(
        label=_("Place that receives the goods"),
        queryset=Place.objects.none(),
        to_field_name="code",
        empty_label=_("Choose…"),
    )
    quantity = UnitsField(label=_("Units received"), required=False)
    lot_code = forms.CharField(
        label=_("Lot code"),
        required=False,
        max_length=40,
        help_text=_("As printed on the goods. Empty: today's date."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    best_before = forms.DateField(
        label=_("Best before"),
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, places: QuerySet[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = places
        for field in self.fields.values():
            field.error_messages["required"] = _("Fill this in.")
        if len(places) == 1:
            self.fields["place"].empty_label = None

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("way") != Listing.Way.BOOKING:
            for name in ("net_weight_g", "quantity"):
                if values.get(name) is None and name not in self.errors:
                    self.add_error(name, _("Fill this in."))
        return values

    def terms_are_needed(self) -> bool:
        return False  # where no agreement is in force at the chosen place, the rule says so

    def offer(self, product: CertifiedProduct) -> Offer:
        """The valid form as listings.publish takes it."""
        values = self.cleaned_data
        best_before: date | None = values["best_before"]
        return Offer(
            certified_product=product,
            place=values["place"],
            price=values["price"],
            net_weight_g=values["net_weight_g"] or 0,
            unit_name=values["unit_name"],
            vat_rate=values["vat_rate"],
            quantity=values["quantity"] or 0,
            lot_code=values["lot_code"] or f"{clock.today():%Y%m%d}",
            client_key=values["client_key"].hex,
            best_before=best_before,
            story=values["story"],
            picture=values["picture"],
            terms=self.terms(),
            way=values["way"],
        )

    def take(self, problems: list[Any]) -> None:
        """Show a rule's problems beside the fields they belong to."""
        for problem in problems:
            name = "commission" if problem.field == "agreement" else problem.field
            field = name if name in self.fields else None
            self.add_error(field, problem.sentence)
