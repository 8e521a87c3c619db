"""Bán chậm: what sells slowly or will expire before it is sold, with the arithmetic."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.accounts.access import Action, places_for
from marketplace.inventory.pace import DAYS, SLOW_DAYS
from marketplace.inventory.unsold import Slow, slow
from marketplace.web.console import sheet
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.paging import page_of
from marketplace.web.console.place_filter import PlaceFilter


@staff(Action.SEE_STOCK)
def slow_goods(request: HttpRequest) -> HttpResponse:
    places = places_for(request.user, Action.SEE_STOCK)
    mine = list(places.order_by("name"))
    filters = PlaceFilter(request.GET, places=mine)
    filters.is_valid()
    chosen = filters.cleaned_data.get("place")
    found = slow(places.filter(code=chosen) if chosen else places, clock.today())
    if request.GET.get("as") == "xlsx":
        return _sheet(found)
    page = page_of(request, found)
    context = {
        "filters": filters,
        "has_many_places": len(mine) > 1,
        "page": page,
        "days": DAYS,
        "slow_days": SLOW_DAYS,
    }
    return show(request, "console/goods/slow.html", context)


def _sheet(found: list[Slow]) -> HttpResponse:
    headings = [
        _("Place"),
        _("Code"),
        _("Product"),
        _("Good and in date"),
        _("Sold in 28 days"),
        _("Lasts for days"),
        _("Will expire unsold"),
        _("First best-before date"),
    ]
    return sheet.answer(
        "ban-cham",
        headings,
        (
            (
                one.balances[0].place.name,
                one.balances[0].lot.variant.sku,
                one.balances[0].lot.variant.product.name,
                one.units,
                one.pace.sold,
                one.lasts,
                one.units_unsold,
                one.balances[0].lot.best_before,
            )
            for one in found
        ),
    )
