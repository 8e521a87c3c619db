"""My orders: the account's first page."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from marketplace import clock
from marketplace.accounts import phones
from marketplace.accounts.sign_in_limits import client_address
from marketplace.orders import mine
from marketplace.orders.models import Booking, ShopOrder
from marketplace.orders.refused import OrderRefused
from marketplace.web.shop import pictures, visitor
from marketplace.web.shop.account.signed_in import signed_in
from marketplace.web.shop.booking import HEADINGS
from marketplace.web.shop.order import LookUpForm
from marketplace.web.shop.order_words import state_words
from marketplace.web.shop.page_links import page_links
from marketplace.web.shop.pages import page

A_PAGE = 10
MOST_GOODS = 3  # names of an order in the list
MOST_BOOKINGS = 20  # beneath the orders


class AddOrderForm(LookUpForm):
    phone = forms.CharField(
        label=gettext_lazy("Phone number of that order"),
        required=False,
        widget=forms.TextInput(
            attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel", "maxlength": 40}
        ),
    )


@require_safe
@signed_in
def orders(request: HttpRequest) -> HttpResponse:
    """?trang=2"""
    pages = Paginator(mine.orders_of(request.user.pk), A_PAGE)
    here = pages.get_page(request.GET.get("trang"))
    login = request.user.login
    return page(
        request,
        "shop/account/orders.html",
        {
            "rows": [_row(order) for order in here],
            "known_as": phones.spoken(login.phone or "") or login.email or login.name,
            "pages": page_links(
                here.number, pages.num_pages, lambda n: reverse("shop:account") + f"?trang={n}"
            ),
            "bookings": [
                {"booking": one, "state": HEADINGS[Booking.State(one.state)]}
                for one in mine.bookings_of(request.user.pk)[:MOST_BOOKINGS]
            ],
            "empty_picture": pictures.drawn("", "I"),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def add_order(request: HttpRequest) -> HttpResponse:
    """An order placed without signing in, by its code and phone number.

    One that this browser may read needs its code alone.
    """
    form = AddOrderForm(request.POST if request.method == "POST" else None)
    problems = []
    if request.method == "POST":
        code = form.text("code")
        try:
            if visitor.may_read_order(request, code):
                order = mine.join(request.user.pk, code)
            else:
                address = client_address(request) or ""
                order = mine.add_order(request.user.pk, code, form.text("phone"), address=address)
        except OrderRefused as refused:
            problems = form.show(refused.problems)
        else:
            messages.success(request, _("The order is in your account now."))
            return HttpResponseRedirect(reverse("shop:order", kwargs={"code": order.code}))
    status = 422 if form.is_bound else 200
    context = {"form": form, "problems": problems}
    return page(request, "shop/account/add_order.html", context, status=status)


def _row(order: ShopOrder) -> dict[str, object]:
    """No query: the parcels and their lines were fetched."""
    moment = clock.now()
    parcels = list(order.parcels.all())
    goods = [f"{one.quantity} × {one.name}" for one in order.gift_sets.all()]
    goods += [
        f"{line.quantity} × {line.name}"
        for parcel in parcels
        for line in parcel.lines.all()
        if line.gift_set_id is None
    ]
    return {
        "order": order,
        "goods": goods[:MOST_GOODS],
        "more": max(0, len(goods) - MOST_GOODS),
        "states": [state_words(parcel, moment, order.how) for parcel in parcels],
    }
