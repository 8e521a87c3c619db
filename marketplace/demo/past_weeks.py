"""What the demo's shelves sold in the last weeks, so that refill and slow goods have a pace to show."""

from datetime import datetime, time, timedelta

from django.db import transaction

from marketplace import clock
from marketplace.inventory import ledger
from marketplace.inventory.locks import lock_stock
from marketplace.inventory.models import Condition, Document, Lot, Virtual
from marketplace.inventory.reasons import Reason
from marketplace.listings.models import Listing
from marketplace.places.models import Place

CAME = 35  # days ago, before the first sale
SOLD = (27, 20, 13, 6)  # days ago
# Made-up units sold on those days, at the place that has the article.
WEEKS = {
    ("da_lat", "Trái cây sấy thăng hoa"): (9, 12, 10, 14),
    ("da_lat", "Tiêu xanh sấy thăng hoa"): (5, 4, 6, 6),
    ("da_lat", "Hạt Điều rang muối"): (7, 8, 6, 9),
    ("da_lat", "Trà Bí đao"): (2, 1, 0, 2),
    ("dak_song", "Hill coffee"): (6, 6, 8, 7),
    ("duc_trong", "beCHAMP Coffee Gu Mạnh"): (11, 9, 12, 13),
    ("duc_trong", "Mắm nêm Seagull"): (3, 4, 2, 4),
}
NOTE = "Số liệu minh họa của bản thử"


def tell(places: dict[str, Place], actor_id: int) -> None:
    """Post them once, each with what came before, so that today's shelves stay as they are."""
    names = {name for _key, name in WEEKS}
    listings = {
        listing.certified_product.name: listing
        for listing in Listing.objects.select_related("producer", "certified_product").filter(
            certified_product__name__in=names
        )
    }
    for (key, name), sold in WEEKS.items():
        if name in listings:
            _tell_one(places[key], listings[name], sold, actor_id)


@transaction.atomic
def _tell_one(place: Place, listing: Listing, sold: tuple[int, ...], actor_id: int) -> None:
    lot = Lot.objects.filter(variant=listing.variant_id).earliest("pk")
    owner_id = listing.producer.party_id
    # (days ago, kind, reason, units, from, to)
    moves = [
        (CAME, Document.Kind.RECEIVING, Reason.RECEIVED, sum(sold), Virtual.PRODUCER, place.pk),
        *(
            (day, Document.Kind.SALE, Reason.SOLD, units, place.pk, Virtual.SHOPPER)
            for day, units in zip(SOLD, sold, strict=True)
            if units
        ),
    ]
    for day, kind, reason, units, origin, target in moves:
        client_key = f"demo-{day}-{listing.code}"
        locked = lock_stock([(place.pk, listing.variant_id)])
        if ledger.already_posted(client_key) is not None:
            continue
        ledger.post(
            ledger.Posting(kind, client_key, actor_id, business_at=_at(day), note=NOTE),
            ledger.moving(
                lot,
                units,
                owner_id=owner_id,
                condition=Condition.GOOD,
                reason=reason,
                origin=origin,
                target=target,
            ),
            locked,
        )


def _at(days_ago: int) -> datetime:
    day = clock.today() - timedelta(days=days_ago)
    return datetime.combine(day, time(9, 30), clock.LOCAL)
