"""The basket's screens: look, add, change. What may be put in is decided by orders.basket."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from marketplace.listings.models import Listing
from marketplace.orders import basket as baskets
from marketplace.orders.refused import OrderRefused
from marketplace.orders.view_basket import view
from marketplace.web.shop import pictures, visitor
from marketplace.web.shop.basket_lines import address, shown_lines
from marketplace.web.shop.pages import page


@require_safe
def basket(request: HttpRequest) -> HttpResponse:
    seen = view(baskets.find(visitor.basket_token(request)), visitor.commune(request))
    return page(
        request,
        "shop/basket.html",
        {
            "basket": seen,
            "lines": shown_lines(seen.lines),
            "empty_picture": pictures.drawn("", "IV"),
        },
    )


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Put units of an offer in, and go back to its page."""
    code = _listing_code(request)
    listing = None
    try:
        with transaction.atomic():  # a refusal leaves no empty basket behind
            opened = baskets.open_basket(visitor.basket_token(request))
            line = baskets.add(opened, code, _quantity(request))
    except OrderRefused as refused:
        messages.error(request, str(refused))
    else:
        visitor.keep_basket(request, opened.token)
        listing = line.listing
        messages.success(
            request,
            format_html(
                '<span>{}</span> <a class="button" href="{}">{}</a>',
                _("In your basket: %(name)s") % {"name": line.listing.product.name},
                reverse("shop:basket"),
                _("See the basket"),
            ),
        )
    listing = listing or Listing.objects.filter(code=code).first()
    return HttpResponseRedirect(address(listing) if listing else reverse("shop:products"))


@require_POST
def set_quantity(request: HttpRequest) -> HttpResponse:
    """Change a line, or take it out with 0. The shopper was looking at today's prices."""
    opened = baskets.find(visitor.basket_token(request))
    if opened is not None:
        try:
            baskets.set_quantity(opened, _listing_code(request), _quantity(request, zero=True))
            baskets.accept_changes(opened)
        except OrderRefused as refused:
            messages.error(request, str(refused))
    return HttpResponseRedirect(reverse("shop:basket"))


def _listing_code(request: HttpRequest) -> str:
    return request.POST.get("listing", "").replace("\0", "")


def _quantity(request: HttpRequest, *, zero: bool = False) -> int:
    """The number written; what is none goes on as -1, which orders.basket refuses in words."""
    written = request.POST.get("quantity", "").strip()
    if not (written.isascii() and written.isdigit() and len(written) < 7):
        return -1
    return int(written) or (0 if zero else -1)
