"""What of a parcel may still be asked to go back, and until when."""

from collections import Counter
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Sum

from marketplace import clock
from marketplace.orders.models import Parcel, ReturnLine, ReturnRequest

OPEN = (ReturnRequest.State.ASKED, ReturnRequest.State.APPROVED)


def last_day(parcel: Parcel) -> date | None:
    """The last day on which a return may be asked for; None while nothing was delivered."""
    if parcel.state != Parcel.State.DELIVERED or parcel.ended_at is None:
        return None
    return clock.local(parcel.ended_at).date() + timedelta(days=settings.RETURN_DAYS)


def is_open_at(parcel: Parcel, moment: datetime) -> bool:
    """Whether a return may be asked for at the moment: to the end of the last day."""
    day = last_day(parcel)
    return day is not None and moment < clock.day_end(day)


def units_left(parcel: Parcel) -> Counter[int]:
    """Units by the key of a parcel line that no other request has asked back. Two queries.

    What was declined may be asked for again.
    """
    asked = (
        ReturnLine.objects.filter(request__parcel=parcel)
        .exclude(request__state=ReturnRequest.State.DECLINED)
        .values_list("parcel_line")
        .annotate(units=Sum("quantity"))
    )
    left = Counter(dict(parcel.lines.values_list("pk", "quantity")))
    left.subtract(dict(asked))
    return left
