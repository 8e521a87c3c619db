"""A person says in which commune a producer lies, where its printed address leaves that open."""

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.audit.record import record
from marketplace.certification.checks import CertificateRefused
from marketplace.certification.record import lock_register
from marketplace.places import units
from marketplace.producers.models import Producer
from marketplace.producers.register import Location, relocate
from marketplace.refusal import Problem


def place_producer(code: str, *, commune: str, address: str, actor_id: int) -> Producer:
    """Set the producer's commune, and the province with it; the address stays as printed.

    commune: a code of today's (QĐ 19/2025); address: as it was on the screen. Locks the register
    and the producer; audited. The same answer again changes nothing. Raises CertificateRefused:
    no_commune, changed_meanwhile, name_taken; Producer.DoesNotExist.
    """
    unit = units.commune(commune)
    if unit is None:
        said = _("Choose a commune from the list.")
        raise CertificateRefused(Problem("no_commune", said, field="commune"))
    with transaction.atomic():
        lock_register()
        one = Producer.objects.select_for_update().get(code=code, merged_into=None)
        if one.unit_id == unit.pk and not one.address_remark:
            return one
        problems = _in_the_way(one, unit.parent_id, address)
        if problems:
            raise CertificateRefused(problems)
        before = {"was": one.unit_id, "remark": one.address_remark}
        here = Location(one.address, "", unit.pk, unit.parent_id)
        relocate({one.pk: here}, actor_id=actor_id)
        record(
            "certification.place_producer",
            actor_id=actor_id,
            subject=f"producer:{one.code}",
            data={"unit": unit.pk, **before},
        )
        one.refresh_from_db()
    return one


def _in_the_way(one: Producer, province_id: int | None, address: str) -> list[Problem]:
    if one.address != address:
        said = _("A newer list has changed this address meanwhile. Please look at it again.")
        return [Problem("changed_meanwhile", said)]
    namesakes = Producer.objects.filter(folded=one.folded, province=province_id)
    if namesakes.exclude(pk=one.pk).exists():
        said = _(
            "The register already has a producer of this name in that province. If it is the same"
            " one, merge the two."
        )
        return [Problem("name_taken", said, field="commune")]
    return []
