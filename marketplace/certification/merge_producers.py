"""Gộp: a producer becomes part of another, with its products; those of one name become one."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace import clock, events
from marketplace.certification import merge_products
from marketplace.certification.events import CertificatesChanged, ProducersMerged
from marketplace.certification.merge_checks import Pair, check_certificates
from marketplace.certification.merging import Deciding, MergeRefused, lock
from marketplace.certification.models import Certificate, CertifiedProduct, Merge
from marketplace.certification.near_match import Kind
from marketplace.producers import same
from marketplace.producers.models import Producer
from marketplace.refusal import Problem


def merge(kept_id: int, merged_id: int, by: Deciding, near: Sequence[int] = ()) -> Merge:
    """Make the second producer a name of the first: its products and offers are the first one's.

    Products of one name and group become one, as merge_products does. Stock stays whose it is.
    near: as in merge_products.merge(). Locks the register and both producers. Answers the second
    time as the first. Raises MergeRefused with every problem: no_reason, register_busy, and those
    of check().
    """
    with transaction.atomic():
        lock()
        kept, merged = locked(kept_id, merged_id)
        before = Merge.objects.filter(
            kept_producer=kept, merged_producer=merged, merged_by_id=by.actor_id, undone_at=None
        ).first()
        if before:
            return before
        products = _products([kept.pk, merged.pk])
        problems = by.problems() + check(kept, merged, by.despite_provinces)
        pairs: list[Pair] = []
        if kept.pk != merged.pk:
            pairs, unclear = _same_names(products[kept.pk], products[merged.pk])
            problems += unclear + check_certificates(pairs)
        if problems:
            raise MergeRefused(problems)
        done = _write(kept, merged, products, pairs, by, near)
    return done


def locked(kept_id: int, merged_id: int) -> tuple[Producer, Producer]:
    """Both rows, locked in the order of their keys. Raises Producer.DoesNotExist."""
    rows = {
        row.pk: row
        for row in Producer.objects.select_for_update()
        .filter(pk__in=[kept_id, merged_id])
        .order_by("pk")
    }
    if not {kept_id, merged_id} <= set(rows):
        raise Producer.DoesNotExist
    return rows[kept_id], rows[merged_id]


def check(kept: Producer, merged: Producer, despite_provinces: bool) -> list[Problem]:
    """What the two producers themselves say against it."""
    if kept.pk == merged.pk:
        return [Problem("itself", _("This is one producer, not two."))]
    if kept.merged_into_id or merged.merged_into_id:
        sentence = _("One of the two is merged already: look at the page again.")
        return [Problem("already_merged", sentence)]
    provinces = {one.province_id for one in (kept, merged) if one.province_id}
    if len(provinces) > 1 and not despite_provinces:
        sentence = _("They lie in two provinces. Say that they are one all the same.")
        return [Problem("two_provinces", sentence, field="despite_provinces")]
    return []


def _products(producer_ids: list[int]) -> dict[int, list[CertifiedProduct]]:
    """Producer id → its products that stand for themselves."""
    found: dict[int, list[CertifiedProduct]] = defaultdict(list)
    rows = CertifiedProduct.objects.select_for_update(of=("self",)).select_related("group")
    for row in rows.filter(producer__in=producer_ids, merged_into=None).order_by("pk"):
        found[row.producer_id].append(row)
    return found


def _same_names(
    ours: list[CertifiedProduct], theirs: list[CertifiedProduct]
) -> tuple[list[Pair], list[Problem]]:
    """Which of their products are one of ours, by any name and the group as any scheme calls it.

    One that is several of ours, or of which several are one of ours: a person merges those first.
    """
    names = merge_products.names_of([product.pk for product in (*ours, *theirs)])
    known: dict[tuple[str, str], set[int]] = defaultdict(set)
    for product in ours:
        for key in map(_key, names[product.pk]):
            known[key].add(product.pk)
    by_id = {product.pk: product for product in ours}
    pairs: list[Pair] = []
    problems = []
    taken: set[int] = set()
    for product in theirs:
        found = set().union(*(known.get(_key(name), set()) for name in names[product.pk]))
        if len(found) > 1 or found & taken:
            sentence = _("«%(product)s» is more than one product of the other. Merge those first.")
            problems.append(Problem("several", sentence % {"product": product.name}))
        elif found:
            pairs.append((by_id[found.pop()], product))
            taken.add(pairs[-1][0].pk)
    return pairs, problems


def _key(product: CertifiedProduct) -> tuple[str, str]:
    return product.folded, product.group.shelf if product.group else ""


def _write(
    kept: Producer,
    merged: Producer,
    products: dict[int, list[CertifiedProduct]],
    pairs: list[Pair],
    by: Deciding,
    near: Sequence[int],
) -> Merge:
    one_now = {product.pk for _kept, product in pairs}
    moving = [product.pk for product in products[merged.pk] if product.pk not in one_now]
    moved: dict[str, Any] = {
        "products": moving,
        "kept_products": [product.pk for product in products[kept.pk]],
        "certificates": list(
            Certificate.objects.filter(certified_product__in=moving).values_list("pk", flat=True)
        ),
        "aliases": list(Producer.objects.filter(merged_into=merged).values_list("pk", flat=True)),
        "near": list(near),
    }
    events.publish(ProducersMerged(merged.pk, kept.pk, moved))
    done = Merge.objects.create(
        kind=Kind.PRODUCER,
        kept_producer=kept,
        merged_producer=merged,
        moved=moved,
        reason=by.reason.strip(),
        merged_at=clock.now(),
        merged_by_id=by.actor_id,
    )
    if pairs:
        merge_products.write(pairs, by, part_of=done)
    merge_products.own({pk: kept.pk for pk in moving})
    same.become_part(merged, kept, actor_id=by.actor_id)
    touched = {product.pk for pair in pairs for product in pair} | set(moving)
    events.publish(CertificatesChanged(frozenset(touched)))
    return done
