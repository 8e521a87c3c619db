"""What is said of the demo's places: who supplies whom, when they are open, whom they serve."""

from datetime import date

from marketplace.places.hours import Stretch, set_hours
from marketplace.places.models import Place
from marketplace.places.recognise import recognise
from marketplace.places.service_area import read_units, set_served
from marketplace.places.supply import set_supplier

SUPPLIER = {
    "dak_song": "da_lat",
    "duc_trong": "da_lat",
    "gia_nghia": "dak_song",
    "bao_loc": "duc_trong",
    "phan_thiet": "da_lat",
    "mui_ne": "phan_thiet",
}
# Former districts as people still name them; the provincial centre serves the province of today.
SERVES = {
    "da_lat": ("Tỉnh Lâm Đồng",),
    "dak_song": ("Huyện Đắk Song, Đắk Nông", "Huyện Tuy Đức, Đắk Nông"),
    "duc_trong": ("Huyện Đức Trọng, Lâm Đồng", "Huyện Lâm Hà, Lâm Đồng"),
    "phan_thiet": ("Thành phố Phan Thiết, Bình Thuận",),
    "mui_ne": ("Phường Mũi Né, Lâm Đồng",),
    "gia_nghia": ("Thành phố Gia Nghĩa, Đắk Nông",),
    "bao_loc": ("Thành phố Bảo Lộc, Lâm Đồng", "Huyện Bảo Lâm, Lâm Đồng"),
}
MORNING, AFTERNOON = (7 * 60 + 30, 11 * 60 + 30), (13 * 60 + 30, 17 * 60)
ALL_DAY, EVENING = (7 * 60, 20 * 60), (8 * 60, 21 * 60 + 30)
CENTRE_HOURS = [Stretch(day, *times) for day in range(1, 7) for times in (MORNING, AFTERNOON)]
POINT_HOURS = [Stretch(day, *ALL_DAY) for day in range(1, 8)]
EVENING_HOURS = [Stretch(day, *EVENING) for day in range(1, 8)]
DECIDED_ON = date(2026, 3, 2)


def say_facts(places: dict[str, Place]) -> None:
    """Fill in what is not said yet; what is there stays. In the caller's transaction."""
    for key, place in places.items():
        if place.supplied_by_id is None and key in SUPPLIER:
            set_supplier(place, places[SUPPLIER[key]], actor_id=None)
        if not place.hours.exists():
            set_hours(place, _hours(key, place), actor_id=None)
        if not place.served.exists():
            set_served(place, read_units(SERVES[key]), actor_id=None)
        if not place.recognitions.exists():
            recognise(
                place,
                number="01/BT",
                decided_on=DECIDED_ON,
                authority="Quyết định minh họa của bản thử",
                actor_id=None,
            )


def _hours(key: str, place: Place) -> list[Stretch]:
    if key == "mui_ne":
        return EVENING_HOURS
    return POINT_HOURS if place.kind == Place.Kind.SALES_POINT else CENTRE_HOURS
