"""What money, returns and complaints ask for today."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace import clock, text
from marketplace.accounts.access import Action, places_for
from marketplace.orders import money_due
from marketplace.orders.models import Complaint, Parcel, Refund, ReturnRequest
from marketplace.web.console.selling.carriers_mine import carriers_of
from marketplace.web.console.task import Task, address


def tasks(request: HttpRequest) -> Iterator[Task]:
    """For each of the person's roles; a fixed number of queries, whatever waits."""
    if Action.DECIDE_RETURN in request.actions:
        yield _returns(request)
    if Action.RECONCILE_COD in request.actions:
        yield _refunds(request)
        yield _due(request)
    if Action.ANSWER_COMPLAINT in request.actions:
        yield _complaints(request)


def _returns(request: HttpRequest) -> Task:
    places = places_for(request.user, Action.DECIDE_RETURN)
    state = ReturnRequest.State.ASKED
    count = ReturnRequest.objects.filter(parcel__place__in=places, state=state).count()
    return Task(
        count,
        ngettext("return waits for a decision", "returns wait for a decision", count),
        address("returns_asked", state=str(state)),
    )


def _refunds(request: HttpRequest) -> Task:
    places = places_for(request.user, Action.RECONCILE_COD)
    state = Refund.State.PROMISED
    count = Refund.objects.filter(payment__parcel__place__in=places, state=state).count()
    return Task(
        count,
        ngettext("refund is to be paid", "refunds are to be paid", count),
        address("refunds", state=str(state)),
    )


def _due(request: HttpRequest) -> Task:
    owed = money_due.by_carrier(carriers_of(request)).values()
    due = {"amount": text.dong(sum(one.amount for one in owed))}
    return Task(
        len(owed),
        ngettext(
            "carrier has collected cash to hand on",
            "carriers have collected cash to hand on",
            len(owed),
        ),
        address("cod"),
        _("%(amount)s due") % due if owed else "",
    )


def _complaints(request: HttpRequest) -> Task:
    places = places_for(request.user, Action.ANSWER_COMPLAINT)
    parcels = Parcel.objects.filter(place__in=places)
    found = Complaint.objects.filter(order__in=parcels.values("order"), state=Complaint.State.OPEN)
    days = list(found.values_list("due_on", flat=True))
    late = sum(day < clock.today() for day in days)
    return Task(
        len(days),
        ngettext("complaint waits for an answer", "complaints wait for an answer", len(days)),
        address("complaints", state=str(Complaint.State.OPEN)),
        ngettext("%(n)d is late", "%(n)d are late", late) % {"n": late} if late else "",
    )
