"""Tiền thu hộ chưa nộp: what carriers took at the doors and have not handed on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Min, QuerySet, Sum
from django.utils.translation import gettext as _

from marketplace import clock, text
from marketplace.audit.record import record
from marketplace.orders.models import Carrier, Payment
from marketplace.orders.refused import OrderRefused
from marketplace.places.models import Place
from marketplace.refusal import Problem

OWN_RIDER = "own_rider"  # the adapter of whoever brings the cash to the place


@dataclass(frozen=True)
class Owed:
    """amount: đồng of `parcels` parcels; since: the moment of the oldest, None where nothing is."""

    parcels: int
    amount: int
    since: datetime | None

    @property
    def oldest(self) -> date | None:
        return clock.local(self.since).date() if self.since else None


def due(carriers: Iterable[Carrier] | QuerySet[Carrier]) -> QuerySet[Payment]:
    """Payments that these carriers have collected and not handed on, oldest first."""
    return Payment.objects.filter(
        carrier__in=carriers, state=Payment.State.COLLECTED, remitted_at__isnull=True
    ).order_by("settled_at", "pk")


def by_carrier(carriers: Iterable[Carrier] | QuerySet[Carrier]) -> dict[int, Owed]:
    """What each owes, by its key; who owes nothing is not in it. One query."""
    rows = (
        due(carriers)
        .order_by("carrier")
        .values_list("carrier")
        .annotate(Count("pk"), Sum("amount"), Min("settled_at"))
    )
    return {carrier: Owed(parcels, amount, since) for carrier, parcels, amount, since in rows}


def by_place(carrier: Carrier) -> dict[Place, Owed]:
    """What the carrier owes for the parcels of each place. Two queries."""
    rows = (
        due([carrier])
        .order_by("parcel__place")
        .values_list("parcel__place")
        .annotate(Count("pk"), Sum("amount"), Min("settled_at"))
    )
    found = {place: Owed(parcels, amount, since) for place, parcels, amount, since in rows}
    places = Place.objects.filter(pk__in=found).order_by("name")
    return {place: found[place.pk] for place in places}


def hand_in(carrier: Carrier, place: Place, *, counted: int, actor_id: int | None) -> int:
    """The seller's own rider puts the cash of the place's parcels on its counter; the đồng taken.

    counted: what stood on the button. Raises OrderRefused: other_adapter, changed where the sum
    is another by now (pressed twice, or a parcel more was delivered). Locks: payments.
    """
    if carrier.adapter != OWN_RIDER:
        sentence = _("This carrier hands its money on by statement, not at the counter.")
        raise OrderRefused(Problem("other_adapter", sentence))
    with transaction.atomic():
        payments = _for_update(due([carrier]).filter(parcel__place=place).order_by("pk"))
        total = sum(payment.amount for payment in payments)
        if total != counted or not payments:
            sentence = _("The sum is %(total)s by now. Count again, then press once more.")
            if not payments:
                sentence = _("Nothing is left to hand in here: it was taken in before.")
            said = sentence % {"total": text.dong(total)}
            raise OrderRefused(Problem("changed", said, data={"total": total}))
        keys = [payment.pk for payment in payments]
        Payment.objects.filter(pk__in=keys).update(remitted_at=clock.now())
        data = {"place": place.code, "parcels": len(keys), "amount": total}
        subject = f"carrier:{carrier.code}"
        record("orders.hand_in", actor_id=actor_id, subject=subject, data=data)
        return total


def _for_update(payments: QuerySet[Payment]) -> list[Payment]:
    """Its own function so that the concurrency tests can show what happens without it."""
    return list(payments.select_for_update(of=("self",)))
