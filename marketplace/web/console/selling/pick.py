"""Danh sách lấy hàng: from which shelf what is taken, to print or to carry along on a phone."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from marketplace import codes
from marketplace.accounts.access import Action, places_for
from marketplace.orders.models import Parcel
from marketplace.orders.pick import Take, pick_list, waiting
from marketplace.web.console import sheet
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.place_filter import PlaceFilter

MOST = 100  # parcels in one list; the oldest first


@staff(Action.FULFIL_ORDER)
def pick(request: HttpRequest) -> HttpResponse:
    """All that waits at the chosen place, or the parcels that are ticked."""
    places = places_for(request.user, Action.FULFIL_ORDER)
    mine = list(places.order_by("name"))
    filters = PlaceFilter(request.GET, places=mine)
    filters.is_valid()
    if place := filters.cleaned_data.get("place"):
        places = places.filter(code=place)
    parcels = list(
        waiting(places).select_related("order", "place").prefetch_related("lines")[:MOST]
    )
    ticked = {codes.clean(one)[:10] for one in request.GET.getlist("parcel")}
    chosen = [one for one in parcels if not ticked or one.code in ticked]
    takes = pick_list(chosen) if chosen else []
    if request.GET.get("as") == "xlsx":
        return _sheet(takes)
    context = {
        "filters": filters,
        "has_many_places": len(mine) > 1,
        "is_filtered": bool(place),
        "place": place or "",
        "rows": [(one, one in chosen, _units(one)) for one in parcels],
        "chosen": len(chosen),
        "most": MOST,
        "by_place": [
            (place, list(rows)) for place, rows in groupby(takes, lambda take: take.place)
        ],
    }
    return show(request, "console/selling/pick.html", context)


def _units(parcel: Parcel) -> int:
    return sum(line.quantity for line in parcel.lines.all())


def _sheet(takes: list[Take]) -> HttpResponse:
    headings = [
        *(_("Place"), _("Product"), _("Code"), _("Lot"), _("Best before"), _("Units"), _("Unit")),
        _("Parcels"),
    ]
    return sheet.answer(
        "lay-hang",
        headings,
        (
            (
                *(one.place.name, one.name, one.sku),
                one.lot_code or _("not on the shelf"),
                *(one.best_before, one.units, one.unit_name, ", ".join(one.parcels)),
            )
            for one in takes
        ),
    )
