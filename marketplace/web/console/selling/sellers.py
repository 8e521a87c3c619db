"""Whose deliveries, offers and bookings a person looks after: of the sellers whose places are theirs."""

from django.db.models import QuerySet
from django.http import HttpRequest

from marketplace.accounts.access import Action, places_for
from marketplace.places.models import Operator


def sellers_of(request: HttpRequest, action: Action = Action.MANAGE_DELIVERY) -> QuerySet[Operator]:
    """Carriers, fees and offers are the seller's: whoever manages one of its places manages them."""
    places = places_for(request.user, action)
    return Operator.objects.filter(pk__in=places.order_by().values("operator")).order_by("name")
