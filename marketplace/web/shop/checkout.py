"""One page from basket to order: phone, name, address, sum, button."""

import secrets

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from marketplace.orders import basket as baskets
from marketplace.orders.checkout import Checkout
from marketplace.orders.place_order import place_order
from marketplace.orders.refused import OrderRefused
from marketplace.orders.view_basket import View, view
from marketplace.places import units
from marketplace.refusal import Problem
from marketplace.web.shop import visitor
from marketplace.web.shop.basket_lines import shown_lines
from marketplace.web.shop.checkout_form import CheckoutForm
from marketplace.web.shop.pages import page

MOST_SUGGESTIONS = 12
LONGEST_TOTAL = 12  # digits


@require_http_methods(["GET", "HEAD", "POST"])
def checkout(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _fresh(request)
    form = CheckoutForm(request.POST)
    if "choose_province" in request.POST:
        # Without JavaScript: the same page, with the communes of the province just chosen.
        return _page(request, form, _key(request), is_step=True)
    try:
        order = place_order(_typed(request, form))
    except OrderRefused as refused:
        return _page(request, form, _key(request), form.show(refused.problems))
    visitor.let_read_order(request, order.code)
    return HttpResponseRedirect(reverse("shop:order", kwargs={"code": order.code}))


@require_safe
def communes(request: HttpRequest) -> HttpResponse:
    """Suggestions for the commune field: today's communes by their own or former names."""
    words = request.GET.get("q", "").replace("\0", "")[:100]
    province = request.GET.get("province", "")[:2]
    if words.strip():
        found = units.find_communes(words, province or None, MOST_SUGGESTIONS)
    elif province:
        found = [units.FoundCommune(unit, unit.parent, "") for unit in units.communes(province)]
    else:
        found = []
    return render(request, "shop/parts/communes.html", {"found": found, "words": words})


def _fresh(request: HttpRequest) -> HttpResponse:
    seen = view(baskets.find(visitor.basket_token(request)))
    if seen.is_empty:
        return HttpResponseRedirect(reverse("shop:basket"))
    return _page(request, CheckoutForm(), secrets.token_urlsafe(24), seen=seen)


def _typed(request: HttpRequest, form: CheckoutForm) -> Checkout:
    return Checkout(
        basket_token=visitor.basket_token(request) or "",
        name=_text(request, "name"),
        phone=_text(request, "phone"),
        unit_id=form.unit_id,
        address=_text(request, "address"),
        client_key=_key(request),
        agreed_total=_total(request),
        email=_text(request, "email"),
        note=_text(request, "note"),
        language=get_language() or "vi",
    )


def _total(request: HttpRequest) -> int:
    """Đồng. What is no number of money agrees with no total (-1), and the page asks again."""
    written = request.POST.get("agreed_total", "")
    is_number = written.isascii() and written.isdigit() and len(written) <= LONGEST_TOTAL
    return int(written) if is_number else -1


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\0", "")


def _key(request: HttpRequest) -> str:
    """The form's own key. A form without one is no double press of another."""
    return request.POST.get("client_key", "").replace("\0", "")[:64] or secrets.token_urlsafe(24)


def _page(
    request: HttpRequest,
    form: CheckoutForm,
    client_key: str,
    problems: list[Problem] | None = None,
    *,
    seen: View | None = None,
    is_step: bool = False,
) -> HttpResponse:
    seen = seen or view(baskets.find(visitor.basket_token(request)))
    wrong = bool(problems) or (form.is_bound and not is_step and bool(form.errors))
    return page(
        request,
        "shop/checkout.html",
        {
            "form": form,
            "client_key": client_key,
            "problems": problems or [],
            "basket": seen,
            "lines": shown_lines(seen.lines),
            "has_problems": wrong,
            "is_step": is_step,
        },
        status=422 if wrong else 200,
    )
