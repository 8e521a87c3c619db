"""Hao hụt, hết hạn, hàng mẫu: the form that asks for an adjustment."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import text
from marketplace.accounts.access import Action
from marketplace.inventory import adjustments, papers, second_person
from marketplace.inventory.models import Adjustment
from marketplace.inventory.reasons import OF_ADJUSTMENT, WORDS
from marketplace.places.models import Place
from marketplace.refusal import Refusal
from marketplace.web.console.goods import pick_page
from marketplace.web.console.goods.pickable import Standing
from marketplace.web.console.goods.picking import PickForm, Picking
from marketplace.web.console.guard import staff
from marketplace.web.console.photographed import reads_photos


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class PapersField(forms.FileField):
    """Any number of files; cleaned it is their list, judged by papers.check()."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        one = super().clean
        return [one(file, initial) for file in data or []]


class AskForm(PickForm):
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=[("", gettext_lazy("Choose…")), *((one, WORDS[one]) for one in OF_ADJUSTMENT)],
        error_messages={"required": gettext_lazy("Choose one of the reasons.")},
    )
    papers = PapersField(
        label=gettext_lazy("Photo"),
        required=False,
        help_text=gettext_lazy("JPEG, PNG or PDF up to 20 MB. A photo or a note, or both."),
        widget=ManyFiles(attrs={"accept": "image/jpeg,image/png,application/pdf"}),
    )
    field_order = ("reason", "note", "papers")


@staff(Action.ADJUST_STOCK, methods=("GET", "HEAD", "POST"))
@reads_photos("find")
def adjustment_new(request: HttpRequest) -> HttpResponse:
    place = pick_page.place_for(request, Action.ADJUST_STOCK)
    words = pick_page.Words(
        _("Write goods off, or put found goods back"),
        _explained(request.user.pk, place),
        _("Write it down"),
    )
    if place is None:
        return pick_page.choose_place(request, Action.ADJUST_STOCK, words)
    picking = Picking(request, Standing(place, with_empty=True))
    reason = request.GET.get("reason", "")
    form = pick_page.form_for(request, AskForm, picking, place, reason=reason)
    if pick_page.is_ready(form, picking):
        try:
            files = form.cleaned_data["papers"]
            asked = adjustments.ask(
                place,
                form.cleaned_data["reason"],
                picking.picked(),
                note=form.cleaned_data["note"],
                photos=papers.check((file.name or "", file) for file in files),
                actor_id=request.user.pk,
                client_key=form.key("adjustment"),
            )
        except Refusal as refused:
            picking.take(refused.problems, form)
        else:
            messages.success(request, _said(asked))
            return redirect("console:adjustment", code=asked.code)
    return pick_page.answer(request, words, place, form, picking)


def _explained(actor_id: int, place: Place | None) -> str:
    said = {"limit": text.dong(settings.ADJUSTMENT_LIMIT)}
    sentence = _(
        "One person alone decides up to %(limit)s at a place within 24 hours: that is posted at "
        "once, more waits for a second person."
    )
    if place is None:
        return sentence % said
    alone = second_person.alone(actor_id, place.pk, 0)
    if not alone.before:
        return sentence % said
    left = _("You have decided %(before)s alone here already: %(left)s are left.")
    said |= {"before": text.dong(alone.before), "left": text.dong(alone.left)}
    return f"{sentence} {left}" % said


def _said(asked: Adjustment) -> str:
    amounts = {"amount": text.dong(asked.value), "limit": text.dong(settings.ADJUSTMENT_LIMIT)}
    if asked.state == Adjustment.State.POSTED:
        return _("Posted: %(amount)s.") % amounts
    if asked.value <= settings.ADJUSTMENT_LIMIT:
        sentence = _(
            "Worth %(amount)s, with what you decided alone here within 24 hours more than "
            "%(limit)s: this waits for a second person. Nothing has moved yet."
        )
        return sentence % amounts
    sentence = _("Worth %(amount)s: this waits for a second person. Nothing has moved yet.")
    return sentence % amounts
