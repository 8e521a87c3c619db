"""What bookings ask for today."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.translation import ngettext

from marketplace import clock
from marketplace.accounts.access import Action
from marketplace.orders.models import Booking
from marketplace.web.console.selling.sellers import sellers_of
from marketplace.web.console.task import Task, address


def tasks(request: HttpRequest) -> Iterator[Task]:
    """One query, or none for who has nothing to do with them."""
    if Action.MANAGE_BOOKINGS not in request.actions:
        return
    state = Booking.State.ASKED
    count = Booking.objects.filter(
        listing__seller__in=sellers_of(request, Action.MANAGE_BOOKINGS),
        state=state,
        day__gte=clock.today(),
    ).count()
    yield Task(
        count,
        ngettext("booking waits for an answer", "bookings wait for an answer", count),
        address("bookings", state=str(state)),
    )
