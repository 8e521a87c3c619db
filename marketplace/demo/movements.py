"""Work in the middle of being done: on the way, counted, short, near its end, blocked, to decide."""

from datetime import timedelta

from marketplace import clock
from marketplace.inventory import adjustments, barcodes, transfers
from marketplace.inventory.conditions import change_condition
from marketplace.inventory.models import Condition, Lot, StockTarget
from marketplace.inventory.picked import Picked
from marketplace.inventory.reasons import Reason
from marketplace.inventory.receiving import Received, receive
from marketplace.inventory.stocktakes.count import Found, count
from marketplace.inventory.stocktakes.start import start
from marketplace.inventory.targets import Wanted, set_targets
from marketplace.listings.models import Listing
from marketplace.places.models import Place

Shop = tuple[dict[str, Place], dict[str, Listing], int]  # places, listings by name, actor

# Minimum and target in sales units; made up.
TARGETS = {
    "da_lat": {"Hạt Điều rang muối": (30, 70), "Tiêu xanh sấy thăng hoa": (10, 60)},
    "phan_thiet": {
        "Trái cây sấy thăng hoa": (10, 24),
        "Tiêu xanh sấy thăng hoa": (4, 12),
        "Hạt Điều rang muối": (6, 18),
    },
    "duc_trong": {"beCHAMP Coffee Gu Mạnh": (20, 60), "Tinh bột nghệ": (6, 12)},
    "gia_nghia": {"Hill coffee": (5, 15), "Trà thảo mộc 7 vị": (6, 12)},
}
SENT = {"Trái cây sấy thăng hoa": 12, "Tiêu xanh sấy thăng hoa": 6}  # da_lat → phan_thiet
DRAFTED = {"Tinh bột nghệ": 6}  # da_lat → duc_trong
COUNTED = {"Mắc ca Lê Anh Tuy Đức": 40, "Hill coffee": 43, "Macca Bonbubo": 30}  # at dak_song
ENDING = {"Trà Bí đao": 18, "Trái cây sấy thăng hoa": 3}  # at da_lat: days left
LABELLED = ("Trà Bí đao", "Trái cây sấy thăng hoa", "Hill coffee")


def begin(places: dict[str, Place], actor_id: int) -> None:
    """All of it, each once; an article that is not on sale is left out."""
    listings = {
        listing.certified_product.name: listing
        for listing in Listing.objects.select_related(
            "producer", "certified_product", "variant"
        ).filter(certified_product__isnull=False)
    }
    shop = places, listings, actor_id
    _receive_what_ends_soon(shop)
    _set_targets(shop)
    _send(shop)
    _count(shop)
    _block_and_ask(shop)
    for name in LABELLED:
        if name in listings:
            barcodes.make_internal(listings[name].variant, actor_id=actor_id)


def _receive_what_ends_soon(shop: Shop) -> None:
    places, listings, actor_id = shop
    for name, days in ENDING.items():
        if name in listings:
            listing = listings[name]
            ends = clock.today() + timedelta(days=days)
            receive(
                places["da_lat"],
                [Received(listing.variant_id, "L03", 14, best_before=ends)],
                owner_id=listing.producer.party_id,
                actor_id=actor_id,
                client_key=f"demo-ending-{listing.code}",
            )


def _set_targets(shop: Shop) -> None:
    places, listings, actor_id = shop
    for key, figures in TARGETS.items():
        wanted = [
            Wanted(listings[name].variant_id, *figure)
            for name, figure in figures.items()
            if name in listings
        ]
        if wanted and not StockTarget.objects.filter(place=places[key]).exists():
            set_targets(places[key], wanted, actor_id=actor_id)


def _send(shop: Shop) -> None:
    places, _listings, actor_id = shop
    source, asked = places["da_lat"], _asked(shop, SENT)
    if asked:
        draft = transfers.draft(
            source,
            places["phan_thiet"],
            asked,
            actor_id=actor_id,
            client_key="demo-sent",
            expected_on=clock.today() + timedelta(days=1),
        )
        seen = transfers.fingerprint(draft)
        transfers.send(draft.code, seen=seen, actor_id=actor_id, client_key="demo-send")
    if drafted := _asked(shop, DRAFTED):
        transfers.draft(
            source, places["duc_trong"], drafted, actor_id=actor_id, client_key="demo-draft"
        )


def _asked(shop: Shop, units: dict[str, int]) -> list[transfers.Asked]:
    _places, listings, _actor_id = shop
    return [
        transfers.Asked(listings[name].variant_id, quantity)
        for name, quantity in units.items()
        if name in listings
    ]


def _count(shop: Shop) -> None:
    places, listings, actor_id = shop
    counting = start(places["dak_song"], "", actor_id=actor_id, client_key="demo-count")
    for name, units in COUNTED.items():
        if name in listings:
            one = listings[name]
            found = Found(_first_lot(one), one.producer.party_id, Condition.GOOD, units)
            count(counting, found, actor_id=actor_id, client_key=f"demo-count-{one.code}")


def _block_and_ask(shop: Shop) -> None:
    """Six jars wait for a laboratory; four packs are written off once a second person agrees."""
    places, listings, actor_id = shop
    place = places["duc_trong"]
    if sauce := listings.get("Mắm nêm Seagull"):
        change_condition(
            place,
            [_picked(sauce, 6)],
            Condition.BLOCKED,
            note="Chờ kết quả kiểm nghiệm",
            actor_id=actor_id,
            client_key="demo-blocked",
        )
    if coffee := listings.get("beCHAMP Coffee Natural Nắng Vàng"):
        adjustments.ask(
            place,
            Reason.BROKEN,
            [_picked(coffee, 4)],
            actor_id=actor_id,
            client_key="demo-broken",
            note="Bao bì rách khi vận chuyển",
        )


def _picked(listing: Listing, units: int) -> Picked:
    return Picked(_first_lot(listing).pk, listing.producer.party_id, Condition.GOOD, units)


def _first_lot(listing: Listing) -> Lot:
    return Lot.objects.filter(variant=listing.variant_id).earliest("pk")
