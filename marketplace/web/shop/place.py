"""One centre or sales point: where, when, recognised by whom, and what is in stock there now."""

from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from marketplace import clock
from marketplace.catalogue.search import Search, search
from marketplace.places.hours import DAYS, clock_time
from marketplace.places.models import Level, OpeningHours, Place, Recognition, Unit
from marketplace.web.shop import country_map, place_cards, structured
from marketplace.web.shop.cards import shop_cards
from marketplace.web.shop.choices import Choices
from marketplace.web.shop.pages import page
from marketplace.web.shop.place_address import Asked

MOST_CARDS = 12


@require_safe
def place(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """A closed place keeps its page, which says so and shows no goods."""
    found = (
        Place.objects.select_related("unit__parent", "operator")
        .prefetch_related("hours", "recognitions", "served__unit__parent__parent")
        .filter(code=code)
        .first()
    )
    if found is None:
        raise Http404
    address = place_cards.address(found)
    if request.path != address:
        return HttpResponseRedirect(address)
    moment = clock.now()
    today = clock.local(moment).date()
    is_open = found.opened_on <= today and (found.closed_on is None or found.closed_on >= today)
    goods = search(Search(place=found.pk), moment) if is_open else None
    hours = list(found.hours.all())
    picture = place_cards.picture(found)
    return page(
        request,
        "shop/place.html",
        {
            "place": found,
            "is_open": is_open,
            "crumbs": [{"name": _("Centres and sales points"), "url": Asked().url()}],
            "picture": picture,
            "now": place_cards.standing(hours, moment) if is_open else None,
            "week": _week(hours, today) if is_open else [],
            "recognitions": _recognitions(found, today),
            "served": _served(found),
            "cards": shop_cards(goods.cards[:MOST_CARDS]) if goods else [],
            "total": goods.total if goods else 0,
            "all_url": Choices(diem=found.code).url(),
            "map": country_map.draw(
                [found],
                address=lambda _there: address,
                province_id=found.unit.parent_id,
                around=found,
            )
            if found.latitude is not None
            else None,
            "structured": structured.script(_data(found, hours, picture.src)),
        },
    )


def _week(hours: list[OpeningHours], today: date) -> list[dict[str, Any]]:
    """Seven days with their stretches; nothing where no hours are known."""
    if not hours:
        return []
    return [
        {
            "name": place_cards.DAYS[day],
            "is_today": day == today.isoweekday(),
            "times": ", ".join(
                f"{clock_time(row.opens)}–{clock_time(row.closes)}"
                for row in hours
                if row.weekday == day
            ),
        }
        for day in DAYS
    ]


def _recognitions(found: Place, today: date) -> list[dict[str, Any]]:
    """Newest first; one that has ended stays, and says so."""
    return [{"row": row, "holds": row.holds_on(today)} for row in _newest(found)]


def _newest(found: Place) -> list[Recognition]:
    return sorted(found.recognitions.all(), key=lambda row: row.valid_from, reverse=True)


def _served(found: Place) -> list[str]:
    """Units by their full names; a former district and its province as they were called."""
    units = sorted(
        (row.unit for row in found.served.all()), key=lambda unit: (unit.level, unit.sort_key)
    )
    return [_named(unit) for unit in units]


def _named(unit: Unit) -> str:
    if unit.level == Level.PROVINCE or unit.parent is None:
        name = unit.full_name
    else:
        name = f"{unit.full_name}, {unit.parent.name}"
    return _("%(name)s (until June 2025)") % {"name": name} if unit.valid_until else name


def _data(found: Place, hours: list[OpeningHours], image: str) -> dict[str, Any]:
    """schema.org Store."""
    province = found.unit.parent
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Store",
        "name": found.name,
        "url": settings.SITE_URL + place_cards.address(found),
        "image": settings.SITE_URL + image,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": found.address,
            "addressLocality": found.unit.full_name,
            "addressRegion": province.name if province else "",
            "addressCountry": "VN",
        },
        "parentOrganization": {"@type": "Organization", "name": found.operator.name},
    }
    if found.phone:
        data["telephone"] = found.phone
    if found.latitude is not None:
        data["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": float(found.latitude),
            "longitude": float(found.longitude or 0),
        }
    if hours:
        data["openingHoursSpecification"] = [
            {
                "@type": "OpeningHoursSpecification",
                "dayOfWeek": f"https://schema.org/{_ENGLISH[row.weekday]}",
                "opens": clock_time(row.opens),
                "closes": clock_time(min(row.closes, 1439)),
            }
            for row in hours
        ]
    return data


_ENGLISH = dict(
    enumerate(
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), start=1
    )
)
