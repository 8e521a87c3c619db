"""How an offer reaches the shopper: by parcel, collected at a place, or booked for a day."""

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace import events
from marketplace.audit.record import record
from marketplace.certification.groups import shelf_of
from marketplace.certification.models import ProductGroup
from marketplace.inventory.models import Shelf
from marketplace.listings.events import ListingsChanged
from marketplace.listings.models import GiftSetPart, Listing
from marketplace.listings.refused import ListingRefused
from marketplace.refusal import Problem

TOURISM = "VI"
Way = Listing.Way


def default_way(group: ProductGroup | None) -> str:
    """Tourism services are booked, everything else goes by parcel unless staff say otherwise."""
    return Way.BOOKING if shelf_of(group).code == TOURISM else Way.PARCEL


def change_way(code: str, way: str, *, actor_id: int | None) -> Listing:
    """Let it reach shoppers another way from now on; orders and bookings there are stay as made.

    The gift sets that hold what no carrier takes are collected too. The same way again changes
    nothing. Raises ListingRefused: bad_way, has_stock, in_a_set, is_a_set, has_such_parts.
    Locks: the listing and the sets it is in.
    """
    if way not in Way.values:
        raise ListingRefused(Problem("bad_way", _("Choose how it reaches the shopper."), "way"))
    with transaction.atomic():
        listing = Listing.objects.select_for_update().get(code=code)
        if listing.way == way:
            return listing
        sets = _sets_with(listing)
        _refuse(listing, way, sets)
        before, listing.way = listing.way, way
        listing.save(update_fields=["way"])
        record(
            "listings.change_way",
            actor_id=actor_id,
            subject=f"listing:{code}",
            data={"from": before, "to": way},
        )
        followers = [one for one in sets if way == Way.COLLECT and one.way != way]
        for one in followers:
            one.way = way
            one.save(update_fields=["way"])
            record(
                "listings.change_way",
                actor_id=actor_id,
                subject=f"listing:{one.code}",
                data={"from": str(Way.PARCEL), "to": way, "because": code},
            )
        events.publish(ListingsChanged(frozenset([listing.pk, *(one.pk for one in followers)])))
        return listing


def _sets_with(listing: Listing) -> list[Listing]:
    holding = GiftSetPart.objects.filter(part=listing).values("gift_set")
    return list(Listing.objects.select_for_update().filter(pk__in=holding).order_by("pk"))


def _refuse(listing: Listing, way: str, sets: list[Listing]) -> None:
    problems = []
    if way == Way.BOOKING:
        if listing.is_gift_set:
            problems.append(Problem("is_a_set", _("A gift set cannot be booked."), "way"))
        if Shelf.objects.filter(variant=listing.variant_id, on_hand__gt=0).exists():
            sentence = _("Goods of it stand on shelves: what is booked has no stock.")
            problems.append(Problem("has_stock", sentence, "way"))
        if sets:
            sentence = _("It is part of a gift set, which needs goods.")
            problems.append(Problem("in_a_set", sentence, "way"))
    if way == Way.PARCEL and listing.parts.filter(part__way=Way.COLLECT).exists():
        sentence = _("No carrier takes one of its parts, so the set is collected too.")
        problems.append(Problem("has_such_parts", sentence, "way"))
    if problems:
        raise ListingRefused(problems)
