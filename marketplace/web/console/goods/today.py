"""What the goods ask for today: to receive, to send, to count, short, near expiry, to decide."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import ngettext

from marketplace import clock
from marketplace.accounts.access import Action, places_for
from marketplace.inventory import expiry, targets
from marketplace.inventory.models import Adjustment, Delivery, Stocktake, Transfer
from marketplace.places.models import Place
from marketplace.web.console.selling import parcel_rows
from marketplace.web.console.task import Task, address


def tasks(request: HttpRequest) -> Iterator[Task]:
    """For each of the person's roles; a fixed number of queries, whatever waits."""
    if Action.SEE_ORDERS in request.actions:
        yield _concerned(places_for(request.user, Action.SEE_ORDERS))
    if Action.RECEIVE_STOCK in request.actions:
        yield _deliveries(places_for(request.user, Action.RECEIVE_STOCK))
    if Action.TRANSFER_STOCK in request.actions:
        places = places_for(request.user, Action.TRANSFER_STOCK)
        yield _coming(places)
        yield _to_send(places)
    if Action.COUNT_STOCK in request.actions:
        yield _counting(places_for(request.user, Action.COUNT_STOCK))
    if Action.SEE_STOCK in request.actions:
        places = places_for(request.user, Action.SEE_STOCK)
        yield _short(places)
        yield _ending(places)
    if Action.APPROVE_ADJUSTMENT in request.actions:
        yield _approvals(request)


def _concerned(places: QuerySet[Place]) -> Task:
    count = len(parcel_rows.needing_a_person(places))
    return Task(
        count,
        ngettext(
            "order needs a person: its goods are no longer there to give",
            "orders need a person: their goods are no longer there to give",
            count,
        ),
        address("orders", state=parcel_rows.ATTENTION),
    )


def _deliveries(places: QuerySet[Place]) -> Task:
    count = Delivery.objects.filter(place__in=places, state=Delivery.State.ANNOUNCED).count()
    return Task(
        count,
        ngettext(
            "announced delivery is to be counted in",
            "announced deliveries are to be counted in",
            count,
        ),
        address("deliveries", state=str(Delivery.State.ANNOUNCED)),
    )


def _coming(places: QuerySet[Place]) -> Task:
    count = Transfer.objects.filter(destination__in=places, state=Transfer.State.SENT).count()
    return Task(
        count,
        ngettext("transfer is on the way to you", "transfers are on the way to you", count),
        address("transfers", which="coming"),
    )


def _to_send(places: QuerySet[Place]) -> Task:
    count = Transfer.objects.filter(origin__in=places, state=Transfer.State.DRAFT).count()
    return Task(
        count,
        ngettext("transfer is to be sent", "transfers are to be sent", count),
        address("transfers", which="to_send"),
    )


def _counting(places: QuerySet[Place]) -> Task:
    count = Stocktake.objects.filter(place__in=places, state=Stocktake.State.COUNTING).count()
    return Task(
        count,
        ngettext("stocktake is under way", "stocktakes are under way", count),
        address("stocktakes", state=str(Stocktake.State.COUNTING)),
    )


def _short(places: QuerySet[Place]) -> Task:
    today = clock.today()
    count = sum(need.short > 0 for need in targets.needs(places.open_on(today), today))
    return Task(
        count,
        ngettext("article is short on a shelf", "articles are short on their shelves", count),
        address("refill"),
    )


def _ending(places: QuerySet[Place]) -> Task:
    within = settings.NEAR_EXPIRY_DAYS
    count = expiry.ending(places, day=clock.today(), within=within).count()
    return Task(
        count,
        ngettext(
            "lot on a shelf is past its date or will be within %(days)d days",
            "lots on shelves are past their date or will be within %(days)d days",
            count,
        )
        % {"days": within},
        address("ending"),
    )


def _approvals(request: HttpRequest) -> Task:
    """Not one's own: a second person decides."""
    waiting = Adjustment.objects.filter(
        place__in=places_for(request.user, Action.APPROVE_ADJUSTMENT),
        state=Adjustment.State.WAITING,
    )
    count = waiting.exclude(asked_by_id=request.user.pk).count()
    return Task(
        count,
        ngettext("adjustment waits for your decision", "adjustments wait for your decision", count),
        address("adjustments", state=str(Adjustment.State.WAITING)),
    )
