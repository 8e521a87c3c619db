"""The second person's word on a change by hand."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.audit.record import record
from marketplace.certification import named
from marketplace.certification.batch import Batch, Correction, NewCertificate, NewProduct
from marketplace.certification.by_hand import plain
from marketplace.certification.checks import TRUSTED, WHOLE, CertificateRefused, check
from marketplace.certification.models import (
    Certificate,
    CertifiedProduct,
    ProductGroup,
    Proposal,
)
from marketplace.certification.record import lock_register, write
from marketplace.places.addresses import resolve
from marketplace.producers.models import Producer
from marketplace.producers.register import Location, NewProducer, register
from marketplace.refusal import Problem
from marketplace.text import fold

VIA = "by hand"
Kind, State = Proposal.Kind, Proposal.State
DAYS = ("decided_on", "printed_last_day", "extended_until")


def confirm(code: str, *, actor_id: int) -> Proposal:
    """Write what was proposed, as somebody who did not propose it. The same word again is heard once.

    Locks the register and the proposal. Raises CertificateRefused: own_proposal, decided_already,
    changed_meanwhile, and whatever stands in the way by now; Proposal.DoesNotExist.
    """
    with transaction.atomic():
        one = _locked(code)
        if one.state == State.APPLIED and one.decided_by_id == actor_id:
            return one
        _require_waiting(one)
        if one.proposed_by_id == actor_id:
            sentence = _("You proposed this yourself: somebody else has to confirm it.")
            raise CertificateRefused(Problem("own_proposal", sentence))
        held = _certificate(one)
        after = {name: read(name, value) for name, value in one.after.items()}
        problems = _check_unchanged(one, held) or check(
            one.kind, held, one.certified_product, after
        )
        if problems:
            raise CertificateRefused(problems)
        if held:
            _correct(one, held, after, actor_id)
        else:
            _award(one, after, actor_id)
        _decide(one, State.APPLIED, actor_id, "")
    return one


def refuse(code: str, *, actor_id: int, reason: str) -> Proposal:
    """Leave the register as it is; who proposed may withdraw so, too. Raises CertificateRefused."""
    with transaction.atomic():
        one = _locked(code)
        if one.state == State.REFUSED and one.decided_by_id == actor_id:
            return one
        _require_waiting(one)
        if not reason.strip():
            sentence = _("Say why: the reason is kept for ever.")
            raise CertificateRefused(Problem("no_reason", sentence, field="reason"))
        _decide(one, State.REFUSED, actor_id, reason)
    return one


def _locked(code: str) -> Proposal:
    lock_register()
    return Proposal.objects.select_for_update().get(code=code)


def _require_waiting(one: Proposal) -> None:
    if one.state != State.WAITING:
        sentence = _("Somebody decided this already: look at the page again.")
        raise CertificateRefused(Problem("decided_already", sentence))


def _certificate(one: Proposal) -> Certificate | None:
    if one.certificate_id is None:
        return None
    return (
        Certificate.objects.select_for_update(of=("self",))
        .select_related("certified_product")
        .get(pk=one.certificate_id)
    )


def _check_unchanged(one: Proposal, held: Certificate | None) -> list[Problem]:
    if held is None or all(
        plain(getattr(held, name)) == value for name, value in one.before.items()
    ):
        return []
    sentence = _("The certificate was changed since: refuse this, and propose it anew.")
    return [Problem("changed_meanwhile", sentence)]


def _correct(one: Proposal, held: Certificate, after: dict[str, Any], actor_id: int) -> None:
    whole = all(after.get(name, getattr(held, name)) for name in WHOLE)
    confirms = (
        one.kind == Kind.CORRECT
        and held.state == Certificate.State.PENDING
        and whole
        and after.get("source_level", held.source_level) in TRUSTED
    )
    write(
        Batch(corrections=[Correction(held.pk, after, confirms)]),
        actor_id=one.proposed_by_id,
        via=VIA,
        confirmed_by_id=actor_id,
    )


def _award(one: Proposal, after: dict[str, Any], actor_id: int) -> None:
    known = one.certified_product_id
    new = NewCertificate(
        product=known if known else _product(one, after),
        stars=after["stars"],
        potential_stars=None,
        score=after.get("score"),
        number=after["number"],
        decided_on=after["decided_on"],
        authority=after["authority"],
        award_year=None,
        printed_last_day=after.get("printed_last_day"),
        printed_group=after.get("printed_group", ""),
        printed_address=after.get("address", ""),
        note=after.get("note", ""),
        source_level=after["source_level"],
        source_file="",
        source_sheet="",
        source_row=None,
        confirmed=True,
    )
    if isinstance(new.product, int):
        problems = check(one.kind, None, CertifiedProduct.objects.get(pk=new.product), after)
        if problems:
            raise CertificateRefused(problems)
    write(Batch([new]), actor_id=one.proposed_by_id, via=VIA, confirmed_by_id=actor_id)
    one.certificate_id = new.id
    one.certified_product_id = new.product if isinstance(new.product, int) else new.product.id


def _product(one: Proposal, after: dict[str, Any]) -> NewProduct | int:
    """The product of these names where the register knows it by now, else one to be made."""
    found = resolve(after["address"], day=after["decided_on"])
    unit, province = found.unit, found.province
    scheme, _colon, code = after.get("group", "").partition(":")
    groups = ProductGroup.objects.in_bulk()
    wanted = (one for one in groups.values() if (one.scheme, one.code) == (scheme, code))
    group = next(wanted, None)
    makers = Producer.objects.select_related("merged_into").order_by("pk")
    alike = makers.filter(folded=fold(after["producer"]))
    producer = named.producer(list(alike), _pk(province))
    if producer:
        products = CertifiedProduct.objects.select_related("merged_into").order_by("pk")
        held = products.filter(
            Q(producer=producer) | Q(producer__merged_into=producer), folded=fold(after["product"])
        )
        known = named.product(list(held), group, groups)
        return known.pk if known else NewProduct(producer.pk, after["product"], _pk(group))
    location = Location(after["address"], found.remark, _pk(unit), _pk(province))
    entry = NewProducer(after["producer"], location)
    register([entry], actor_id=one.proposed_by_id)
    if entry.id is None:
        raise RuntimeError("the producer was not written")
    return NewProduct(entry.id, after["product"], _pk(group))


def _pk(thing: Any) -> int | None:
    return thing.pk if thing else None


def _decide(one: Proposal, state: str, actor_id: int, refusal: str) -> None:
    one.state, one.decided_at, one.decided_by_id = state, clock.now(), actor_id
    one.refusal = refusal
    one.save(
        update_fields=[
            "state",
            "decided_at",
            "decided_by_id",
            "refusal",
            "certificate",
            "certified_product",
        ]
    )
    record(
        "certification.decide",
        actor_id=actor_id,
        subject=f"proposal:{one.code}",
        data={"state": str(state), "kind": one.kind, "certificate": one.certificate_id},
    )


def read(name: str, value: Any) -> Any:
    """A stored value as the certificate's field has it."""
    if value is None:
        return None
    if name in DAYS:
        return date.fromisoformat(value)
    if name == "revoked_at":
        return datetime.fromisoformat(value)
    return Decimal(value) if name == "score" else value
