"""Centres and sales points: a map and a list, nearest first when one says where one is."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from marketplace import clock
from marketplace.catalogue.models import Card
from marketplace.catalogue.search import counts_by_place
from marketplace.inventory import availability
from marketplace.places import units
from marketplace.places.hours import is_open
from marketplace.places.models import NORTH, SOUTH, Place, Unit
from marketplace.web.shop import country_map, place_address, provinces
from marketplace.web.shop.page_links import page_links
from marketplace.web.shop.pages import page
from marketplace.web.shop.place_address import KIND_SLUGS, Asked
from marketplace.web.shop.place_cards import address, kilometres_to, place_card
from marketplace.web.shop.provinces import Chosen

A_PAGE = 24
MOST_COMMUNES = 6
_CODE = re.compile(r"[0-9]{5}")
_DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,9})?")


@dataclass(frozen=True)
class Near:
    """Where one is: point is (latitude, longitude). others: communes of the same name. typed:
    what stands in the field again."""

    point: tuple[float, float] | None = None
    name: str = ""
    typed: str = ""
    others: list[dict] = field(default_factory=list)
    problem: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
def places(request: HttpRequest) -> HttpResponse:
    """A browser's position comes by POST: in no address, no log and no row, only in this answer."""
    moment = clock.now()
    asked = place_address.read(request.GET)
    today = units.provinces()
    chosen = provinces.choose(asked.tinh, today)
    near = _position(request) if request.method == "POST" else _commune(asked)
    article = _article(asked)
    everywhere = _open_places(article, moment)
    found = _sorted(_filtered(everywhere, asked, chosen, moment), near)
    pages = max(1, -(-len(found) // A_PAGE))
    number = min(asked.trang, pages)
    shown = found[(number - 1) * A_PAGE : number * A_PAGE]
    counts = counts_by_place(moment)
    return page(
        request,
        "shop/places.html",
        {
            "heading": _heading(asked, chosen),
            "asked": asked,
            "near": near,
            "article": article,
            "place_problem": chosen.problem,
            "place_note": chosen.note,
            "total": len(found),
            "cards": [
                place_card(place, moment, in_stock=counts.get(place.pk, 0), near=near.point)
                for place in shown
            ],
            "page_number": number,
            "pages": page_links(number, pages, lambda one: asked.but(trang=one).url()),
            "kinds": _kinds(asked, everywhere),
            "provinces": _provinces(asked, chosen, everywhere, today),
            "open_url": asked.but(mo=not asked.mo).url(),
            "all_url": Asked().url(),
            "is_filtered": asked != Asked(trang=asked.trang),
            "map": country_map.draw(
                found,
                address=lambda there: _leads_to(asked, chosen, there),
                province_id=chosen.province.pk if chosen.province else None,
            ),
        },
        indexed=Asked(
            tinh=provinces.slug(chosen.province) if chosen.province else "", trang=number
        ).query(),
    )


def _open_places(article: Card | None, moment: datetime) -> list[Place]:
    """Those open today, with their units and hours; of an article only those that have it."""
    day = clock.local(moment).date()
    rows = Place.objects.open_on(day).select_related("unit__parent").prefetch_related("hours")
    if article is not None:
        having = {row.place_id for row in availability.free_anywhere([article.variant_id], day)}
        rows = rows.filter(pk__in=having)
    order = Place.Kind.values
    return sorted(rows, key=lambda place: (order.index(place.kind), place.name, place.pk))


def _filtered(places: list[Place], asked: Asked, chosen: Chosen, moment: datetime) -> list[Place]:
    kind = KIND_SLUGS.get(asked.loai)
    return [
        place
        for place in places
        if (kind is None or place.kind == kind)
        and (chosen.province is None or place.unit.parent_id == chosen.province.pk)
        and (not asked.mo or is_open(place.hours.all(), moment))
    ]


def _sorted(places: list[Place], near: Near) -> list[Place]:
    """Nearest first; those whose position nobody knows come last."""
    if near.point is None:
        return places
    far = {place.pk: kilometres_to(place, near.point) for place in places}
    return sorted(places, key=lambda place: (far[place.pk] is None, far[place.pk] or 0, place.pk))


def _position(request: HttpRequest) -> Near:
    written = [request.POST.get(name, "") for name in ("lat", "lng")]
    if not all(_DEGREES.fullmatch(one) for one in written):
        return Near(problem=_("Your position could not be read. Write your commune instead."))
    latitude, longitude = (float(one) for one in written)
    if not (SOUTH <= latitude <= NORTH and -180 <= longitude <= 180):
        return Near(problem=_("Your position is not in Viet Nam. Write a commune instead."))
    return Near((latitude, longitude), _("where you are"))


def _commune(asked: Asked) -> Near:
    """The commune that was chosen by code, or the first of those that have the words typed."""
    if not asked.gan:
        return Near()
    if _CODE.fullmatch(asked.gan):
        unit = units.commune(asked.gan)
        found = [unit] if unit else []
    else:
        found = [one.unit for one in units.find_communes(asked.gan, limit=MOST_COMMUNES)]
    found = [unit for unit in found if unit.latitude is not None]
    if not found:
        problem = _("No commune is called “%(name)s”. Write fewer words, or its old name.")
        return Near(typed=asked.gan, problem=problem % {"name": asked.gan})
    first = found[0]
    others = [{"name": _full(unit), "url": asked.but(gan=unit.code).url()} for unit in found[1:]]
    point = float(first.latitude or 0), float(first.longitude or 0)
    return Near(point, _full(first), typed=_full(first), others=others)


def _full(unit: Unit) -> str:
    return f"{unit.full_name}, {unit.parent.name}" if unit.parent else unit.full_name


def _article(asked: Asked) -> Card | None:
    """The offer whose places are asked for."""
    if not asked.hang:
        return None
    return Card.objects.filter(code=asked.hang, listing__state="on_sale").first()


def _heading(asked: Asked, chosen: Chosen) -> str:
    parts = [_("Centres and sales points")]
    if asked.loai:
        parts = [str(KIND_SLUGS[asked.loai].label)]
    if chosen.province:
        parts.append(chosen.province.name)
    return "\u00a0· ".join(parts)


def _kinds(asked: Asked, places: list[Place]) -> list[dict]:
    """The kinds there are, with how many; choosing what is chosen gives it back."""
    return [
        {
            "slug": slug,
            "name": kind.label,
            "count": count,
            "url": asked.but(loai="" if slug == asked.loai else slug).url(),
            "is_chosen": slug == asked.loai,
        }
        for slug, kind in KIND_SLUGS.items()
        if (count := sum(place.kind == kind for place in places)) or slug == asked.loai
    ]


def _provinces(asked: Asked, chosen: Chosen, places: list[Place], today: list[Unit]) -> list[dict]:
    counts: dict[int | None, int] = {}
    for place in places:
        counts[place.unit.parent_id] = counts.get(place.unit.parent_id, 0) + 1
    return [
        {
            "slug": provinces.slug(unit),
            "name": unit.name,
            "count": counts.get(unit.pk, 0),
            "url": asked.but(tinh="" if unit == chosen.province else provinces.slug(unit)).url(),
            "is_chosen": unit == chosen.province,
        }
        for unit in today
        if counts.get(unit.pk) or unit == chosen.province
    ]


def _leads_to(asked: Asked, chosen: Chosen, there: list[Place]) -> str:
    """One place: its page. Several close together: their province, or the list from the first on."""
    first = there[0]
    if len(there) == 1:
        return address(first)
    province = first.unit.parent
    same = {place.unit.parent_id for place in there} == {first.unit.parent_id}
    if chosen.province is None and province is not None and same:
        return asked.but(tinh=provinces.slug(province)).url()
    return asked.but(gan=first.unit.code).url()
