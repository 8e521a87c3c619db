"""Giỏ quà: several articles of one seller for one price. What is in it is held, not the set.

What a set holds is never changed, so that nobody gets another one than they saw: a new one is
made and the old one paused.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from measurement.measures import Weight
from PIL import Image

from marketplace import clock, codes, events, text
from marketplace.audit.record import record
from marketplace.listings import pictures
from marketplace.listings.events import ListingsChanged
from marketplace.listings.models import GiftSetPart, Listing
from marketplace.listings.publish import LEAST_PRICE, MOST_PRICE
from marketplace.listings.refused import ListingRefused
from marketplace.places.models import Operator
from marketplace.refusal import Problem
from marketplace.saleor_bridge.money import to_dong
from marketplace.saleor_bridge.products import LONGEST_NAME, Article, category_slug, publish_article

LEAST_PARTS, MOST_PARTS, MOST_OF_ONE = 2, 20, 99
CATEGORY = "gio-qua", "Giỏ quà"
Way = Listing.Way


@dataclass(frozen=True)
class SetOffer:
    """price: đồng a set, tax included; parts: (code of a listing, units of it in one set).

    client_key: the form's key; a second press of the button answers with the first set.
    """

    seller: Operator
    name: str
    price: int
    unit_name: str
    parts: Sequence[tuple[str, int]]
    client_key: str
    story: str = ""
    picture: Image.Image | None = None


def publish_set(offer: SetOffer, *, actor_id: int | None) -> Listing:
    """Put the set on sale. It has no stock and no star: those are its parts'.

    Its VAT rate and producer are those of the part that is worth most, for what asks for one; each
    part is sold at its own rate. Raises ListingRefused with every problem. Locks: the parts.
    """
    with transaction.atomic():
        found = _locked([code for code, _units in offer.parts])
        before = Listing.objects.filter(client_key=offer.client_key).first()
        if before is not None:
            return before
        _refuse(offer, found)
        listing = _listing(offer, found, actor_id)
        GiftSetPart.objects.bulk_create(
            GiftSetPart(gift_set=listing, part=found[code], quantity=units)
            for code, units in offer.parts
        )
        if offer.picture is not None:  # last: files do not go when the transaction does
            pictures.attach(listing, offer.picture)
        record(
            "listings.publish_set",
            actor_id=actor_id,
            subject=f"listing:{listing.code}",
            data={"price": offer.price, "parts": dict(offer.parts)},
        )
        events.publish(ListingsChanged(frozenset([listing.pk])))
        return listing


def _locked(part_codes: Sequence[str]) -> dict[str, Listing]:
    rows = Listing.objects.select_for_update(of=("self",)).select_related("product", "producer")
    return {one.code: one for one in rows.filter(code__in=part_codes).order_by("pk")}


def _listing(offer: SetOffer, found: dict[str, Listing], actor_id: int | None) -> Listing:
    def worth(part: tuple[str, int]) -> int:
        return to_dong(found[part[0]].product.price_amount) * part[1]

    main = found[max(offer.parts, key=worth)[0]]
    grams = sum(_grams(found[code]) * units for code, units in offer.parts)
    code = codes.new_code()
    name = " ".join(offer.name.split())
    variant = publish_article(
        Article(
            sku=code,
            slug=f"{text.slug(name)}-{code.lower()}",
            name=name,
            unit_name=offer.unit_name.strip(),
            price=offer.price,
            net_weight_g=grams,
            category_slug=category_slug(CATEGORY[0]),
            category_name=CATEGORY[1],
        )
    )
    return Listing.objects.create(
        code=code,
        slug=text.slug(name),
        variant=variant,
        product=variant.product,
        producer=main.producer,
        seller=offer.seller,
        unit_name=offer.unit_name.strip(),
        vat_rate=main.vat_rate,
        story=offer.story,
        way=Way.COLLECT if any(one.way == Way.COLLECT for one in found.values()) else Way.PARCEL,
        is_gift_set=True,
        client_key=offer.client_key,
        published_at=clock.now(),
        published_by_id=actor_id,
    )


def _grams(listing: Listing) -> int:
    weight: Weight | None = listing.product.weight
    return round(weight.g) if weight else 0


def _refuse(offer: SetOffer, found: dict[str, Listing]) -> None:
    problems = []
    if not 2 <= len(" ".join(offer.name.split())) <= LONGEST_NAME:
        problems.append(Problem("bad_name", _("Give the set a name, 250 letters at most."), "name"))
    if not LEAST_PRICE <= offer.price <= MOST_PRICE:
        problems.append(
            Problem("bad_price", _("A price lies between 1.000 ₫ and 500.000.000 ₫."), "price")
        )
    if not 1 <= len(offer.unit_name.strip()) <= 40:
        problems.append(
            Problem("bad_unit", _("Name the unit that is sold: box, bottle, bag…"), "unit_name")
        )
    if not LEAST_PARTS <= len(offer.parts) <= MOST_PARTS:
        problems.append(Problem("bad_parts", _("A set holds 2 to 20 different products."), "parts"))
    if len({code for code, _units in offer.parts}) < len(offer.parts):
        problems.append(Problem("twice", _("Name each product once, with its units."), "parts"))
    for code, units in offer.parts:
        why = _why_not(found.get(code), units, offer.seller)
        if why:
            problems.append(Problem("bad_part", why, "parts", {"listing": code}))
    if problems:
        raise ListingRefused(problems)


def _why_not(part: Listing | None, units: int, seller: Operator) -> str:
    if part is None or part.seller_id != seller.pk:
        return _("One of the products is not one of this seller's.")
    name = {"name": part.product.name}
    if part.is_gift_set:
        return _("%(name)s is a gift set itself.") % name
    if part.way == Way.BOOKING:
        return _("%(name)s is booked for a day: it cannot lie in a set.") % name
    if part.state != Listing.State.ON_SALE:
        return _("%(name)s is not on sale now.") % name
    if not 1 <= units <= MOST_OF_ONE:
        return _("%(name)s: a set holds 1 to 99 units of it.") % name
    return ""
