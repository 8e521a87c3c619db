"""What stands against closing a place: goods, promises, transfers and a count under way."""

from django.db.models import Count, Q, Sum
from django.utils.translation import ngettext

from marketplace import clock, events
from marketplace.inventory.availability import promised_units
from marketplace.inventory.models import Shelf, Stocktake, Transfer
from marketplace.places.events import PlaceCloses
from marketplace.places.models import Place
from marketplace.refusal import Problem

NOT_FINISHED = (Transfer.State.DRAFT, Transfer.State.SENT)
MOST_NAMED = 5


@events.subscribe(PlaceCloses)
def object_to_closing(event: PlaceCloses) -> None:
    """Add what is in the way: goods_there, units_held, on_the_way, being_counted. Three queries.

    The place's row is locked: no entry can be written for it meanwhile, see the migrations.
    """
    stock = Shelf.objects.filter(place=event.place, on_hand__gt=0).aggregate(
        units=Sum("on_hand", default=0),
        products=Count("pk"),
        held=Sum(promised_units(clock.now()), default=0),
    )
    if stock["units"]:
        event.problems.append(_goods_there(stock["units"], stock["products"]))
    if stock["held"]:
        event.problems.append(_units_held(stock["held"]))
    event.problems.extend(_transfers(event.place))
    event.problems.extend(_stocktakes(event.place))


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
    sentence = ngettext(
        "%(count)d transfer is not finished: %(codes)s. Receive or cancel it first.",
        "%(count)d transfers are not finished: %(codes)s. Receive or cancel them first.",
        len(codes),
    )
    data = {"count": len(codes), "codes": _named(codes)}
    return [Problem("on_the_way", sentence % data, data=data)]


def _stocktakes(place: Place) -> list[Problem]:
    running = Stocktake.objects.filter(place=place, state=Stocktake.State.COUNTING).order_by("pk")
    codes = list(running.values_list("code", flat=True))
    if not codes:
        return []
    sentence = ngettext(
        "%(count)d stocktake is under way: %(codes)s. Post or cancel it first.",
        "%(count)d stocktakes are under way: %(codes)s. Post or cancel them first.",
        len(codes),
    )
    data = {"count": len(codes), "codes": _named(codes)}
    return [Problem("being_counted", sentence % data, data=data)]


def _named(codes: list[str]) -> str:
    return ", ".join(codes[:MOST_NAMED]) + ("…" if len(codes) > MOST_NAMED else "")
