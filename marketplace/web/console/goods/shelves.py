"""One article on the shelves of my places, one lot, one place: what stands there and what happened."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from marketplace import clock
from marketplace.accounts.access import Action, places_for
from marketplace.inventory import availability, history, standing
from marketplace.inventory.models import Balance, Barcode, Lot
from marketplace.listings.models import Listing
from marketplace.places.models import Place
from marketplace.web.console import sheet
from marketplace.web.console.goods import article_codes, article_lines, events
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show

MOST_EXPORTED = 10_000  # lines of a history in one file; older ones by their day


@staff(Action.SEE_STOCK)
def article(request: HttpRequest, code: str) -> HttpResponse:
    """The article at my places: by lot, owner and condition, what is held, its history."""
    listing, places = _listing(code), _mine(request)
    past = _past(request, history.of_article, listing.variant_id, places)
    if request.GET.get("as") == "xlsx":
        return _sheet(f"ton-kho-{code}", past)
    standing_there = standing.of_article(listing.variant_id, places)
    context = {
        "listing": listing,
        "balances": _balance_rows(standing_there),
        "free": _free(listing.variant_id, standing_there),
        "holds": standing.holds_on(listing.variant_id, places),
        **_barcodes(request, listing),
        "lines": article_lines.of(listing),
        **_history(past),
    }
    return show(request, "console/goods/article.html", context)


@staff(Action.SEE_STOCK)
def lot(request: HttpRequest, code: str, lot_code: str) -> HttpResponse:
    """One batch at my places. 404 where it never was at one of them."""
    listing, places = _listing(code), _mine(request)
    batch = get_object_or_404(Lot, variant=listing.variant_id, code=lot_code)
    if not Balance.objects.filter(lot=batch, place__in=places).exists():
        raise Http404
    past = _past(request, history.of_lot, batch.pk, places)
    if request.GET.get("as") == "xlsx":
        return _sheet(f"lo-{code}", past)
    context = {
        "listing": listing,
        "lot": batch,
        "balances": _balance_rows(standing.of_lot(batch, places)),
        **_history(past),
    }
    return show(request, "console/goods/lot.html", context)


@staff(Action.SEE_STOCK)
def place_history(request: HttpRequest, code: str) -> HttpResponse:
    """Everything that came to and went from one of my places."""
    place = get_object_or_404(places_for(request.user, Action.SEE_STOCK), code=code)
    past = _past(request, history.of_place, place)
    if request.GET.get("as") == "xlsx":
        return _sheet(f"nhat-ky-{code}", past)
    return show(request, "console/goods/place_history.html", {"place": place, **_history(past)})


def _barcodes(request: HttpRequest, listing: Listing) -> dict[str, Any]:
    kept = list(Barcode.objects.filter(variant=listing.variant_id).order_by("internal", "pk"))
    return {
        "barcodes": kept,
        "has_internal": any(one.internal for one in kept),
        "may_change_codes": article_codes.may_change(request, listing),
    }


def _listing(code: str) -> Listing:
    listings = Listing.objects.select_related("variant__product", "producer")
    return get_object_or_404(listings, code=code)


def _mine(request: HttpRequest) -> QuerySet[Place]:
    return places_for(request.user, Action.SEE_STOCK)


def _past(request: HttpRequest, read: Any, *of: Any) -> history.Past:
    rows = MOST_EXPORTED if request.GET.get("as") == "xlsx" else history.ROWS
    return read(*of, before=events.asked_before(request), rows=rows)


def _history(past: history.Past) -> dict[str, Any]:
    return {"events": events.lines(past), "older": events.older(past)}


def _sheet(name: str, past: history.Past) -> HttpResponse:
    headings = [str(heading) for heading in events.HEADINGS]
    return sheet.answer(name, headings, events.export_rows(events.lines(past)))


def _balance_rows(balances: Sequence[Balance]) -> list[dict[str, Any]]:
    today = clock.today()
    return [
        {
            "balance": balance,
            "owner": events.owner_name(balance.owner),
            "condition": events.CONDITIONS[balance.condition],
            "is_expired": balance.lot.best_before is not None and balance.lot.best_before < today,
        }
        for balance in balances
    ]


def _free(variant_id: int, balances: Sequence[Balance]) -> int:
    """Sales units that can be sold today at the places of these balances, together."""
    keys = {(balance.place_id, variant_id) for balance in balances}
    return sum(availability.free(keys, clock.today()).values())
