"""Mức tồn: minimum and target of the articles of a place, with what the last weeks suggest."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.accounts.access import Action, places_for
from marketplace.inventory.models import Shelf, StockTarget
from marketplace.inventory.pace import Pace, paces
from marketplace.inventory.targets import Wanted, set_targets
from marketplace.listings.models import Listing
from marketplace.places.models import Place
from marketplace.refusal import Refusal
from marketplace.text import fold
from marketplace.web.console.fields import UnitsField
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.paging import page_of


@dataclass
class Row:
    """What is set, what was typed, what the pace suggests; error: why it was not taken."""

    listing: Listing
    minimum: str
    target: str
    pace: Pace
    error: str = ""


@staff(Action.SET_TARGETS, methods=("GET", "HEAD", "POST"))
def targets(request: HttpRequest, code: str) -> HttpResponse:
    place = get_object_or_404(places_for(request.user, Action.SET_TARGETS), code=code)
    typed = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    page = page_of(request, _articles(place, typed))
    rows = _rows(place, list(page.object_list))
    status = 200
    if request.method == "POST":
        wanted = _read(request, rows)
        if wanted is not None:
            try:
                set_targets(place, wanted, actor_id=request.user.pk)
            except Refusal as refused:
                _say(rows, refused)
            else:
                messages.success(request, _("Saved."))
                address = reverse("console:targets", args=[place.code])
                query = request.GET.urlencode()
                return redirect(f"{address}?{query}" if query else address)
        status = 422
    context = {"place": place, "page": page, "rows": rows, "q": typed}
    return show(request, "console/goods/targets.html", context, status)


def _articles(place: Place, typed: str) -> QuerySet[Listing]:
    """Articles with a target or a shelf at the place first; all that is on sale, by name."""
    target = StockTarget.objects.filter(place=place, variant=OuterRef("variant"))
    shelf = Shelf.objects.filter(place=place, variant=OuterRef("variant"))
    goods = Listing.objects.filter(is_gift_set=False).exclude(way=Listing.Way.BOOKING)
    listings = goods.annotate(has_target=Exists(target), has_shelf=Exists(shelf))
    listings = listings.filter(Q(state=Listing.State.ON_SALE) | Q(has_target=True))
    if typed:
        listings = listings.filter(
            Q(variant__product__name__icontains=typed)
            | Q(certified_product__folded__contains=fold(typed))
        )
    return listings.select_related("variant__product").order_by(
        "-has_target", "-has_shelf", "variant__product__name", "pk"
    )


def _rows(place: Place, listings: list[Listing]) -> list[Row]:
    variants = [listing.variant_id for listing in listings]
    held = {
        one.variant_id: one for one in StockTarget.objects.filter(place=place, variant__in=variants)
    }
    sold = paces([place.pk], clock.today())
    rows = []
    for listing in listings:
        one = held.get(listing.variant_id)
        rows.append(
            Row(
                listing,
                minimum=str(one.minimum) if one else "",
                target=str(one.target) if one else "",
                pace=sold.get((place.pk, listing.variant_id), Pace()),
            )
        )
    return rows


def _read(request: HttpRequest, rows: list[Row]) -> list[Wanted] | None:
    """What the person wants changed; None where a figure can't be read, said at its row."""
    field = UnitsField(required=False)
    wanted, readable = [], True
    for row in rows:
        before = row.minimum, row.target
        row.minimum = request.POST.get(f"minimum-{row.listing.code}", "").strip()
        row.target = request.POST.get(f"target-{row.listing.code}", "").strip()
        if (row.minimum, row.target) == before:
            continue
        figures = [_number(field, text) for text in (row.minimum, row.target)]
        if None in figures:
            row.error, readable = field.error_messages["unreadable"], False
        else:
            wanted.append(Wanted(row.listing.variant_id, *figures))
    return wanted if readable else None


def _number(field: UnitsField, text: str) -> Any:
    try:
        return field.clean(text) or 0
    except ValidationError:
        return None


def _say(rows: list[Row], refused: Refusal) -> None:
    said = {problem.data.get("variant"): problem.sentence for problem in refused.problems}
    for row in rows:
        row.error = said.get(row.listing.variant_id, "")
