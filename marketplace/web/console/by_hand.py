"""Changing certificates by hand: asking with a reason."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from marketplace import codes
from marketplace.accounts.access import Action
from marketplace.certification import by_hand
from marketplace.certification.models import Certificate, CertifiedProduct, Proposal
from marketplace.refusal import Refusal
from marketplace.web.console.by_hand_forms import (
    AskingForm,
    AwardForm,
    CorrectForm,
    ExtendForm,
    NewProductForm,
    RevokeForm,
)
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show

asks = staff(Action.IMPORT_REGISTER, methods=("GET", "HEAD", "POST"))


@asks
def award(request: HttpRequest) -> HttpResponse:
    """A certificate that stands in no file; ?of= names a product the register knows."""
    product = None
    if request.GET.get("of"):
        code = codes.clean(request.GET["of"])
        if not codes.is_code(code):
            raise Http404
        product = get_object_or_404(CertifiedProduct, code=code)
    form_class = AwardForm if product else NewProductForm

    def propose(form: Any) -> Proposal:
        return by_hand.award(form.asking(request.user.pk), form.values(), product)

    words = {
        "title": _("New certificate by hand"),
        "go": _("Propose"),
        "explained": _("Somebody else confirms it; until then no star shows."),
    }
    return _ask(request, form_class, propose, words, product=product)


@asks
def correct(request: HttpRequest, code: str) -> HttpResponse:
    held = _certificate(code)

    def propose(form: Any) -> Proposal:
        return by_hand.correct(form.asking(request.user.pk), held, form.values())

    words = {
        "title": _("Correct the certificate"),
        "go": _("Propose the correction"),
        "explained": _("Write what the paper says. Somebody else confirms it before it counts."),
    }
    initial = CorrectForm.initial_of(held)
    return _ask(request, CorrectForm, propose, words, certificate=held, initial=initial)


@asks
def extend(request: HttpRequest, code: str) -> HttpResponse:
    held = _certificate(code)

    def propose(form: Any) -> Proposal:
        until = form.cleaned_data["extended_until"]
        return by_hand.extend(form.asking(request.user.pk), held, until)

    words = {
        "title": _("Extend the certificate"),
        "go": _("Propose the extension"),
        "explained": _(
            "For a product whose re-rating could not be decided in time: at most 180 days after"
            " the last day (Decision 26/2026/QĐ-TTg, Article 12.3)."
        ),
    }
    return _ask(request, ExtendForm, propose, words, certificate=held)


@asks
def revoke(request: HttpRequest, code: str) -> HttpResponse:
    held = _certificate(code)

    def take_back(form: Any) -> Proposal:
        values = form.cleaned_data
        return by_hand.revoke(
            form.asking(request.user.pk),
            held,
            day=values["day"],
            number=values["number"],
            ground=values["ground"],
        )

    words = {
        "title": _("Revoke the certificate"),
        "go": _("Revoke now"),
        "explained": _(
            "The star is gone from every page at once. A revocation recorded in error can be"
            " taken back; somebody else has to confirm that."
        ),
    }
    return _ask(request, RevokeForm, take_back, words, certificate=held)


@asks
def restore(request: HttpRequest, code: str) -> HttpResponse:
    held = _certificate(code)

    def propose(form: Any) -> Proposal:
        return by_hand.restore(form.asking(request.user.pk), held)

    words = {
        "title": _("Take the revocation back"),
        "go": _("Propose"),
        "explained": _("Only where it was recorded in error. Somebody else confirms it."),
    }
    return _ask(request, AskingForm, propose, words, certificate=held)


def _certificate(code: str) -> Certificate:
    held = Certificate.objects.select_related("certified_product__producer")
    return get_object_or_404(held, code=code)


def _ask(
    request: HttpRequest,
    form_class: type[AskingForm],
    propose: Callable[[Any], Proposal],
    words: dict[str, str],
    *,
    certificate: Certificate | None = None,
    product: CertifiedProduct | None = None,
    initial: dict[str, Any] | None = None,
) -> HttpResponse:
    """The form, or what was asked with it: then on to the proposal's page."""
    status = 200
    if request.method == "POST":
        form, status = form_class(request.POST), 422
        if form.is_valid():
            try:
                made = propose(form)
            except Refusal as refused:
                form.take(refused.problems)
            else:
                applied = made.state == Proposal.State.APPLIED
                said = _("Done.") if applied else _("Proposed. Somebody else has to confirm it.")
                messages.success(request, said)
                return redirect("console:proposal", code=made.code)
    else:
        form = form_class(initial={"client_key": uuid.uuid4()} | (initial or {}))
    context = words | {
        "form": form,
        "certificate": certificate,
        "product": certificate.certified_product if certificate else product,
    }
    return show(request, "console/by_hand.html", context, status)
