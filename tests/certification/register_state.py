"""All that a shopper or the office can see of the register, to be compared before and after."""

from typing import Any

from marketplace.catalogue import cards
from marketplace.catalogue.models import Card
from marketplace.certification.models import Certificate, CertifiedProduct, StarPeriod
from marketplace.listings.models import Listing
from marketplace.producers.models import Producer


def rebuilt() -> dict[str, Any]:
    """The state with every card written, which the factories do not do."""
    cards.rebuild()
    return state()


def state() -> dict[str, Any]:
    """By table, rows by key; star periods and cards by what they are of: their keys change."""
    return {
        "producers": _rows(Producer.objects.all()),
        "products": _rows(CertifiedProduct.objects.all()),
        "certificates": _rows(Certificate.objects.all()),
        "listings": _rows(Listing.objects.all()),
        "stars": {
            (star["certificate_id"], star["certified_product_id"], star["stars"], star["during"])
            for star in StarPeriod.objects.values()
        },
        "cards": {
            card.pop("code"): {name: value for name, value in card.items() if name != "id"}
            for card in Card.objects.values()
        },
    }


def _rows(found: Any) -> dict[int, dict[str, Any]]:
    return {row["id"]: row for row in found.values()}
