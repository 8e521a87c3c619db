"""What the search field offers while one types. Without a script it is a plain field."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from marketplace import clock
from marketplace.catalogue.suggest import suggest
from marketplace.producers.models import Producer
from marketplace.web.shop.cards import address

FRESH_FOR = 60  # seconds; no star stands here


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Options of a listbox; each leads to its page."""
    found = suggest(request.GET.get("q", "").replace("\0", ""), clock.now())
    options = [
        {"name": card.name, "more": card.producer.name, "url": address(card)}
        for card in found.cards
    ]
    options += [
        {"name": producer.name, "is_producer": True, "url": _address(producer)}
        for producer in found.producers
    ]
    answer = render(request, "shop/parts/suggestions.html", {"options": options})
    patch_cache_control(answer, private=True, max_age=FRESH_FOR)
    return answer


def _address(producer: Producer) -> str:
    return reverse("shop:producer", kwargs={"slug": producer.slug, "code": producer.code})
