"""A stocktake begins."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace import clock, codes
from marketplace.audit.record import record
from marketplace.certification.groups import SHELVES
from marketplace.inventory.models import Stocktake
from marketplace.inventory.refused import StockRefused
from marketplace.inventory.stocktakes.scope import newest_entry
from marketplace.places.models import Place
from marketplace.refusal import Problem

GROUPS = tuple(shelf.code for shelf in SHELVES)


def start(place: Place, group: str, *, actor_id: int | None, client_key: str) -> Stocktake:
    """Begin to count the place, or one product group (I..VI) there; group "" means all of it.

    Groups may be counted side by side; a whole place excludes its groups and is excluded by them.
    The same client key answers with the first stocktake. Raises StockRefused with every problem:
    place_closed, bad_group, already_counting. Locks: the place.
    """
    with transaction.atomic():
        _lock(Place.objects.filter(pk=place.pk))
        before = Stocktake.objects.filter(client_key=client_key).first()
        if before is not None:
            return before
        _refuse(place, group)
        stocktake = Stocktake.objects.create(
            code=codes.new_code(),
            place=place,
            group=group,
            ledger_at=newest_entry(place),
            started_at=clock.now(),
            started_by_id=actor_id,
            client_key=client_key,
        )
        record(
            "inventory.start_stocktake",
            actor_id=actor_id,
            subject=f"stocktake:{stocktake.code}",
            data={"place": place.code, "group": group},
        )
        return stocktake


def _refuse(place: Place, group: str) -> None:
    problems = []
    if place.closed_on and place.closed_on < clock.today():
        problems.append(Problem("place_closed", _("This place is closed."), "place"))
    if group and group not in GROUPS:
        problems.append(Problem("bad_group", _("Choose a product group of the list."), "group"))
    running = Stocktake.objects.filter(place=place, state=Stocktake.State.COUNTING)
    if group:
        running = running.filter(group__in=("", group))
    for other in running.order_by("pk")[:1]:
        data = {"code": other.code, "at": f"{clock.local(other.started_at):%H:%M %d/%m/%Y}"}
        sentence = _(
            "Stocktake %(code)s, begun at %(at)s, counts these shelves already. Go on with it, or "
            "end it first."
        )
        problems.append(Problem("already_counting", sentence % data, "group", data))
    if problems:
        raise StockRefused(problems)


def _lock(rows: QuerySet[Place]) -> None:
    """Its own function so that the concurrency tests can show what happens without it."""
    list(rows.select_for_update(no_key=True).values_list("pk"))
