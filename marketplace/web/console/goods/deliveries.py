"""Deliveries (phiếu nhập): the list, one of them, its papers, cancelled."""

from django import forms
from django.contrib import messages
from django.db.models import Case, Count, F, Q, QuerySet, Sum, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock, codes, text
from marketplace.accounts.access import Action, places_for
from marketplace.accounts.people import names_of
from marketplace.inventory import deliveries as rules
from marketplace.inventory import papers as paper_rules
from marketplace.inventory.models import Delivery, Paper
from marketplace.inventory.reasons import WORDS, Reason
from marketplace.refusal import Refusal
from marketplace.web.console import sheet
from marketplace.web.console.attached import attachment
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.paging import page_of
from marketplace.web.console.place_filter import PlaceFilter

STATES = {
    Delivery.State.ANNOUNCED: gettext_lazy("announced"),
    Delivery.State.RECEIVED: gettext_lazy("received"),
    Delivery.State.CANCELLED: gettext_lazy("cancelled"),
}


class Filters(PlaceFilter):
    q = forms.CharField(
        label=gettext_lazy("Producer or code"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("All")), *STATES.items()],
    )


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class PapersForm(forms.Form):
    papers = forms.FileField(
        label=gettext_lazy("Papers"),
        help_text=gettext_lazy("Test slip, invoice, photos: PDF, JPEG or PNG, up to 20 MB each."),
        widget=ManyFiles(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
        required=False,
    )


@staff(Action.SEE_STOCK)
def deliveries(request: HttpRequest) -> HttpResponse:
    places = places_for(request.user, Action.SEE_STOCK)
    mine = list(places.order_by("name"))
    filters = Filters(request.GET, places=mine)
    filters.is_valid()
    asked = filters.cleaned_data
    found = _find(Delivery.objects.filter(place__in=places), asked)
    if request.GET.get("as") == "xlsx":
        return _sheet(found)
    context = {
        "filters": filters,
        "page": page_of(request, found),
        "states": STATES,
        "has_many_places": len(mine) > 1,
        "is_filtered": any(asked.values()),
        "may_receive": Action.RECEIVE_STOCK in request.actions,
    }
    return show(request, "console/goods/deliveries.html", context)


@staff(Action.SEE_STOCK)
def delivery(request: HttpRequest, code: str) -> HttpResponse:
    return _delivery(request, delivery_at(request, code, Action.SEE_STOCK), PapersForm())


@staff(Action.RECEIVE_STOCK, methods=("POST",))
def delivery_cancel(request: HttpRequest, code: str) -> HttpResponse:
    one = delivery_at(request, code, Action.RECEIVE_STOCK)
    try:
        rules.cancel(one, actor_id=request.user.pk)
    except Refusal as refused:
        for problem in refused.problems:
            messages.error(request, problem.sentence)
    else:
        messages.success(request, _("Delivery %(code)s is cancelled.") % {"code": one.code})
    return redirect("console:delivery", code=one.code)


@staff(Action.RECEIVE_STOCK, methods=("POST",))
def delivery_papers(request: HttpRequest, code: str) -> HttpResponse:
    one = delivery_at(request, code, Action.RECEIVE_STOCK)
    form = PapersForm(request.POST, request.FILES)
    files = request.FILES.getlist("papers")
    if not files:
        form.add_error("papers", _("Choose a file."))
        return _delivery(request, one, form, status=422)
    try:
        new = paper_rules.check((file.name, file) for file in files)
        kept = rules.add_papers(one, new, actor_id=request.user.pk)
    except Refusal as refused:
        for problem in refused.problems:
            form.add_error("papers", problem.sentence)
        return _delivery(request, one, form, status=422)
    messages.success(request, _("Papers kept: %(many)d.") % {"many": len(kept)})
    return redirect("console:delivery", code=one.code)


@staff(Action.SEE_STOCK)
def delivery_paper(request: HttpRequest, code: str, sha256: str) -> HttpResponse:
    one = delivery_at(request, code, Action.SEE_STOCK)
    paper = get_object_or_404(Paper, delivery=one, sha256=sha256)
    try:
        content, kind = paper_rules.content_of(paper)
    except OSError as error:
        raise Http404 from error
    return attachment(content, paper.name, kind)


def delivery_at(request: HttpRequest, code: str, action: Action) -> Delivery:
    """The delivery at one of the person's places for this; 404 as if a foreign one were none."""
    found = Delivery.objects.filter(place__in=places_for(request.user, action))
    found = found.select_related("place__operator", "producer", "agreement", "document")
    return get_object_or_404(found, code=code)


def _find(found: QuerySet[Delivery], asked: dict[str, str]) -> QuerySet[Delivery]:
    """Announced ones first, by the day they are expected: they are a queue. Then the newest."""
    if typed := asked.get("q", "").strip():
        wanted = Q(code__startswith=codes.clean(typed))
        if folded := text.fold(typed):
            wanted |= Q(producer__folded__contains=folded)
        found = found.filter(wanted)
    if asked.get("state"):
        found = found.filter(state=asked["state"])
    if asked.get("place"):
        found = found.filter(place__code=asked["place"])
    found = found.select_related("place", "producer").annotate(
        lines_count=Count("lines"),
        announced_units=Sum("lines__announced"),
        counted_units=Sum("lines__counted"),
    )
    is_waiting = Q(state=Delivery.State.ANNOUNCED)
    due = Case(When(is_waiting, then=F("expected_on")))
    return found.alias(is_waiting=is_waiting, due=due).order_by(
        "-is_waiting", F("due").asc(nulls_last=True), "-announced_at", "-pk"
    )


def _delivery(
    request: HttpRequest, one: Delivery, form: PapersForm, status: int = 200
) -> HttpResponse:
    lines = list(one.lines.select_related("variant__product", "variant__listing").order_by("pk"))
    is_received = one.state == Delivery.State.RECEIVED
    may_receive = (
        Action.RECEIVE_STOCK in request.actions
        and places_for(request.user, Action.RECEIVE_STOCK).filter(pk=one.place_id).exists()
    )
    people = names_of([one.announced_by_id, one.ended_by_id])
    context = {
        "one": one,
        "lines": [(line, WORDS[Reason(line.reason)] if line.reason else "") for line in lines],
        "state": STATES[Delivery.State(one.state)],
        "announced_units": sum(line.announced for line in lines),
        "counted_units": sum(line.counted or 0 for line in lines),
        "cost": sum((line.counted or 0) * (line.unit_cost or 0) for line in lines),
        "papers": one.papers.order_by("pk"),
        "announced_by": people.get(one.announced_by_id),
        "ended_by": people.get(one.ended_by_id),
        "is_received": is_received,
        "may_count": may_receive and one.state == Delivery.State.ANNOUNCED,
        "may_add_papers": may_receive and one.state != Delivery.State.CANCELLED,
        "form": form,
        "today": clock.today(),
    }
    return show(request, "console/goods/delivery.html", context, status)


def _sheet(found: QuerySet[Delivery]) -> HttpResponse:
    headings = [
        _("Code"),
        _("Producer"),
        _("Place"),
        _("How they come"),
        _("State"),
        _("Expected on"),
        _("Announced at"),
        _("Ended at"),
        _("Lines"),
        _("Units announced"),
        _("Units counted"),
    ]
    return sheet.answer(
        "deliveries",
        headings,
        (
            (
                one.code,
                one.producer.name,
                one.place.name,
                _("on consignment") if one.agreement_id else _("bought"),
                str(STATES[Delivery.State(one.state)]),
                one.expected_on,
                clock.local(one.announced_at).replace(tzinfo=None),
                clock.local(one.ended_at).replace(tzinfo=None) if one.ended_at else None,
                one.lines_count,
                one.announced_units,
                one.counted_units,
            )
            for one in found
        ),
    )
