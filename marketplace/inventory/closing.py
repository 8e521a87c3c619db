"""What stands against closing a place: its goods, what is promised from it, what is on its way."""

from django.db.models import Count, Q, Sum
from django.utils.translation import ngettext

from marketplace import events
from marketplace.inventory.models import Shelf, Transfer
from marketplace.places.events import PlaceCloses
from marketplace.places.models import Place
from marketplace.refusal import Problem

NOT_FINISHED = (Transfer.State.DRAFT, Transfer.State.SENT)
MOST_NAMED = 5


@events.subscribe(PlaceCloses)
def object_to_closing(event: PlaceCloses) -> None:
    """Add what is in the way: goods_there, units_held, on_the_way. Three figures, two queries.

    The place's row is locked: no entry can be written for it meanwhile, see the migrations.
    """
    stock = Shelf.objects.filter(place=event.place, on_hand__gt=0).aggregate(
        units=Sum("on_hand", default=0),
        products=Count("pk"),
        held=Sum("held", default=0),
    )
    if stock["units"]:
        event.problems.append(_goods_there(stock["units"], stock["products"]))
    if stock["held"]:
        event.problems.append(_units_held(stock["held"]))
    event.problems.extend(_transfers(event.place))


def _goods_there(units: int, products: int) -> Problem:
    sentence = ngettext(
        "%(units)d unit still stands there, of %(products)d product. "
        "Transfer it, return it or write it off first.",
        "%(units)d units still stand there, of %(products)d products. "
        "Transfer them, return them or write them off first.",
        units,
    )
    data = {"units": units, "products": products}
    return Problem("goods_there", sentence % data, data=data)


def _units_held(held: int) -> Problem:
    sentence = ngettext(
        "%(held)d unit is held for an order. Hand it over or cancel the order first.",
        "%(held)d units are held for orders. Hand them over or cancel the orders first.",
        held,
    )
    return Problem("units_held", sentence % {"held": held}, data={"held": held})


def _transfers(place: Place) -> list[Problem]:
    open_ones = Transfer.objects.filter(
        Q(origin=place) | Q(destination=place), state__in=NOT_FINISHED
    ).order_by("pk")
    codes = list(open_ones.values_list("code", flat=True))
    if not codes:
        return []
    named = ", ".join(codes[:MOST_NAMED]) + ("…" if len(codes) > MOST_NAMED else "")
    sentence = ngettext(
        "%(count)d transfer is not finished: %(codes)s. Receive or cancel it first.",
        "%(count)d transfers are not finished: %(codes)s. Receive or cancel them first.",
        len(codes),
    )
    data = {"count": len(codes), "codes": named}
    return [Problem("on_the_way", sentence % data, data=data)]
