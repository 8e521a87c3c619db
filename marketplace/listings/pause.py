"""Taking an offer from sale for a while, and putting it back."""

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace import events
from marketplace.audit.record import record
from marketplace.listings.events import ListingsChanged
from marketplace.listings.models import GiftSetPart, Listing
from marketplace.listings.refused import ListingRefused
from marketplace.refusal import Problem

State = Listing.State


def pause(code: str, *, actor_id: int | None) -> list[Listing]:
    """Nobody can order it any more, nor a gift set that it is part of; what was ordered stays.

    Returns what was paused: none of it where all of it was before. Locks: these listings.
    """
    with transaction.atomic():
        listing = Listing.objects.select_for_update().get(code=code)
        holding = GiftSetPart.objects.filter(part=listing).values("gift_set")
        sets = Listing.objects.select_for_update().filter(pk__in=holding).order_by("pk")
        paused = [one for one in [listing, *sets] if one.state == State.ON_SALE]
        for one in paused:
            one.state = State.PAUSED
            one.save(update_fields=["state"])
            record(
                "listings.pause",
                actor_id=actor_id,
                subject=f"listing:{one.code}",
                data={} if one == listing else {"because": code},
            )
        if paused:
            events.publish(ListingsChanged(frozenset(one.pk for one in paused)))
        return paused


def resume(code: str, *, actor_id: int | None) -> Listing:
    """It can be ordered again. Raises ListingRefused part_paused, with the parts that are not on
    sale. Locks: the listing and its parts."""
    with transaction.atomic():
        listing = Listing.objects.select_for_update().get(code=code)
        inside = Listing.objects.filter(pk__in=listing.parts.values("part")).order_by("pk")
        inside = inside.select_related("product").select_for_update(of=("self",))
        names = [one.product.name for one in inside if one.state != State.ON_SALE]
        if names:
            sentence = _("Not on sale themselves: %(names)s. Put those on sale first.")
            raise ListingRefused(Problem("part_paused", sentence % {"names": ", ".join(names)}))
        if listing.state != State.ON_SALE:
            listing.state = State.ON_SALE
            listing.save(update_fields=["state"])
            record("listings.resume", actor_id=actor_id, subject=f"listing:{code}", data={})
            events.publish(ListingsChanged(frozenset([listing.pk])))
        return listing
