"""Offers follow the certified product or producer they belong to when those are merged or parted."""

from collections import defaultdict
from collections.abc import Collection

from marketplace import events
from marketplace.certification.events import (
    ProducersMerged,
    ProducersParted,
    ProductsMerged,
    ProductsParted,
)
from marketplace.listings.events import ListingsChanged
from marketplace.listings.models import Listing

MOVED = "listings"  # our name in what moved


@events.subscribe(ProductsMerged)
def follow_products(event: ProductsMerged) -> None:
    rows = list(Listing.objects.select_for_update().filter(certified_product__in=event.into))
    moved: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        moved[row.certified_product_id].append(row.pk)
        row.certified_product_id = event.into[row.certified_product_id]
    Listing.objects.bulk_update(rows, ["certified_product"], batch_size=500)
    for product_id in event.into:
        event.moved[product_id][MOVED] = moved[product_id]
    _tell([row.pk for row in rows])


@events.subscribe(ProductsParted)
def put_products_back(event: ProductsParted) -> None:
    back = {pk: product for product, moved in event.moved.items() for pk in moved[MOVED]}
    rows = list(Listing.objects.select_for_update().filter(pk__in=back))
    for row in rows:
        row.certified_product_id = back[row.pk]
    Listing.objects.bulk_update(rows, ["certified_product"], batch_size=500)
    _tell(list(back))


@events.subscribe(ProducersMerged)
def follow_producers(event: ProducersMerged) -> None:
    """Those without a certified product, too. The goods on the shelves stay whose they are."""
    held = Listing.objects.filter(producer=event.merged_id).order_by("pk")
    event.moved[MOVED] = list(held.values_list("pk", flat=True))
    _give(event.moved[MOVED], event.kept_id)


@events.subscribe(ProducersParted)
def put_producers_back(event: ProducersParted) -> None:
    _give(event.moved[MOVED], event.merged_id)


def _give(listing_ids: Collection[int], producer_id: int) -> None:
    Listing.objects.filter(pk__in=listing_ids).update(producer=producer_id)
    _tell(listing_ids)


def _tell(listing_ids: Collection[int]) -> None:
    if listing_ids:
        events.publish(ListingsChanged(frozenset(listing_ids)))
