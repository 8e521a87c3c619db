"""The barcodes of an article: the producer's own, or one of ours."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from marketplace.accounts.access import Action
from marketplace.inventory import barcodes
from marketplace.listings.models import Listing
from marketplace.refusal import Refusal
from marketplace.web.console.guard import staff
from marketplace.web.console.photographed import reads_photos


@staff(Action.RECEIVE_STOCK, methods=("POST",))
@reads_photos("gtin")
def barcode_add(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the number typed or scanned; or give the article one of ours."""
    listing = get_object_or_404(Listing.objects.select_related("variant__product"), code=code)
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
