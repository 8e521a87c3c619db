"""One offer: the way it reaches the shopper, and whether it is on sale."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.access import Action
from marketplace.listings import pause, ways
from marketplace.listings.models import Listing
from marketplace.refusal import Refusal
from marketplace.saleor_bridge.money import to_dong
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.publish_form import WAYS
from marketplace.web.console.selling.sellers import sellers_of


class WayForm(forms.Form):
    way = forms.ChoiceField(
        label=gettext_lazy("How it reaches the shopper"),
        choices=WAYS,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how it reaches the shopper.")},
    )


class SwitchForm(forms.Form):
    """What the page offered, so that a stale page does not do the opposite."""

    to = forms.ChoiceField(choices=Listing.State.choices)


@staff(Action.PUBLISH_LISTING)
def listing(request: HttpRequest, code: str) -> HttpResponse:
    one = _one(request, code)
    return _page(request, one, WayForm(initial={"way": one.way}))


@staff(Action.PUBLISH_LISTING, methods=("POST",))
def listing_way(request: HttpRequest, code: str) -> HttpResponse:
    one = _one(request, code)
    form = WayForm(request.POST)
    if form.is_valid():
        try:
            ways.change_way(code, form.cleaned_data["way"], actor_id=request.user.pk)
        except Refusal as refused:
            for problem in refused.problems:
                form.add_error(problem.field or None, problem.sentence)
        else:
            messages.success(request, _("Saved. Orders placed before stay as they are."))
            return redirect("console:listing", code=code)
    return _page(request, one, form, 422)


@staff(Action.PUBLISH_LISTING, methods=("POST",))
def listing_switch(request: HttpRequest, code: str) -> HttpResponse:
    one = _one(request, code)
    form = SwitchForm(request.POST)
    name = {"name": one.product.name}
    if not form.is_valid():
        messages.error(request, _("The page was out of date. Look at it and press again."))
        return redirect("console:listing", code=code)
    try:
        if form.cleaned_data["to"] == Listing.State.PAUSED:
            others = len(pause.pause(code, actor_id=request.user.pk)) - 1
            messages.success(request, _("%(name)s is paused: nobody can order it.") % name)
            if others > 0:
                messages.info(request, _("The gift sets that it is part of are paused too."))
        else:
            pause.resume(code, actor_id=request.user.pk)
            messages.success(request, _("%(name)s is on sale.") % name)
    except Refusal as refused:
        messages.error(request, str(refused))
    return redirect("console:listing", code=code)


def _mine(request: HttpRequest) -> QuerySet[Listing]:
    sellers = sellers_of(request, Action.PUBLISH_LISTING)
    rows = Listing.objects.filter(seller__in=sellers)
    return rows.select_related("product", "seller", "producer", "certified_product")


def _one(request: HttpRequest, code: str) -> Listing:
    return get_object_or_404(_mine(request), code=code)


def _page(request: HttpRequest, one: Listing, form: WayForm, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "one": one,
        "name": one.product.name,
        "price": to_dong(one.product.price_amount),
        "is_paused": one.state == Listing.State.PAUSED,
        "parts": one.parts.select_related("part__product").order_by("pk"),
        "sets": Listing.objects.filter(parts__part=one).select_related("product").order_by("pk"),
        "form": form,
    }
    return show(request, "console/selling/listing.html", context, status)
