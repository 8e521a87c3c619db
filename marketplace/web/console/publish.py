""" "Đưa lên bán": a certified product goes on sale with its first goods."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.accounts.access import Action, places_for
from marketplace.certification.badge import badge_for
from marketplace.certification.models import CertifiedProduct
from marketplace.inventory.agreements import agreed_operators
from marketplace.listings.models import Listing
from marketplace.listings.publish import publish as put_on_sale
from marketplace.listings.ways import default_way
from marketplace.refusal import Refusal
from marketplace.web.console.certified import LONGEST_SEARCH
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.publish_form import UNITS, PublishForm


@staff(Action.PUBLISH_LISTING, methods=("GET", "HEAD", "POST"))
def publish(request: HttpRequest, code: str) -> HttpResponse:
    product = get_object_or_404(
        CertifiedProduct.objects.select_related("producer", "group"), code=code
    )
    places = places_for(request.user, Action.PUBLISH_LISTING)
    open_places = places.open_on(clock.today()).order_by("name")
    if request.method != "POST":
        form = PublishForm(places=open_places, initial=_initial(product))
        return _form(request, product, form)
    form = PublishForm(request.POST, request.FILES, places=open_places)
    if form.is_valid():
        try:
            put_on_sale(form.offer(product), actor_id=request.user.pk)
        except Refusal as refused:
            form.take(refused.problems)
        else:
            messages.success(request, _done(form, product))
            return redirect(
                f"{reverse('console:certified')}?{urlencode({'q': product.name[:LONGEST_SEARCH]})}"
            )
    if request.FILES and "picture" not in form.errors:
        form.add_error("picture", _("Choose the picture once more: a browser sends it only once."))
    return _form(request, product, form, status=422)


def _initial(product: CertifiedProduct) -> dict[str, Any]:
    return {"client_key": uuid.uuid4(), "way": default_way(product.group)}


def _done(form: PublishForm, product: CertifiedProduct) -> str:
    """What happened, in a sentence."""
    units = form.cleaned_data["quantity"]
    if not units:
        return _("%(product)s is on sale: it can be booked.") % {"product": product.name}
    sentence = _("%(product)s is on sale. %(units)d units were received at %(place)s.")
    place = form.cleaned_data["place"].name
    return sentence % {"product": product.name, "units": units, "place": place}


def _form(
    request: HttpRequest, product: CertifiedProduct, form: PublishForm, status: int = 200
) -> HttpResponse:
    on_sale = Listing.objects.filter(certified_product=product, state=Listing.State.ON_SALE)
    context = {
        "product": product,
        "badge": badge_for(product.pk, clock.now()),
        "form": form,
        "units": UNITS,
        "unagreed": _unagreed(form, product),
        "on_sale": on_sale.select_related("variant__product"),
    }
    return show(request, "console/publish.html", context, status)


def _unagreed(form: PublishForm, product: CertifiedProduct) -> list[str]:
    """The operators of the person's places that have no agreement with the producer today."""
    agreed = agreed_operators(product.producer, clock.today())
    places = form.fields["place"].queryset.exclude(operator__in=agreed)
    return list(
        places.order_by("operator__name").values_list("operator__name", flat=True).distinct()
    )
