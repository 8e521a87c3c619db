"""Whose money a person looks after: of the sellers whose places are theirs for this."""

from django.db.models import QuerySet
from django.http import HttpRequest

from marketplace.accounts.access import Action, places_for
from marketplace.orders.models import Carrier


def carriers_of(request: HttpRequest) -> QuerySet[Carrier]:
    """A carrier settles with a seller, not with a place: whoever reconciles at one of the seller's
    places does it for all of them. One query when read."""
    places = places_for(request.user, Action.RECONCILE_COD)
    sellers = places.order_by().values("operator")
    return Carrier.objects.filter(operator__in=sellers).select_related("operator")
