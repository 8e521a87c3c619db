"""One certified product: its certificates, its time line, and which star showed when, and why."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.access import Action
from marketplace.accounts.people import names_of
from marketplace.certification.models import Certificate, CertifiedProduct
from marketplace.certification.shown import shown_at
from marketplace.certification.stars import star_of
from marketplace.certification.states import standing
from marketplace.listings.models import Listing
from marketplace.web.console import product_lines, sheet
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.proposal_words import via_words
from marketplace.web.console.selling.sellers import sellers_of

NOON = time(12)


class WhenForm(forms.Form):
    """A moment in Viet Nam; without a time, noon of the day."""

    day = forms.DateField(
        label=_("Day"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    time = forms.TimeField(
        label=_("Time"),
        required=False,
        input_formats=["%H:%M", "%H:%M:%S"],
        widget=forms.TimeInput(format="%H:%M:%S", attrs={"type": "time", "step": "1"}),
    )

    def moment(self) -> datetime:
        """The valid form's moment."""
        at = self.cleaned_data["time"] or NOON
        return datetime.combine(self.cleaned_data["day"], at, clock.LOCAL)


@staff(Action.SEE_REGISTER)
def product(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(
        CertifiedProduct.objects.select_related("producer", "group", "merged_into"), code=code
    )
    lines = product_lines.of(found)
    if request.GET.get("as") == "xlsx":
        return _sheet(found, lines)
    moment = clock.now()
    asks = "day" in request.GET
    form = WhenForm(request.GET if asks else None, initial={"time": NOON})
    context = {
        "product": found,
        "aliases": found.aliases.order_by("pk"),
        "star": star_of(found.pk, moment),
        "rows": [_row(one, moment) for one in _certificates(found)],
        "lines": lines,
        "form": form,
        "answer": _answer(found, form.moment(), lines) if asks and form.is_valid() else None,
        "offers": _offers(request, found),
        "may_propose": Action.IMPORT_REGISTER in request.actions,
    }
    return show(request, "console/product.html", context)


def _offers(request: HttpRequest, found: CertifiedProduct) -> list[Listing]:
    """Those that the person may change, paused ones too."""
    if Action.PUBLISH_LISTING not in request.actions:
        return []
    sellers = sellers_of(request, Action.PUBLISH_LISTING)
    offers = found.listings.filter(seller__in=sellers).select_related("product", "seller")
    return list(offers.order_by("-published_at", "-pk"))


def _certificates(found: CertifiedProduct) -> list[Certificate]:
    held = found.certificates.select_related("star_period", "superseded_by")
    return list(held.order_by("-decided_on", "-pk"))


def _row(certificate: Certificate, moment: datetime) -> dict[str, Any]:
    people = names_of([certificate.recorded_by_id, certificate.confirmed_by_id])
    return {
        "certificate": certificate,
        "standing": standing(certificate, moment),
        "recorded_by": people.get(certificate.recorded_by_id, ""),
        "confirmed_by": people.get(
            certificate.confirmed_by_id, via_words(certificate.confirmed_via)
        ),
    }


def _answer(
    found: CertifiedProduct, moment: datetime, lines: list[product_lines.Line]
) -> dict[str, Any]:
    """What the pages showed at the moment, what is known of it today, and what came since."""
    showed, held = shown_at(found.pk, moment), star_of(found.pk, moment)
    giving = showed or held
    certificate = None
    if giving:
        held_by = Certificate.objects.filter(pk=giving.certificate_id)
        certificate = held_by.select_related("star_period", "superseded_by").first()
    agree = (showed and (showed.certificate_id, showed.stars)) == (
        held and (held.certificate_id, held.stars)
    )
    return {
        "moment": moment,
        "is_future": moment > clock.now(),
        "showed": showed,
        "held": held,
        "agree": agree,
        "row": _row(certificate, clock.now()) if certificate else None,
        "since": [line for line in lines if line.at > moment],
    }


def _sheet(found: CertifiedProduct, lines: list[product_lines.Line]) -> HttpResponse:
    headings = [str(one) for one in (_("When"), _("What"), _("Decision"), _("Details"), _("Who"))]
    return sheet.answer(
        f"{found.code}-time-line",
        headings,
        (
            (
                clock.local(line.at).replace(tzinfo=None, microsecond=0),
                line.words,
                line.number,
                "; ".join(f"{name}: {old} → {new}" for name, old, new in line.changes)
                or line.detail,
                line.person,
            )
            for line in lines
        ),
    )
