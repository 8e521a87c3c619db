"""The transfers of my places: the list, and one of them."""

import uuid

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock, codes
from marketplace.accounts.access import Action, places_for
from marketplace.accounts.people import names_of
from marketplace.inventory.models import Document, Transfer
from marketplace.inventory.transfers import would_go
from marketplace.web.console import sheet
from marketplace.web.console.goods import transfer_rows
from marketplace.web.console.goods.events import KINDS
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.paging import page_of
from marketplace.web.console.place_filter import PlaceFilter


class Filters(PlaceFilter):
    which = forms.ChoiceField(
        label=gettext_lazy("Show"),
        choices=[("", gettext_lazy("All")), *transfer_rows.WHICH.items()],
        required=False,
    )
    code = forms.CharField(
        label=gettext_lazy("Transfer code"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"type": "search", "autocapitalize": "characters"}),
    )


@staff(Action.SEE_STOCK)
def transfers(request: HttpRequest) -> HttpResponse:
    mine = list(places_for(request.user, Action.SEE_STOCK).order_by("name"))
    filters = Filters(request.GET, places=mine)
    filters.is_valid()
    asked = filters.cleaned_data
    found = transfer_rows.find(
        request,
        which=asked.get("which", ""),
        code=codes.clean(asked.get("code", "")),
        place=asked.get("place", ""),
    )
    if request.GET.get("as") == "xlsx":
        return _sheet(found)
    context = {
        "filters": filters,
        "page": page_of(request, found),
        "has_many_places": len(mine) > 1,
        "is_filtered": any(asked.values()),
        "may_draft": Action.TRANSFER_STOCK in request.actions,
    }
    return show(request, "console/goods/transfers.html", context)


@staff(Action.SEE_STOCK)
def transfer(request: HttpRequest, code: str) -> HttpResponse:
    """What is to go, went and came; and what the person may do about it."""
    one = transfer_rows.of(request, code)
    rows = transfer_rows.sent_rows(one)
    sums = transfer_rows.sums(rows)
    documents = list(Document.objects.filter(reference=one.code).order_by("pk"))
    people = names_of(
        [
            *(one.drafted_by_id, one.sent_by_id, one.ended_by_id),
            *(document.actor_id for document in documents),
        ]
    )
    is_draft, is_sent = one.state == Transfer.State.DRAFT, one.state == Transfer.State.SENT
    acts = transfer_rows.acts_at(request, one)
    has_arrived = sums["on_the_way"] < sums["sent"]
    context = {
        "transfer": one,
        "state_words": transfer_rows.STATE_WORDS[Transfer.State(one.state)],
        "rows": rows,
        "sums": sums,
        "going": would_go(one) if is_draft else [],
        "documents": [
            (document, KINDS[document.kind], people.get(document.actor_id))
            for document in documents
        ],
        "drafted_by": people.get(one.drafted_by_id),
        "ended_by": people.get(one.ended_by_id),
        "may_change": is_draft and "origin" in acts,
        "may_receive": is_sent and "destination" in acts,
        "may_cancel": (is_draft or (is_sent and not has_arrived)) and "origin" in acts,
        "may_bring_back": is_sent and has_arrived and "origin" in acts,
        "is_destination_closed": is_closed(one),
        "client_key": uuid.uuid4(),
    }
    return show(request, "console/goods/transfer.html", context)


def is_closed(one: Transfer) -> bool:
    """Whether the place the goods go to takes none any more."""
    closed_on = one.destination.closed_on
    return closed_on is not None and closed_on < clock.today()


def _sheet(found: QuerySet[Transfer]) -> HttpResponse:
    headings = [
        _("Code"),
        _("Sending place"),
        _("Receiving place"),
        _("State"),
        _("Units"),
        _("Under way"),
        _("Written down"),
        _("Sent"),
        _("Ended at"),
    ]
    return sheet.answer(
        "dieu-chuyen",
        headings,
        (
            (
                one.code,
                one.origin.name,
                one.destination.name,
                str(transfer_rows.STATE_WORDS[Transfer.State(one.state)]),
                one.units,
                one.on_the_way,
                *(
                    clock.local(moment).replace(tzinfo=None) if moment else None
                    for moment in (one.drafted_at, one.sent_at, one.ended_at)
                ),
            )
            for one in found
        ),
    )
