from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from marketplace import clock
from marketplace.catalogue.search import of_producer
from marketplace.producers.models import Producer
from marketplace.web.shop.cards import shop_cards
from marketplace.web.shop.pages import page


@require_safe
def producer(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Who makes it, where, and everything of theirs that the shop shows."""
    producers = Producer.objects.select_related("province", "unit", "merged_into")
    found = producers.filter(code=code).first()
    if found is None:
        raise Http404
    found = found.merged_into or found
    address = reverse("shop:producer", kwargs={"slug": found.slug, "code": found.code})
    if request.path != address:
        return HttpResponseRedirect(address)
    cards = shop_cards(of_producer(found.pk, clock.now()))
    return page(request, "shop/producer.html", {"producer": found, "cards": cards})
