"""Gộp: a certified product becomes part of another, with its certificates and stars."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction

from marketplace import clock, events
from marketplace.audit.record import record_many
from marketplace.certification.events import CertificatesChanged, ProductsMerged
from marketplace.certification.merge_checks import Pair, check
from marketplace.certification.merging import Deciding, MergeRefused, lock
from marketplace.certification.models import Certificate, CertifiedProduct, Merge
from marketplace.certification.near_match import Kind
from marketplace.certification.settle import settle

State = Certificate.State


def merge(kept_id: int, merged_id: int, by: Deciding, near: Sequence[int] = ()) -> Merge:
    """Make the second product a name of the first: its certificates, offers and stars are the
    first one's from now on, as if all decisions had named one product.

    near: with which the queue asks the kept one to be compared from now on; parting needs it.
    Locks the register and both rows. Answers the second time as the first. Raises MergeRefused
    with every problem: no_reason, register_busy, and those of merge_checks.check().
    """
    with transaction.atomic():
        lock()
        kept, merged = locked(kept_id, merged_id)
        before = Merge.objects.filter(
            kept_product=kept, merged_product=merged, merged_by_id=by.actor_id, undone_at=None
        ).first()
        if before:
            return before
        problems = by.problems() + check(kept, merged)
        if problems:
            raise MergeRefused(problems)
        done = write([(kept, merged)], by, near=near)[0]
        events.publish(CertificatesChanged(frozenset((kept.pk, merged.pk))))
    return done


def locked(kept_id: int, merged_id: int) -> tuple[CertifiedProduct, CertifiedProduct]:
    """Both rows with their groups, locked in the order of their keys. Raises DoesNotExist."""
    rows = {
        row.pk: row
        for row in CertifiedProduct.objects.select_for_update(of=("self",))
        .filter(pk__in=[kept_id, merged_id])
        .select_related("group")
        .order_by("pk")
    }
    if not {kept_id, merged_id} <= set(rows):
        raise CertifiedProduct.DoesNotExist
    return rows[kept_id], rows[merged_id]


def write(
    pairs: Sequence[Pair],
    by: Deciding,
    part_of: Merge | None = None,
    near: Sequence[int] = (),
) -> list[Merge]:
    """Merge pairs that were checked; settle, tell the rooms above, record. The caller publishes
    CertificatesChanged, when all that belongs to it is written."""
    into = {merged.pk: kept.pk for kept, merged in pairs}
    held, stays = _held(into)
    move({pk: into[product] for product, some in held.items() if product in into for pk in some})
    aliases = _become_parts(into)
    settle({*into, *into.values()})
    moved: dict[int, dict[str, Any]] = {
        merged: {
            "certificates": held[merged],
            "left": stays[merged],
            "kept_certificates": held[kept],
            "aliases": aliases[merged],
            "near": list(near),
        }
        for merged, kept in into.items()
    }
    events.publish(ProductsMerged(into, moved))
    made = Merge.objects.bulk_create(
        [
            Merge(
                kind=Kind.PRODUCT,
                kept_product=kept,
                merged_product=merged,
                part_of=part_of,
                moved=moved[merged.pk],
                reason=by.reason.strip(),
                merged_at=clock.now(),
                merged_by_id=by.actor_id,
            )
            for kept, merged in pairs
        ]
    )
    record_many(
        "certification.merge",
        actor_id=by.actor_id,
        subjects=[
            (f"product:{merged.code}", {"into": kept.code, **moved[merged.pk]})
            for kept, merged in pairs
        ],
    )
    return made


def move(certificates: Mapping[int, int]) -> None:
    """Certificates to the products they belong to now, by id; the caller settles both sides."""
    rows = list(Certificate.objects.filter(pk__in=certificates))
    for row in rows:
        row.certified_product_id = certificates[row.pk]
    Certificate.objects.bulk_update(rows, ["certified_product"], batch_size=500)


def _held(into: Mapping[int, int]) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """Product id → the ids of its certificates; and of undone ones that have to stay where they
    are, since the kept product knows their decision already."""
    held: dict[int, list[int]] = defaultdict(list)
    stays: dict[int, list[int]] = defaultdict(list)
    known: dict[int, set[tuple]] = defaultdict(set)
    rows = list(
        Certificate.objects.filter(certified_product__in={*into, *into.values()})
        .order_by("pk")
        .values_list("pk", "certified_product_id", "state", "number", "decided_on", "authority")
    )
    for _pk, product, _state, *key in rows:
        known[product].add(tuple(key))
    for pk, product, state, *key in rows:
        meets = product in into and tuple(key) in known[into[product]]
        (stays if meets and state == State.UNDONE else held)[product].append(pk)
    return held, stays


def _become_parts(into: Mapping[int, int]) -> dict[int, list[int]]:
    """Point the merged ones, and what was part of them, at the kept; answers the latter's ids."""
    aliases: dict[int, list[int]] = defaultdict(list)
    rows = list(CertifiedProduct.objects.filter(merged_into__in=into))
    for row in rows:
        aliases[row.merged_into_id].append(row.pk)
        row.merged_into_id = into[row.merged_into_id]
    CertifiedProduct.objects.bulk_update(rows, ["merged_into"], batch_size=500)
    point(into)
    return aliases


def point(into: Mapping[int, int | None]) -> None:
    """Set what these products, by id, are part of."""
    rows = list(CertifiedProduct.objects.filter(pk__in=into))
    for row in rows:
        row.merged_into_id = into[row.pk]
    CertifiedProduct.objects.bulk_update(rows, ["merged_into"], batch_size=500)


def own(producers: Mapping[int, int]) -> None:
    """Give products, by id, to producers."""
    rows = list(CertifiedProduct.objects.filter(pk__in=producers))
    for row in rows:
        row.producer_id = producers[row.pk]
    CertifiedProduct.objects.bulk_update(rows, ["producer"], batch_size=500)


def names_of(product_ids: Collection[int]) -> dict[int, list[CertifiedProduct]]:
    """Product id → the rows under whose names lists find it: its own, and those merged into it."""
    found: dict[int, list[CertifiedProduct]] = defaultdict(list)
    rows = CertifiedProduct.objects.select_related("group")
    for row in rows.filter(pk__in=product_ids):
        found[row.pk].append(row)
    for row in rows.filter(merged_into__in=product_ids):
        found[row.merged_into_id].append(row)
    return found
