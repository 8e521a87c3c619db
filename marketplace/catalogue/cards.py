"""Keeping the cards true to what they copy."""

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from typing import Any

from django.db import transaction

from marketplace import bulk, text
from marketplace.catalogue.models import Card
from marketplace.certification import groups, stars
from marketplace.certification.models import CertifiedProduct
from marketplace.listings.models import Listing
from marketplace.places import units
from marketplace.places.models import Unit
from marketplace.producers.models import Producer
from marketplace.saleor_bridge.money import to_dong

COPIED = [field.column for field in Card._meta.concrete_fields if field.name != "id"]


def refresh_certified(certified_product_ids: Iterable[int]) -> None:
    """Rewrite the cards of these certified products: of their offers, or else their own.

    A product that never had a star (its decision is pending, or gave fewer than three) has no
    card of its own. A fixed number of queries. In the caller's transaction.
    """
    ids = set(certified_product_ids)
    shown = stars.ever_starred(ids)
    listings = list(_listings().filter(certified_product__in=ids))
    offered = {listing.certified_product_id for listing in listings}
    words = _Words(units.old_provinces())
    _write(_certified_cards(shown - offered, words))
    _write(_listing_card(listing, words) for listing in listings)
    gone = offered | (ids - shown)
    Card.objects.filter(certified_product__in=gone, listing__isnull=True).delete()


def refresh_listings(listing_ids: Iterable[int]) -> None:
    """Rewrite the cards of these offers, and drop the plain card of what is now on sale."""
    listings = list(_listings().filter(pk__in=set(listing_ids)))
    Card.objects.filter(
        certified_product__in=[row.certified_product_id for row in listings],
        listing__isnull=True,
    ).delete()
    words = _Words(units.old_provinces())
    _write(_listing_card(listing, words) for listing in listings)


def rebuild() -> int:
    """Write every card anew; returns how many there are."""
    with transaction.atomic():
        refresh_certified(CertifiedProduct.objects.values_list("pk", flat=True))
        refresh_listings(
            Listing.objects.filter(certified_product=None).values_list("pk", flat=True)
        )
    return Card.objects.count()


def _listings():
    return Listing.objects.select_related(
        "product", "certified_product__group", "producer__province", "producer__unit"
    ).prefetch_related("pictures", "parts__part__product")


def _write(cards: Iterable[dict[str, Any]]) -> None:
    bulk.upsert(Card, COPIED, ([card[name] for name in COPIED] for card in cards), by="code")


def _certified_cards(ids: Set[int], words: "_Words") -> Iterator[dict[str, Any]]:
    products = list(CertifiedProduct.objects.filter(pk__in=ids).select_related("group"))
    producers = (
        Producer.objects.select_related("province", "unit")
        .filter(pk__in={product.producer_id for product in products})
        .in_bulk()
    )
    return (
        {
            "code": product.code,
            "slug": product.slug,
            "name": product.name,
            "listing_id": None,
            "variant_id": None,
            "certified_product_id": product.pk,
            "price": None,
            "unit_name": "",
            "picture": "",
            "newest_at": product.first_seen_at,
            **words.common(product.name, product, producers[product.producer_id]),
        }
        for product in products
    )


def _listing_card(listing: Listing, words: "_Words") -> dict[str, Any]:
    pictures = list(listing.pictures.all())
    return {
        "code": listing.code,
        "slug": listing.slug,
        "name": listing.product.name,
        "listing_id": listing.pk,
        "variant_id": listing.variant_id,
        "certified_product_id": listing.certified_product_id,
        "price": to_dong(listing.product.price_amount),
        "unit_name": listing.unit_name,
        "picture": pictures[0].stem if pictures else "",
        "newest_at": listing.published_at,
        **words.common(
            listing.product.name,
            listing.certified_product,
            listing.producer,
            inside=[one.part.product.name for one in listing.parts.all()],
        ),
    }


class _Words:
    """What a card says of group and producer. Many cards share them, so they are folded once."""

    def __init__(self, former_provinces: dict[int, list[Unit]]):
        self._former = former_provinces
        self._folded: dict[tuple[str, int | None], str] = {}

    def common(
        self,
        name: str,
        product: CertifiedProduct | None,
        producer: Producer,
        inside: Sequence[str] = (),
    ) -> dict[str, Any]:
        """inside: the names of what is in a gift set; it is found by them too."""
        group = product.group if product else None
        shelf = groups.shelf_of(group)
        searched = [
            text.fold(name),
            *(text.fold(one) for one in inside),
            self._of("maker", producer.pk, lambda: [producer.name]),
            self._of("group", group and group.pk, lambda: [shelf.vietnamese, group and group.name]),
            self._of("place", producer.pk, lambda: self._places(producer)),
        ]
        return {
            "producer_id": producer.pk,
            "shelf": shelf.code,
            "province_code": producer.province.code if producer.province else "",
            "sort_key": text.sort_key(name)[:1600],
            "search": " ".join(filter(None, searched)),
        }

    def _places(self, producer: Producer) -> list[str]:
        places = [producer.address]
        if producer.province:
            former = self._former.get(producer.province.pk, [])
            places += [unit.full_name for unit in (producer.province, *former)]
        if producer.unit:
            places.append(producer.unit.full_name)
        return places

    def _of(self, what: str, pk: int | None, words: Callable[[], Iterable[str | None]]) -> str:
        key = what, pk
        if key not in self._folded:
            self._folded[key] = text.fold(" ".join(filter(None, words())))
        return self._folded[key]
