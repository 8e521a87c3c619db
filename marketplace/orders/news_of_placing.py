"""The confirmation of an order: its parcels, goods with their stars, sums, and what happens next."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.accounts import phones
from marketplace.certification.badge import Badge, badges_for
from marketplace.orders.models import Parcel, ParcelLine, ShopOrder
from marketplace.orders.payments import METHODS
from marketplace.orders.until import until

COLLECTION = ShopOrder.How.COLLECTION
State = Parcel.State


@dataclass
class Bought:
    """A line as it was bought: an article, or a gift set with what is in it.

    address: of the product's page, which knows its star of today.
    """

    quantity: int
    name: str
    unit_name: str
    total: int
    badge: Badge | None
    address: str
    parts: list[str]


def context(order: ShopOrder) -> dict[str, Any]:
    """parcels: (parcel, what was bought); next: sentences; method. A fixed number of queries."""
    lines = ParcelLine.objects.select_related("listing", "gift_set__listing").order_by("pk")
    parcels = list(
        order.parcels.select_related("place__unit__parent")
        .prefetch_related(Prefetch("lines", lines))
        .order_by("pk")
    )
    certified = {
        line.listing.certified_product_id
        for parcel in parcels
        for line in parcel.lines.all()
        if line.listing.certified_product_id
    }
    badges = badges_for(certified, clock.now())
    return {
        "parcels": [(parcel, _bought(parcel, badges)) for parcel in parcels],
        "next": _next(order, parcels),
        "method": METHODS[order.payment_method].words,
        "is_collection": order.how == COLLECTION,
    }


def _bought(parcel: Parcel, badges: dict[int, Badge]) -> list[Bought]:
    found: list[Bought] = []
    sets: dict[int, Bought] = {}
    for line in parcel.lines.all():
        one = line.gift_set
        if one is None:
            badge = badges.get(line.listing.certified_product_id or 0)
            page = _page(line.listing)
            found.append(
                Bought(line.quantity, line.name, line.unit_name, line.total, badge, page, [])
            )
            continue
        if one.pk not in sets:
            sets[one.pk] = Bought(one.quantity, one.name, "", 0, None, _page(one.listing), [])
            found.append(sets[one.pk])
        sets[one.pk].total += line.total
        sets[one.pk].parts.append(f"{line.quantity} × {line.name}")
    return found


def _page(listing: Any) -> str:
    kwargs = {"slug": listing.slug, "code": listing.code}
    return settings.SITE_URL + reverse("shop:product", kwargs=kwargs)


def _next(order: ShopOrder, parcels: list[Parcel]) -> list[str]:
    """Until when the goods are held, and what the shopper should expect or do."""
    waiting = next((one for one in parcels if one.state == State.TO_CONFIRM), None)
    if waiting is not None and waiting.held_until is not None:
        said = {"phone": phones.spoken(order.phone), "time": until(waiting.held_until)}
        return [
            _("We call %(phone)s to confirm the order, until %(time)s.") % said,
            _(
                "The goods are kept for you until then; if nobody can be reached, they go back on sale."
            ),
        ]
    if order.how == COLLECTION:
        said = {"place": parcels[0].place.name, "time": until(parcels[0].held_until)}
        found = [_("We tell you as soon as the goods can be collected at %(place)s.") % said]
        if parcels[0].held_until:
            found.append(_("They are kept until %(time)s, then they go back on sale.") % said)
        return found
    return [_("The goods are kept for you. You pay when you receive them.")]
