"""An order by its code: in full for who placed it, for others after its phone number."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from marketplace import clock
from marketplace.accounts.sign_in_limits import client_address
from marketplace.orders import basket as baskets
from marketplace.orders import known_by_phone
from marketplace.orders.cancel import cancel_by_shopper
from marketplace.orders.models import ShopOrder
from marketplace.orders.refused import OrderRefused
from marketplace.orders.reorder import reorder
from marketplace.web.shop import shown_order, visitor
from marketplace.web.shop.pages import page
from marketplace.web.shop.problem_form import ProblemForm


class LookUpForm(ProblemForm):
    code = forms.CharField(
        label=gettext_lazy("Order code"),
        required=False,
        widget=forms.TextInput(
            attrs={"autocapitalize": "characters", "spellcheck": "false", "maxlength": 20}
        ),
    )
    phone = forms.CharField(
        label=gettext_lazy("Phone number of the order"),
        required=False,
        widget=forms.TextInput(
            attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel", "maxlength": 40}
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def look_up(request: HttpRequest) -> HttpResponse:
    """Without an account: the code and the phone number."""
    form = LookUpForm(request.POST if request.method == "POST" else None)
    problems = []
    if request.method == "POST":
        try:
            found = known_by_phone.find(
                form.text("code"), form.text("phone"), address=client_address(request) or ""
            )
        except OrderRefused as refused:
            problems = form.show(refused.problems)
        else:
            visitor.let_read_order(request, found.code)
            return HttpResponseRedirect(_address(found.code))
    status = 422 if form.is_bound else 200
    context = {"form": form, "problems": problems}
    return page(request, "shop/order_look_up.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest, code: str) -> HttpResponse:
    found = shown_order.find(code)
    if found is None:
        raise Http404
    if not visitor.may_read_order(request, code):
        return _ask(request, found)
    if request.method == "POST":
        return HttpResponseRedirect(request.path)
    context = {
        "shown": shown_order.show(found, clock.now()),
        "order": found,
        "can_join": request.user.is_authenticated and found.user_id is None,
    }
    return page(request, "shop/order.html", context)


@require_POST
def cancel(request: HttpRequest, code: str) -> HttpResponse:
    """The whole order, before any of it is packed."""
    _readable(request, code)
    try:
        cancelled = cancel_by_shopper(code, reason=_text(request, "reason"))
    except OrderRefused as refused:
        messages.error(request, str(refused))
    else:
        if cancelled:
            messages.success(request, _("The order is cancelled; you owe nothing."))
    return HttpResponseRedirect(_address(code))


@require_POST
def again(request: HttpRequest, code: str) -> HttpResponse:
    """What is still on sale goes into the basket; the basket says what it costs now."""
    found = _readable(request, code)
    opened = baskets.open_basket(visitor.basket_token(request))
    done = reorder(found, opened)
    visitor.keep_basket(request, opened.token)
    for sentence in done.left_out:
        messages.warning(request, sentence)
    if done.added:
        messages.success(
            request, _("In your basket: %(count)d products of the order.") % {"count": done.added}
        )
    return HttpResponseRedirect(reverse("shop:basket"))


def _ask(request: HttpRequest, found: ShopOrder) -> HttpResponse:
    problem = ""
    if request.method == "POST":
        try:
            known_by_phone.prove(
                found, _text(request, "phone"), address=client_address(request) or ""
            )
        except OrderRefused as refused:
            problem = str(refused)
        else:
            visitor.let_read_order(request, found.code)
            return HttpResponseRedirect(request.path)
    context = {"code": found.code, "problem": problem, "typed": request.POST.get("phone", "")}
    return page(request, "shop/order_ask.html", context, status=422 if problem else 200)


def _readable(request: HttpRequest, code: str) -> ShopOrder:
    """The order that this browser may read; for another, and for none, there is no page."""
    found = ShopOrder.objects.filter(code=code).first()
    if found is None or not visitor.may_read_order(request, code):
        raise Http404
    return found


def _address(code: str) -> str:
    return reverse("shop:order", kwargs={"code": code})


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\0", "")
