"""How full a shelf should be: set by people, compared with what is there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F, QuerySet, Sum
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.audit.record import record
from marketplace.inventory import availability
from marketplace.inventory.locks import ShelfKey
from marketplace.inventory.models import Sent, StockTarget, Transfer, TransferLine
from marketplace.inventory.pace import Pace, paces
from marketplace.inventory.receiving import MOST_UNITS
from marketplace.inventory.refused import StockRefused
from marketplace.places.models import Place
from marketplace.refusal import Problem


@dataclass(frozen=True)
class Wanted:
    """Sales units: refill below minimum, up to target. Both 0: no longer kept full."""

    variant_id: int
    minimum: int
    target: int


@dataclass(frozen=True)
class Need:
    """A shelf against its target, in sales units.

    coming: on the way here; asked: in drafts to here; both good and in date only. supplier_free:
    what the supplying place can sell, less what its own minimum and its drafts of it keep.
    """

    target: StockTarget
    free: int
    coming: int
    asked: int
    supplier: Place | None
    supplier_free: int
    pace: Pace

    @property
    def short(self) -> int:
        """Units that are missing to the target; 0 while the minimum is there or coming."""
        there = self.free + self.coming + self.asked
        return self.target.target - there if there < self.target.minimum else 0

    @property
    def can_send(self) -> int:
        """Of the missing units, those that the supplying place can give today."""
        return min(self.short, max(self.supplier_free, 0))


def set_targets(place: Place, wanted: Sequence[Wanted], *, actor_id: int | None) -> None:
    """Keep these figures for these articles at the place, and the audit line of it.

    Raises StockRefused "bad_target", one problem an article. Writes all or nothing.
    """
    _refuse(wanted)
    now = clock.now()
    with transaction.atomic():
        gone = [one.variant_id for one in wanted if one.target == 0]
        StockTarget.objects.filter(place=place, variant__in=gone).delete()
        StockTarget.objects.bulk_create(
            [
                StockTarget(
                    place=place,
                    variant_id=one.variant_id,
                    minimum=one.minimum,
                    target=one.target,
                    set_at=now,
                    set_by_id=actor_id,
                )
                for one in wanted
                if one.target
            ],
            update_conflicts=True,
            unique_fields=["place", "variant"],
            update_fields=["minimum", "target", "set_at", "set_by_id"],
        )
        record(
            "inventory.targets",
            actor_id=actor_id,
            subject=f"place:{place.code}",
            data={str(one.variant_id): [one.minimum, one.target] for one in wanted},
        )


def needs(places: QuerySet[Place], day: date) -> list[Need]:
    """Every target of these places with what is there, coming, asked for and to be had.

    Short ones first, by place and article name. Eight queries, whatever the number.
    """
    targets = list(
        StockTarget.objects.filter(place__in=places)
        .select_related("place__supplied_by", "variant__product", "variant__listing")
        .order_by("place__name", "variant__product__name", "pk")
    )
    keys = {(target.place_id, target.variant_id) for target in targets}
    suppliers = {(target.place.supplied_by_id or 0, target.variant_id) for target in targets}
    free = availability.free(keys | suppliers, day)
    coming, asked, leaving = _coming(keys, day), _asked(keys, day), _leaving(suppliers, day)
    kept, pace = _minimums(suppliers), paces({place for place, _variant in keys}, day)
    found = []
    for target in targets:
        key = target.place_id, target.variant_id
        source = target.place.supplied_by_id or 0, target.variant_id
        found.append(
            Need(
                target=target,
                free=free[key],
                coming=coming.get(key, 0),
                asked=asked.get(key, 0),
                supplier=target.place.supplied_by,
                supplier_free=free[source] - leaving.get(source, 0) - kept.get(source, 0),
                pace=pace.get(key, Pace()),
            )
        )
    return sorted(found, key=lambda need: need.short == 0)


def _refuse(wanted: Sequence[Wanted]) -> None:
    problems = [
        Problem(
            "bad_target",
            _(
                "The minimum is a whole number from 0, the target at least as many and at least 1, "
                "both up to 1,000,000. Two zeros: no longer kept full."
            ),
            "target",
            {"variant": one.variant_id},
        )
        for one in wanted
        if not (one.minimum == one.target == 0)
        and not (0 <= one.minimum <= one.target <= MOST_UNITS and one.target >= 1)
    ]
    if problems:
        raise StockRefused(problems)


def _coming(keys: Iterable[ShelfKey], day: date) -> dict[ShelfKey, int]:
    rows = Sent.objects.filter(
        availability.sellable(day),
        transfer__state=Transfer.State.SENT,
        transfer__destination__in={place for place, _variant in keys},
    )
    on_the_way = F("sent") - F("received") - F("damaged") - F("lost") - F("returned")
    summed = rows.values_list("transfer__destination_id", "lot__variant_id").annotate(
        total=Sum(on_the_way)
    )
    return {(place, variant): total for place, variant, total in summed}


def _asked(keys: Iterable[ShelfKey], day: date) -> dict[ShelfKey, int]:
    return _drafted("transfer__destination", keys, day)


def _leaving(keys: Iterable[ShelfKey], day: date) -> dict[ShelfKey, int]:
    return _drafted("transfer__origin", keys, day)


def _drafted(end: str, keys: Iterable[ShelfKey], day: date) -> dict[ShelfKey, int]:
    rows = TransferLine.objects.filter(
        availability.sellable(day),  # a line without a lot is good and in date when it goes
        transfer__state=Transfer.State.DRAFT,
        **{f"{end}__in": {place for place, _variant in keys}},
    )
    summed = rows.values_list(f"{end}_id", "variant_id").annotate(total=Sum("quantity"))
    return {(place, variant): total for place, variant, total in summed}


def _minimums(keys: Iterable[ShelfKey]) -> dict[ShelfKey, int]:
    rows = StockTarget.objects.filter(place__in={place for place, _variant in keys})
    return {(one.place_id, one.variant_id): one.minimum for one in rows}
