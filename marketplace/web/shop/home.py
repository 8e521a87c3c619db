from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from marketplace import clock
from marketplace.catalogue.search import Search, search
from marketplace.certification.groups import SHELVES
from marketplace.places.models import Place
from marketplace.web.shop import pictures
from marketplace.web.shop.cards import shop_cards
from marketplace.web.shop.choices import GROUP_SLUGS
from marketplace.web.shop.pages import page

NEWEST = 8


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    found = search(Search(order="new"), clock.now())
    return page(
        request,
        "shop/home.html",
        {
            "groups": _groups(found.facets["shelf"]),
            "newest": shop_cards(found.cards[:NEWEST]),
            "places": sorted(
                Place.objects.open_on(clock.today()).select_related("unit__parent"),
                key=lambda place: (Place.Kind.values.index(place.kind), place.name),
            ),
        },
    )


def _groups(counts: dict[str, int]) -> list[dict]:
    return [
        {
            "name": shelf.name,
            "count": counts.get(shelf.code, 0),
            "url": f"{reverse('shop:products')}?nhom={GROUP_SLUGS[shelf.code]}",
            "picture": pictures.drawn("", shelf.code),
        }
        for shelf in SHELVES
    ]
