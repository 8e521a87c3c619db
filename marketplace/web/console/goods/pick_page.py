"""One page for all that takes picked goods at a place; each operation says what is its own."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.access import Action, places_for
from marketplace.inventory.models import Document
from marketplace.places.models import Place
from marketplace.web.console.goods.picking import PickForm, Picking
from marketplace.web.console.page import show

WAYS = (
    (gettext_lazy("Write off, or put back"), "adjustment_new", Action.ADJUST_STOCK),
    (gettext_lazy("Change of condition"), "condition_change", Action.ADJUST_STOCK),
    (gettext_lazy("To the producer"), "producer_return", Action.RETURN_STOCK),
    (gettext_lazy("From a shopper"), "shopper_return", Action.RETURN_STOCK),
    (gettext_lazy("Buy out"), "owner_change", Action.CHANGE_OWNER),
)


@dataclass(frozen=True)
class Words:
    """title: of the page; explained: what will happen; go: on the button."""

    title: str
    explained: str
    go: str


def place_for(request: HttpRequest, action: Action) -> Place | None:
    """The place that the address or the form names; the person's only one; None to choose first.

    A foreign place answers 404, in the address and in what is posted.
    """
    mine = places_for(request.user, action)
    asked = request.POST if request.method == "POST" else request.GET
    if code := asked.get("place", ""):
        return get_object_or_404(mine.select_related("operator"), code=code[:12].replace("\0", ""))
    only = list(mine.select_related("operator")[:2])
    return only[0] if len(only) == 1 and request.method != "POST" else None


def choose_place(request: HttpRequest, action: Action, words: Words) -> HttpResponse:
    """Which place it is about; 404 for a form that was posted without saying."""
    places = places_for(request.user, action).order_by("name")
    if request.method == "POST":
        get_object_or_404(places, code="")
    context = {"title": words.title, "places": places, "keep": request.GET.get("find", "")}
    return show(request, "console/goods/choose_place.html", context)


def form_for(
    request: HttpRequest, kind: type[PickForm], picking: Picking, place: Place, **initial: Any
) -> PickForm:
    """The form as posted; as typed, without complaints, while goods are being found; or fresh."""
    if request.method != "POST":
        key = {"client_key": uuid.uuid4(), "place": place.code}
        return kind(initial=initial | key)
    if picking.is_finding:
        return kind(initial={name: request.POST.get(name, "") for name in kind.base_fields})
    return kind(request.POST, request.FILES)


def is_ready(form: PickForm, picking: Picking) -> bool:
    """Whether both halves can be read; both are asked, so that all is said at once."""
    if not form.is_bound or picking.is_finding:
        return False
    return all([form.is_valid(), picking.is_valid()])


def answer(
    request: HttpRequest,
    words: Words,
    place: Place,
    form: PickForm,
    picking: Picking,
    **more: Any,
) -> HttpResponse:
    """The page, 422 where what was posted could not be taken."""
    if request.FILES:
        form.add_error(None, _("Choose the files once more: a browser sends them only once."))
    context = {"words": words, "place": place, "form": form, "picking": picking} | more
    context["ways"] = _ways(request, place)
    return show(request, "console/goods/pick.html", context, 422 if form.is_bound else 200)


def posted(request: HttpRequest, document: Document, sentence: str) -> HttpResponse:
    """Said, and shown as the document that it became."""
    messages.success(request, sentence)
    return redirect("console:document", code=document.code)


def _ways(request: HttpRequest, place: Place) -> list[dict[str, Any]]:
    """The other things one does with goods that stand at the place."""
    found = []
    for label, name, action in WAYS:
        if action in request.actions:
            url = reverse(f"console:{name}")
            here = {"label": label, "is_here": request.path == url}
            found.append(here | {"url": f"{url}?place={place.code}"})
    return found
