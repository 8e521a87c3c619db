"""Thu hồi hàng: a batch is called back, where it stands and what is on the way, lifted again."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock
from marketplace.accounts.access import Action, places_for
from marketplace.accounts.people import names_of
from marketplace.inventory import recalls as rules
from marketplace.inventory import scan, standing
from marketplace.inventory.models import Balance, Lot, Recall
from marketplace.places.models import Place
from marketplace.refusal import Refusal
from marketplace.web.console import sheet
from marketplace.web.console.goods.events import CONDITIONS, owner_name
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.paging import page_of


class FindForm(forms.Form):
    lot = forms.CharField(
        label=gettext_lazy("Lot label (scan it, or write CODE/LOT)"),
        max_length=scan.LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
        error_messages={"required": gettext_lazy("Scan the label of the lot.")},
    )


class NoteForm(forms.Form):
    client_key = forms.UUIDField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say why, in a few words.")},
    )


@staff(Action.SEE_STOCK)
def recalls(request: HttpRequest) -> HttpResponse:
    found = _seen(request).order_by("-recalled_at", "-pk")
    if request.GET.get("as") == "xlsx":
        return _sheet(found)
    context = {
        "page": page_of(request, found),
        "may_recall": Action.RECALL_LOT in request.actions,
    }
    return show(request, "console/goods/recalls.html", context)


@staff(Action.RECALL_LOT, methods=("GET", "HEAD", "POST"))
def recall_new(request: HttpRequest) -> HttpResponse:
    find = FindForm(request.GET if "lot" in request.GET else None)
    lot = _lot(find)
    form = NoteForm(request.POST or None, initial={"client_key": uuid.uuid4()})
    if request.method == "POST" and lot is not None and form.is_valid():
        try:
            made = rules.recall(
                lot,
                note=form.cleaned_data["note"],
                actor_id=request.user.pk,
                client_key=f"recall:{form.cleaned_data['client_key'].hex}",
            )
        except Refusal as refused:
            for problem in refused.problems:
                form.add_error(problem.field or None, problem.sentence)
        else:
            messages.success(request, _("The lot is blocked at every place."))
            return redirect("console:recall", code=made.code)
    context = {"find": find, "form": form, "lot": lot}
    if lot is not None:
        context |= _where(lot, Place.objects.all())
    status = 422 if request.method == "POST" else 200
    return show(request, "console/goods/recall_new.html", context, status)


@staff(Action.SEE_STOCK)
def recall(request: HttpRequest, code: str) -> HttpResponse:
    form = NoteForm(initial={"client_key": uuid.uuid4()})
    return _page(request, get_object_or_404(_seen(request), code=code), form)


@staff(Action.RECALL_LOT, methods=("POST",))
def recall_lift(request: HttpRequest, code: str) -> HttpResponse:
    one = get_object_or_404(_seen(request), code=code)
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            rules.lift(one.code, note=form.cleaned_data["note"], actor_id=request.user.pk)
        except Refusal as refused:
            for problem in refused.problems:
                form.add_error(problem.field or None, problem.sentence)
        else:
            said = _("The recall is lifted. Each place releases its own goods.")
            messages.success(request, said)
            return redirect("console:recall", code=code)
    return _page(request, one, form, 422)


def _page(request: HttpRequest, one: Recall, form: NoteForm, status: int = 200) -> HttpResponse:
    names = names_of([one.recalled_by_id, one.lifted_by_id])
    context = {
        "one": one,
        "form": form,
        "recalled_by": names.get(one.recalled_by_id, ""),
        "lifted_by": names.get(one.lifted_by_id, ""),
        "may_lift": one.lifted_at is None and Action.RECALL_LOT in request.actions,
        **_where(one.lot, _places(request)),
    }
    return show(request, "console/goods/recall.html", context, status)


def _places(request: HttpRequest) -> QuerySet[Place]:
    """Whoever may recall looks at every place; others at their own."""
    if Action.RECALL_LOT in request.actions:
        return Place.objects.all()
    return places_for(request.user, Action.SEE_STOCK)


def _seen(request: HttpRequest) -> QuerySet[Recall]:
    """Recalls of lots that ever stood at one of the person's places."""
    found = Recall.objects.select_related("lot__variant__product", "document")
    if Action.RECALL_LOT in request.actions:
        return found
    here = Balance.objects.filter(lot=OuterRef("lot"), place__in=_places(request))
    return found.filter(Exists(here))


def _sheet(found: QuerySet[Recall]) -> HttpResponse:
    headings = [
        *(_("Code"), _("Product"), _("Lot"), _("Best before"), _("Reason")),
        *(_("Recalled"), _("Recalled by"), _("Lifted"), _("Lifted by")),
    ]
    rows = list(found)
    names = names_of(person for one in rows for person in (one.recalled_by_id, one.lifted_by_id))
    table = (
        (
            one.code,
            one.lot.variant.product.name,
            one.lot.code,
            one.lot.best_before,
            one.note,
            clock.local(one.recalled_at).replace(tzinfo=None),
            names.get(one.recalled_by_id, ""),
            clock.local(one.lifted_at).replace(tzinfo=None) if one.lifted_at else None,
            names.get(one.lifted_by_id, ""),
        )
        for one in rows
    )
    return sheet.answer("thu-hoi", headings, table)


def _lot(find: FindForm) -> Lot | None:
    """The lot that the label names; the form says why there is none."""
    if not find.is_bound or not find.is_valid():
        return None
    try:
        lot = scan.find(find.cleaned_data["lot"]).lot
    except Refusal as refused:
        find.add_error("lot", refused.problems[0].sentence)
        return None
    if lot is None:
        find.add_error("lot", _("This names an article: scan the label of the lot."))
        return None
    return Lot.objects.select_related("variant__product").get(pk=lot.pk)


def _where(lot: Lot, places: QuerySet[Place]) -> dict[str, Any]:
    balances = standing.of_lot(lot, places)
    holds = standing.holds_on(lot.variant_id, places)
    seen = set(places.values_list("pk", flat=True))
    on_the_way, elsewhere = [], 0
    for one in rules.on_the_way(lot):
        if seen & {one.transfer.origin_id, one.transfer.destination_id}:
            on_the_way.append(one)
        else:
            elsewhere += one.units
    return {
        "balances": [
            {
                "balance": one,
                "owner": owner_name(one.owner),
                "condition": CONDITIONS[one.condition],
            }
            for one in balances
        ],
        "code": lot.variant.sku,
        "good": sum(one.quantity for one in balances if one.condition == "good"),
        "places_count": len({one.place_id for one in balances if one.condition == "good"}),
        "held": sum(hold.quantity for hold in holds),
        "on_the_way": on_the_way,
        "on_the_way_elsewhere": elsewhere,
    }
