"""Tách lại: a merge is undone, and everything goes back to where it was."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from marketplace import clock, events
from marketplace.audit.record import record_many
from marketplace.certification import merge_products
from marketplace.certification.events import CertificatesChanged, ProducersParted, ProductsParted
from marketplace.certification.merging import Deciding, MergeRefused, lock
from marketplace.certification.models import Certificate, CertifiedProduct, Merge, Proposal
from marketplace.certification.near_match import Kind
from marketplace.certification.settle import settle
from marketplace.producers import same
from marketplace.producers.models import Producer
from marketplace.refusal import Problem


def part(code: str, by: Deciding) -> Merge:
    """Undo a merge: certificates, products, offers and stars as they were before it.

    What was learnt since of a certificate that goes back goes with it. Locks the register and the
    merge. Answers the second time as the first. Raises Merge.DoesNotExist, and MergeRefused:
    no_reason, register_busy, undone_already, and those of in_the_way().
    """
    with transaction.atomic():
        lock()
        one = Merge.objects.select_for_update().get(code=code)
        if one.undone_at and one.undone_by_id == by.actor_id:
            return one
        problems = by.problems() + in_the_way(one)
        if problems:
            raise MergeRefused(problems)
        parts = list(one.parts.select_for_update().order_by("pk"))
        for each in (one, *parts):
            each.undone_at, each.undone_by_id = clock.now(), by.actor_id
            each.undone_reason = by.reason.strip()
        Merge.objects.bulk_update(
            [one, *parts], ["undone_at", "undone_by_id", "undone_reason"], batch_size=500
        )
        if one.kind == Kind.PRODUCER:
            _part_producers(one, parts, by)
        else:
            _part_products([one], by)
            products = frozenset((one.kept_product_id, one.merged_product_id))
            events.publish(CertificatesChanged(products))
    return one


def in_the_way(one: Merge) -> list[Problem]:
    """Why the merge can't be undone; nothing when it can. A fixed number of queries."""
    if one.undone_at:
        sentence = _("Somebody parted these two already: look at the page again.")
        return [Problem("undone_already", sentence)]
    if one.part_of_id:
        sentence = _("This was part of merging two producers: undo that one.")
        return [Problem("part_of_another", sentence)]
    parts = [one] if one.kind == Kind.PRODUCT else list(one.parts.all())
    products = {pk for each in parts for pk in (each.kept_product_id, each.merged_product_id)}
    products |= set(one.moved.get("products", []))
    newer = _merged_since(one, products)
    if newer:
        sentence = _("A later merge (%(code)s) builds on this one. Undo that one first.")
        return [Problem("merged_since", sentence % {"code": newer.code})]
    problems = []
    certificates = _certificates_since(one, parts)
    if certificates:
        numbers = ", ".join(sorted({held.number or "–" for held in certificates})[:5])
        sentence = _(
            "Since the merge these decisions came, and nobody can tell which of the two they"
            " mean: %(numbers)s. Undo their import first."
        )
        problems.append(Problem("certificates_since", sentence % {"numbers": numbers}))
    names = _products_since(one)
    if names:
        sentence = _(
            "Since the merge these products came, and nobody can tell which of the two producers"
            " makes them: %(names)s. Undo their import first."
        )
        problems.append(Problem("products_since", sentence % {"names": ", ".join(names)}))
    if _name_taken(one):
        sentence = _("A product of this name and group stands at the other producer by now.")
        problems.append(Problem("name_taken", sentence))
    waiting = Proposal.objects.filter(state=Proposal.State.WAITING)
    if waiting.filter(
        Q(certified_product__in=products) | Q(certificate__certified_product__in=products)
    ).exists():
        sentence = _("A change by hand waits at one of these products. Confirm or refuse it first.")
        problems.append(Problem("proposal_waits", sentence))
    return problems


def _merged_since(one: Merge, products: set[int]) -> Merge | None:
    producers = [one.kept_producer_id] if one.kept_producer_id else []
    later = Merge.objects.filter(pk__gt=one.pk, undone_at=None).exclude(part_of=one)
    return later.filter(
        Q(kept_producer__in=producers)
        | Q(merged_producer__in=producers)
        | Q(kept_product__in=products)
        | Q(merged_product__in=products)
    ).first()


def _certificates_since(one: Merge, parts: Sequence[Merge]) -> list[Certificate]:
    """At what stays of two products, and at what goes back to its producer. A merge from before
    the latter's certificates were noted takes all of theirs for new: rather refused than wrong."""
    known = {
        pk
        for each in (one, *parts)
        for name in ("certificates", "kept_certificates")
        for pk in each.moved.get(name, [])
    }
    products = {each.kept_product_id for each in parts} | set(one.moved.get("products", []))
    held = Certificate.objects.filter(certified_product__in=products).exclude(
        state=Certificate.State.UNDONE
    )
    return [one for one in held if one.pk not in known]


def _products_since(one: Merge) -> list[str]:
    if one.kind != Kind.PRODUCER:
        return []
    known = {*one.moved["products"], *one.moved["kept_products"]}
    counting = Certificate.objects.filter(certified_product=OuterRef("pk")).exclude(
        state=Certificate.State.UNDONE
    )
    held = CertifiedProduct.objects.filter(
        Exists(counting), producer=one.kept_producer_id, merged_into=None
    ).exclude(pk__in=known)
    return list(held.order_by("pk").values_list("name", flat=True)[:5])


def _name_taken(one: Merge) -> bool:
    if one.kind != Kind.PRODUCER:
        return False
    going = set(
        CertifiedProduct.objects.filter(pk__in=one.moved["products"]).values_list(
            "folded", "group_id"
        )
    )
    there = CertifiedProduct.objects.filter(producer=one.merged_producer_id)
    return bool(going & set(there.values_list("folded", "group_id")))


def _part_products(merges: Sequence[Merge], by: Deciding) -> None:
    """Each merged product stands for itself again, with its certificates, names and offers."""
    into = {one.merged_product_id: one.kept_product_id for one in merges}
    moved = {one.merged_product_id: one.moved for one in merges}
    merge_products.point(dict.fromkeys(into))
    merge_products.point({pk: back for back, had in moved.items() for pk in had["aliases"]})
    merge_products.move({pk: back for back, had in moved.items() for pk in had["certificates"]})
    settle({*into, *into.values()})
    events.publish(ProductsParted(into, moved))
    record_many(
        "certification.part",
        actor_id=by.actor_id,
        subjects=[(f"merge:{one.code}", {"product": one.merged_product_id}) for one in merges],
    )


def _part_producers(one: Merge, parts: Sequence[Merge], by: Deciding) -> None:
    merged = Producer.objects.select_for_update().get(pk=one.merged_producer_id)
    same.part(merged, one.moved["aliases"], actor_id=by.actor_id)
    merge_products.own(dict.fromkeys(one.moved["products"], merged.pk))
    if parts:
        _part_products(parts, by)
    events.publish(ProducersParted(merged.pk, one.kept_producer_id, one.moved))
    touched = {pk for each in parts for pk in (each.kept_product_id, each.merged_product_id)}
    events.publish(CertificatesChanged(frozenset(touched | set(one.moved["products"]))))
