"""One click from what is short to a transfer draft."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.inventory import targets
from marketplace.inventory.models import Transfer
from marketplace.inventory.refused import StockRefused
from marketplace.inventory.transfers import drafting
from marketplace.places.models import Place
from marketplace.refusal import Problem


def draft(place: Place, day: date, *, actor_id: int | None, client_key: str) -> Transfer:
    """A draft of all that the place is short of and its supplying place can give today.

    Nothing moves and nothing is held: people look at the draft and send it. The same client key
    answers with the first draft. Raises StockRefused: no_supplier, nothing_to_send, and as
    transfers.drafting.draft().
    """
    with transaction.atomic():
        before = Transfer.objects.filter(client_key=client_key).first()
        if before is not None:
            return before
        if place.supplied_by is None:
            raise StockRefused(
                Problem("no_supplier", _("Nobody supplies this place. Say who does on its page."))
            )
        lines = [
            drafting.Asked(need.target.variant_id, need.can_send)
            for need in targets.needs(Place.objects.filter(pk=place.pk), day)
            if need.can_send
        ]
        if not lines:
            raise StockRefused(
                Problem(
                    "nothing_to_send",
                    _("Nothing is short here that %(place)s could send today.")
                    % {"place": place.supplied_by.name},
                )
            )
        first = lines[: drafting.MOST_LINES]  # the rest is still short, and a second click away
        return drafting.draft(
            place.supplied_by, place, first, actor_id=actor_id, client_key=client_key
        )
