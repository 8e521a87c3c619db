"""A place as the pages show it: where, when it is open, how far it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.places.edit_place import PHOTOS
from marketplace.places.hours import DAY_WORDS as DAYS
from marketplace.places.hours import clock_time, is_open, next_opening
from marketplace.places.map_points import kilometres
from marketplace.places.models import OpeningHours, Place
from marketplace.web.shop import pictures
from marketplace.web.shop.choices import Choices
from marketplace.web.shop.pictures import Picture

DRAWINGS = {
    Place.Kind.PROVINCIAL_CENTRE: "centre",
    Place.Kind.DISTRICT_CENTRE: "centre",
    Place.Kind.SALES_POINT: "point",
    Place.Kind.FAIR_BOOTH: "booth",
}


@dataclass(frozen=True)
class Now:
    """Whether it is open at this moment, in words; None: nobody has said its hours."""

    is_open: bool
    words: str


@dataclass(frozen=True)
class PlaceCard:
    """in_stock: how many offers can be bought there now, stock_url: their list; distance: "3,2 km"
    or ""."""

    place: Place
    url: str
    picture: Picture
    now: Now | None
    in_stock: int
    stock_url: str
    distance: str


def place_card(
    place: Place, moment: datetime, *, in_stock: int, near: tuple[float, float] | None
) -> PlaceCard:
    """The place with its hours fetched before; near: (latitude, longitude). No query."""
    return PlaceCard(
        place=place,
        url=address(place),
        picture=picture(place),
        now=standing(list(place.hours.all()), moment),
        in_stock=in_stock,
        stock_url=Choices(diem=place.code).url(),
        distance=far(place, near) if near else "",
    )


def address(place: Place) -> str:
    return reverse("shop:place", kwargs={"slug": place.slug, "code": place.code})


def picture(place: Place) -> Picture:
    """Its photo, or the drawing of its kind."""
    if place.photo_stem:
        return pictures.photo(
            place.photo_stem, place.photo_width, place.photo_height, folder=PHOTOS
        )
    drawing = DRAWINGS[Place.Kind(place.kind)]
    return Picture(static(f"theme/places/{drawing}.svg"), 400, 300)


def standing(hours: Sequence[OpeningHours], moment: datetime) -> Now | None:
    """ "Open now, until 17:00" or when it opens next."""
    if not hours:
        return None
    now = clock.local(moment)
    if is_open(hours, moment):
        minute = now.hour * 60 + now.minute
        closes = next(
            row.closes
            for row in hours
            if row.weekday == now.isoweekday() and row.opens <= minute < row.closes
        )
        return Now(True, _("Open now, until %(time)s") % {"time": clock_time(closes)})
    opens = next_opening(hours, moment)
    if opens is None:
        return None
    values = {"time": f"{opens:%H:%M}", "day": DAYS[opens.isoweekday()]}
    if opens.date() == now.date():
        return Now(False, _("Closed, opens at %(time)s") % values)
    if opens.date() == now.date() + timedelta(days=1):
        return Now(False, _("Closed, opens tomorrow at %(time)s") % values)
    return Now(False, _("Closed, opens on %(day)s at %(time)s") % values)


def far(place: Place, near: tuple[float, float]) -> str:
    """ "800 m", "3,2 km", "45 km" as the crow flies; "" for a place nobody knows the position of."""
    distance = kilometres_to(place, near)
    if distance is None:
        return ""
    if distance < 1:
        return f"{round(distance * 10) * 100} m"
    if distance < 10:
        return f"{distance:.1f}".replace(".", ",") + "\u00a0km"
    return f"{round(distance)}\u00a0km"


def kilometres_to(place: Place, near: tuple[float, float]) -> float | None:
    if place.latitude is None or place.longitude is None:
        return None
    return kilometres(near, (float(place.latitude), float(place.longitude)))
