"""Phí vận chuyển: a seller's delivery zones and what each weight costs in them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace import codes
from marketplace.audit.record import record
from marketplace.orders.models import DeliveryRate, DeliveryZone, ZoneUnit
from marketplace.orders.refused import OrderRefused
from marketplace.places.models import Operator, Unit
from marketplace.refusal import Problem

MOST_RATES = 20
MOST_DAYS = 60
MOST_GRAMS = 1_000_000
MOST_FEE = 100_000_000  # đồng


@dataclass(frozen=True)
class Said:
    """What a zone is to be. rates: (grams up to, fee in đồng); units: for Reach.UNITS alone."""

    name: str
    reach: str
    days_from: int
    days_to: int
    position: int
    rates: Sequence[tuple[int, int]]
    units: Sequence[Unit] = field(default=())


def save(
    operator: Operator, zone: DeliveryZone | None, said: Said, *, actor_id: int | None
) -> DeliveryZone:
    """A new zone, or this one as said. Orders placed before keep their fees.

    Raises OrderRefused with every problem: bad_name, named_before, bad_days, bad_rates, no_units,
    everywhere_before. Locks: the seller's zones.
    """
    with transaction.atomic():
        others = list(DeliveryZone.objects.select_for_update().filter(operator=operator))
        others = [one for one in others if zone is None or one.pk != zone.pk]
        if problems := _problems(said, others):
            raise OrderRefused(problems)
        made = zone or DeliveryZone(operator=operator, code=codes.new_code())
        made.name, made.reach, made.position = said.name.strip(), said.reach, said.position
        made.days_from, made.days_to = said.days_from, said.days_to
        made.save()
        DeliveryRate.objects.filter(zone=made).delete()
        DeliveryRate.objects.bulk_create(
            DeliveryRate(zone=made, up_to_grams=grams, fee=fee) for grams, fee in sorted(said.rates)
        )
        ZoneUnit.objects.filter(zone=made).delete()
        if said.reach == DeliveryZone.Reach.UNITS:
            wanted = {unit.pk for unit in said.units}
            ZoneUnit.objects.bulk_create(ZoneUnit(zone=made, unit_id=pk) for pk in sorted(wanted))
        record(
            "orders.save_zone",
            actor_id=actor_id,
            subject=f"zone:{made.code}",
            data={"operator": operator.code, "rates": sorted(said.rates), "reach": said.reach},
        )
        return made


def remove(zone: DeliveryZone, *, actor_id: int | None) -> None:
    """Nothing goes there by this zone any more; a later one may fit. Locks: the zone."""
    with transaction.atomic():
        locked = DeliveryZone.objects.select_for_update().filter(pk=zone.pk).first()
        if locked is not None:
            data = {"operator": locked.operator.code, "name": locked.name}
            subject = f"zone:{locked.code}"
            locked.delete()
            record("orders.remove_zone", actor_id=actor_id, subject=subject, data=data)


def _problems(said: Said, others: Sequence[DeliveryZone]) -> list[Problem]:
    problems = []
    name = said.name.strip()
    if not 2 <= len(name) <= 80:
        problems.append(Problem("bad_name", _("A name has 2 to 80 characters."), "name"))
    if name in {one.name for one in others}:
        problems.append(Problem("named_before", _("Another zone has this name."), "name"))
    everywhere = DeliveryZone.Reach.EVERYWHERE
    if said.reach == everywhere and any(one.reach == everywhere for one in others):
        sentence = _("There is a zone for everywhere else already. Change that one.")
        problems.append(Problem("everywhere_before", sentence, "reach"))
    if not 0 <= said.days_from <= said.days_to <= MOST_DAYS:
        sentence = _("Write from how many to how many working days it takes, 60 at most.")
        problems.append(Problem("bad_days", sentence, "days_to"))
    if said.reach == DeliveryZone.Reach.UNITS and not said.units:
        sentence = _("Name at least one province or commune of today.")
        problems.append(Problem("no_units", sentence, "units"))
    return problems + _bad_rates(said.rates)


def _bad_rates(rates: Sequence[tuple[int, int]]) -> list[Problem]:
    if not rates:
        sentence = _("Write at least one fee: up to which weight, and how much.")
        return [Problem("bad_rates", sentence, "rates")]
    weights = [grams for grams, _fee in rates]
    if len(rates) > MOST_RATES or len(set(weights)) < len(weights):
        sentence = _("Each weight stands once, and 20 of them at most.")
        return [Problem("bad_rates", sentence, "rates")]
    if any(not 1 <= grams <= MOST_GRAMS or not 0 <= fee <= MOST_FEE for grams, fee in rates):
        sentence = _("A weight is from 1 g to 1,000 kg, a fee from 0 to 100,000,000 đồng.")
        return [Problem("bad_rates", sentence, "rates")]
    return []
