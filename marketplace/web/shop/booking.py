"""A day at a tourism service: asked for on its page, followed on a page of its own."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from marketplace.accounts.sign_in_limits import client_address
from marketplace.listings.models import Listing
from marketplace.orders import book as booking_rule
from marketplace.orders import decide_booking, known_by_phone
from marketplace.orders.models import Booking
from marketplace.orders.ordered import price_of
from marketplace.orders.refused import OrderRefused
from marketplace.refusal import Problem
from marketplace.web.shop import visitor
from marketplace.web.shop.basket_lines import address
from marketplace.web.shop.booking_form import BookingForm
from marketplace.web.shop.known_receiver import known_receiver
from marketplace.web.shop.pages import page

State = Booking.State
HEADINGS: dict[Any, Any] = {
    State.ASKED: gettext_lazy("We have asked the host for you"),
    State.CONFIRMED: gettext_lazy("Your booking is confirmed"),
    State.DECLINED: gettext_lazy("The host cannot have you on that day"),
    State.CANCELLED: gettext_lazy("This booking is cancelled"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest, code: str) -> HttpResponse:
    """code: the listing's. Where the form of its page is sent; the form alone for who comes here."""
    offers = Listing.objects.select_related("product", "seller", "producer")
    listing = offers.filter(code=code, way=Listing.Way.BOOKING).first()
    if listing is None:
        raise Http404
    if request.method != "POST":
        return _form_page(request, listing, new_form(request), [])
    form = BookingForm(request.POST)
    wish = booking_rule.Wish(
        listing_code=code,
        day=form.chosen_day(),
        guests=form.number(),
        name=form.text("name"),
        phone=form.text("phone"),
        email=form.text("email"),
        note=form.text("note"),
        language=get_language() or "vi",
        client_key=form.text("client_key")[:64] or secrets.token_urlsafe(24),
        user_id=request.user.pk if request.user.is_authenticated else None,
    )
    try:
        made = booking_rule.book(wish)
    except OrderRefused as refused:
        return _form_page(request, listing, form, form.show(refused.problems), 422)
    visitor.let_read_order(request, made.code)
    return HttpResponseRedirect(_address(made.code))


@require_http_methods(["GET", "HEAD", "POST"])
def booking(request: HttpRequest, code: str) -> HttpResponse:
    """In full for who asked for it, for others after its phone number."""
    found = _find(code)
    if not _may_read(request, found):
        return _ask(request, found)
    if request.method == "POST":
        return HttpResponseRedirect(request.path)
    context = {
        "booking": found,
        "listing": found.listing,
        "url": address(found.listing),
        "heading": HEADINGS[State(found.state)],
        "total": found.unit_price * found.guests,
        "can_cancel": decide_booking.is_open(found),
    }
    return page(request, "shop/booking.html", context)


@require_POST
def cancel(request: HttpRequest, code: str) -> HttpResponse:
    found = _find(code)
    if not _may_read(request, found):
        raise Http404
    try:
        cancelled = decide_booking.cancel_by_guest(code)
    except OrderRefused as refused:
        messages.error(request, str(refused))
    else:
        if cancelled:
            messages.success(request, _("The booking is cancelled; the host knows."))
    return HttpResponseRedirect(_address(code))


def new_form(request: HttpRequest) -> BookingForm:
    """Empty but for who is signed in."""
    return BookingForm(initial={"guests": 2, **_known(request)})


def new_key() -> str:
    """For a form that nobody has sent yet."""
    return secrets.token_urlsafe(24)


def _known(request: HttpRequest) -> dict[str, str]:
    _commune, known = known_receiver(request)
    return {name: known[name] for name in ("name", "phone") if known.get(name)}


def _find(code: str) -> Booking:
    rows = Booking.objects.select_related(
        "listing__product", "listing__seller", "listing__producer"
    )
    found = rows.filter(code=code).first()
    if found is None:
        raise Http404
    return found


def _may_read(request: HttpRequest, found: Booking) -> bool:
    is_owner = request.user.is_authenticated and found.user_id == request.user.pk
    return is_owner or visitor.may_read_order(request, found.code)


def _ask(request: HttpRequest, found: Booking) -> HttpResponse:
    problem = ""
    if request.method == "POST":
        typed = request.POST.get("phone", "").replace("\0", "")
        try:
            known_by_phone.prove(found, typed, address=client_address(request) or "")
        except OrderRefused as refused:
            problem = str(refused)
        else:
            visitor.let_read_order(request, found.code)
            return HttpResponseRedirect(request.path)
    context = {"code": found.code, "problem": problem, "typed": request.POST.get("phone", "")}
    return page(request, "shop/booking_ask.html", context, status=422 if problem else 200)


def _form_page(
    request: HttpRequest,
    listing: Listing,
    form: BookingForm,
    problems: list[Problem],
    status: int = 200,
) -> HttpResponse:
    context = {
        "listing": listing,
        "price": price_of(listing),
        "url": address(listing),
        "form": form,
        "problems": problems,
        "client_key": form.data.get("client_key") or new_key(),
        "is_on_sale": listing.state == Listing.State.ON_SALE,
    }
    return page(request, "shop/book.html", context, status=status)


def _address(code: str) -> str:
    return reverse("shop:booking", kwargs={"code": code})
