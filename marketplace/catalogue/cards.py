"""Keeping the cards true to what they copy."""

from collections.abc import Iterable

from django.db import transaction

from marketplace import text
from marketplace.catalogue.models import Card
from marketplace.certification import groups, stars
from marketplace.certification.models import CertifiedProduct
from marketplace.listings.models import Listing
from marketplace.places import units
from marketplace.places.models import Unit
from marketplace.producers.models import Producer
from marketplace.saleor_bridge.money import to_dong


def refresh_certified(certified_product_ids: Iterable[int]) -> None:
    """Rewrite the cards of these certified products: of their offers, or else their own.

    A product that never had a star (its decision is pending, or gave fewer than three) has no
    card of its own. A fixed number of queries. In the caller's transaction.
    """
    ids = set(certified_product_ids)
    shown = stars.ever_starred(ids)
    products = CertifiedProduct.objects.filter(pk__in=shown).select_related(
        "group", "producer__province", "producer__unit"
    )
    listings = list(_listings().filter(certified_product__in=ids))
    offered = {listing.certified_product_id for listing in listings}
    former = units.old_provinces()
    cards = [_certified_card(product, former) for product in products if product.pk not in offered]
    cards += [_listing_card(listing, former) for listing in listings]
    _write(cards)
    gone = offered | (ids - shown)
    Card.objects.filter(certified_product__in=gone, listing__isnull=True).delete()


def refresh_listings(listing_ids: Iterable[int]) -> None:
    """Rewrite the cards of these offers, and drop the plain card of what is now on sale."""
    listings = list(_listings().filter(pk__in=set(listing_ids)))
    Card.objects.filter(
        certified_product__in=[row.certified_product_id for row in listings],
        listing__isnull=True,
    ).delete()
    former = units.old_provinces()
    _write([_listing_card(listing, former) for listing in listings])


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
    ).prefetch_related("pictures")


def _write(cards: list[Card]) -> None:
    copied = [
        field.name for field in Card._meta.concrete_fields if field.name not in {"id", "code"}
    ]
    Card.objects.bulk_create(
        cards, update_conflicts=True, unique_fields=["code"], update_fields=copied, batch_size=500
    )


def _certified_card(product: CertifiedProduct, former: dict[int, list[Unit]]) -> Card:
    return Card(
        code=product.code,
        slug=product.slug,
        name=product.name,
        certified_product=product,
        newest_at=product.first_seen_at,
        **_common(product.name, product, product.producer, former),
    )


def _listing_card(listing: Listing, former: dict[int, list[Unit]]) -> Card:
    pictures = list(listing.pictures.all())
    return Card(
        code=listing.code,
        slug=listing.slug,
        name=listing.product.name,
        listing=listing,
        variant_id=listing.variant_id,
        certified_product=listing.certified_product,
        price=to_dong(listing.product.price_amount),
        unit_name=listing.unit_name,
        picture=pictures[0].stem if pictures else "",
        newest_at=listing.published_at,
        **_common(listing.product.name, listing.certified_product, listing.producer, former),
    )


def _common(
    name: str,
    product: CertifiedProduct | None,
    producer: Producer,
    former_provinces: dict[int, list[Unit]],
) -> dict:
    group = product.group if product else None
    shelf = groups.shelf_of(group)
    province = producer.province
    words = [name, producer.name, shelf.vietnamese, group.name if group else "", producer.address]
    if province:
        words.append(province.full_name)
        words += [former.full_name for former in former_provinces.get(province.pk, [])]
    if producer.unit:
        words.append(producer.unit.full_name)
    return {
        "producer": producer,
        "shelf": shelf.code,
        "province_code": province.code if province else "",
        "sort_key": text.sort_key(name)[:1600],
        "search": text.fold(" ".join(words)),
    }
