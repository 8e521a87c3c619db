"""One page from basket to order: how, who, where, sum, button."""

import secrets

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from marketplace import clock
from marketplace.orders import basket as baskets
from marketplace.orders.checkout import Checkout, Invoice
from marketplace.orders.models import ShopOrder
from marketplace.orders.payments import METHODS, Method, Quote
from marketplace.orders.place_order import place_order
from marketplace.orders.refused import OrderRefused
from marketplace.orders.view_basket import View, view
from marketplace.refusal import Problem
from marketplace.web.shop import visitor
from marketplace.web.shop.basket_lines import shown_lines
from marketplace.web.shop.checkout_form import CheckoutForm
from marketplace.web.shop.checkout_points import shown_points
from marketplace.web.shop.known_receiver import known_receiver
from marketplace.web.shop.pages import page

LONGEST_TOTAL = 12  # digits
STEPS = {"choose_province", "step"}  # buttons that show the page anew and order nothing


@require_http_methods(["GET", "HEAD", "POST"])
def checkout(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _fresh(request)
    form = CheckoutForm(request.POST)
    if form.commune is not None:
        visitor.keep_commune(request, form.commune.code)
    if STEPS & set(request.POST):
        # Without JavaScript: the same page, with the communes of the province just chosen.
        return _page(request, form, _key(request), is_step=True)
    mark = visitor.device_mark(request)
    try:
        order = place_order(_typed(request, form, mark))
    except OrderRefused as refused:
        return _page(request, form, _key(request), form.show(refused.problems))
    visitor.let_read_order(request, order.code)
    answer = HttpResponseRedirect(reverse("shop:order", kwargs={"code": order.code}))
    visitor.keep_device(answer, mark)
    return answer


def _fresh(request: HttpRequest) -> HttpResponse:
    commune, initial = known_receiver(request)
    seen = view(baskets.find(visitor.basket_token(request)), commune)
    if seen.is_empty:
        return HttpResponseRedirect(reverse("shop:basket"))
    form = CheckoutForm(initial={**initial, "how": seen.how}, commune=commune)
    return _page(request, form, secrets.token_urlsafe(24), seen=seen)


def _typed(request: HttpRequest, form: CheckoutForm, mark: str) -> Checkout:
    return Checkout(
        basket_token=visitor.basket_token(request) or "",
        name=_text(request, "name"),
        phone=_text(request, "phone"),
        unit_id=form.commune.pk if form.commune else None,
        address=_text(request, "address"),
        client_key=_key(request),
        agreed_total=_total(request),
        agreed=_text(request, "agreed"),
        email=_text(request, "email"),
        note=_text(request, "note"),
        language=get_language() or "vi",
        how=form.chosen_how,
        point=_text(request, "point"),
        device=visitor.device_hash(mark),
        user_id=request.user.pk if request.user.is_authenticated else None,
        invoice=Invoice(
            tax_code=_text(request, "tax_code"),
            company=_text(request, "company"),
            address=_text(request, "company_address"),
            email=_text(request, "company_email"),
        ),
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
    seen = seen or view(
        baskets.find(visitor.basket_token(request)),
        form.commune,
        form.chosen_how,
        form.chosen_point,
    )
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
            "points": shown_points(seen, clock.now()),
            "ways_to_pay": _ways_to_pay(seen),
            "has_problems": wrong,
            "is_step": is_step,
        },
        status=422 if wrong else 200,
    )


def _ways_to_pay(seen: View) -> list[Method]:
    quote = Quote(ShopOrder.How(seen.how), seen.total or 0)
    return [method for method in METHODS.values() if not method.available(quote)]
