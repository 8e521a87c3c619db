"""An order by its code: in full for who placed it, for others after its phone number."""

import contextlib
import hashlib

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from marketplace.accounts import phones
from marketplace.accounts.sign_in_limits import client_address
from marketplace.orders.models import Parcel, ShopOrder
from marketplace.web.shop import visitor
from marketplace.web.shop.pages import page

# Wrong numbers on one order within TRIES_FORGOTTEN_AFTER seconds: from one address, so that a
# stranger does not lock the owner out; and from all together, far above what people mistype.
MOST_TRIES, MOST_TRIES_OF_ALL, TRIES_FORGOTTEN_AFTER = 10, 200, 3600


@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest, code: str) -> HttpResponse:
    found = (
        ShopOrder.objects.select_related("seller", "unit__parent")
        .prefetch_related("parcels__lines__listing", "parcels__place__unit")
        .filter(code=code)
        .first()
    )
    if found is None:
        raise Http404
    if not visitor.may_read_order(request, code):
        return _ask(request, found)
    if request.method == "POST":
        return HttpResponseRedirect(request.path)
    parcels = list(found.parcels.all())
    return page(
        request,
        "shop/order.html",
        {
            "order": found,
            "phone": phones.spoken(found.phone),
            "parcels": parcels,
            "is_waiting": any(parcel.state == Parcel.State.WAITING for parcel in parcels),
            "is_cancelled": all(parcel.state == Parcel.State.CANCELLED for parcel in parcels),
        },
    )


def _ask(request: HttpRequest, found: ShopOrder) -> HttpResponse:
    problem = _try(request, found) if request.method == "POST" else ""
    if request.method == "POST" and not problem:
        visitor.let_read_order(request, found.code)
        return HttpResponseRedirect(request.path)
    context = {"code": found.code, "problem": problem, "typed": request.POST.get("phone", "")}
    return page(request, "shop/order_ask.html", context, status=422 if problem else 200)


def _try(request: HttpRequest, found: ShopOrder) -> str:
    """What is wrong with the number typed, "" when it is the order's."""
    of_all = f"order-tries:{found.code}"
    limits = {of_all: MOST_TRIES_OF_ALL, f"{of_all}:{_address(request)}": MOST_TRIES}
    tries = cache.get_many(limits)
    if any(tries.get(key, 0) >= most for key, most in limits.items()):
        return _("Too many wrong numbers. Try again in an hour, or call the seller.")
    typed = request.POST.get("phone", "")
    if phones.is_phone(typed) and phones.e164(typed) == found.phone:
        return ""
    for key in limits:
        if not cache.add(key, 1, TRIES_FORGOTTEN_AFTER):
            _count(key)
    return _("This is not the number of the order. Check it and try again.")


def _count(key: str) -> None:
    with contextlib.suppress(ValueError):  # forgotten between the two steps
        cache.incr(key)


def _address(request: HttpRequest) -> str:
    """Of the client, as sign-in counts it; hashed, since no address is kept."""
    return hashlib.sha256((client_address(request) or "").encode()).hexdigest()[:16]
