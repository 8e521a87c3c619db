"""The barcodes of an article: the producer's own, or one of ours."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from marketplace.accounts.access import Action, places_for
from marketplace.inventory import barcodes
from marketplace.inventory.models import Balance
from marketplace.listings.models import Listing
from marketplace.refusal import Refusal
from marketplace.web.console.guard import staff
from marketplace.web.console.photographed import reads_photos


@staff(Action.RECEIVE_STOCK, methods=("POST",))
@reads_photos("gtin")
def barcode_add(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the number typed or scanned; or give the article one of ours."""
    listing = _listing(request, code)
    typed = request.POST.get("gtin", "").strip()[:40]
    try:
        if request.POST.get("do") == "internal":
            kept = barcodes.make_internal(listing.variant, actor_id=request.user.pk)
        else:
            kept = barcodes.add(listing.variant, typed, actor_id=request.user.pk)
    except Refusal as refused:
        for problem in refused.problems:
            messages.error(request, problem.sentence)
    else:
        messages.success(request, _("Barcode %(gtin)s is kept.") % {"gtin": kept.gtin})
    return redirect("console:stock_article", code=listing.code)


@staff(Action.RECEIVE_STOCK, methods=("POST",))
def barcode_remove(request: HttpRequest, code: str) -> HttpResponse:
    """Take a wrong number off the article."""
    listing = _listing(request, code)
    number = request.POST.get("gtin", "").replace("\0", "")[:40]
    barcodes.remove(listing.variant, number, actor_id=request.user.pk)
    messages.success(request, _("Barcode %(gtin)s is removed.") % {"gtin": number})
    return redirect("console:stock_article", code=listing.code)


def may_change(request: HttpRequest, listing: Listing) -> bool:
    """Whether the article was ever at a place where the person receives, or they publish."""
    if Action.RECEIVE_STOCK not in request.actions:
        return False
    if Action.PUBLISH_LISTING in request.actions:
        return True
    places = places_for(request.user, Action.RECEIVE_STOCK)
    return Balance.objects.filter(place__in=places, lot__variant=listing.variant_id).exists()


def _listing(request: HttpRequest, code: str) -> Listing:
    listing = get_object_or_404(Listing.objects.select_related("variant__product"), code=code)
    if not may_change(request, listing):
        raise Http404
    return listing
