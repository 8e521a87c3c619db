"""Goods that came or are coming to the demo's shelves beside the first ones: bought, and announced."""

from datetime import timedelta

from marketplace import clock
from marketplace.inventory.deliveries import Announcement, Batch, announce, receive_now
from marketplace.listings.models import Listing
from marketplace.places.models import Place

BOUGHT, ANNOUNCED = "Hạt Điều rang muối", "Macca Quyền Nguyệt"


def bring(places: dict[str, Place], actor_id: int) -> None:
    """One delivery bought, one consigned and still on its way; each once. Made-up figures."""
    keeps = clock.today() + timedelta(days=300)
    for listing in Listing.objects.select_related("producer", "certified_product").filter(
        certified_product__name__in=[BOUGHT, ANNOUNCED]
    ):
        key = f"demo-{listing.code}"
        if listing.certified_product.name == BOUGHT:
            batch = Batch(listing.variant_id, "L02", 24, keeps, unit_cost=98_000)
            what = Announcement(places["da_lat"], listing.producer, False, [batch])
            receive_now(what, actor_id=actor_id, client_key=key)
        else:
            batch = Batch(listing.variant_id, "L02", 30, keeps)
            day = clock.today() + timedelta(days=1)
            what = Announcement(places["dak_song"], listing.producer, True, [batch], day)
            announce(what, actor_id=actor_id, client_key=key)
