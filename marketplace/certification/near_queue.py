"""The queue "gộp hay tách?": pairs are asked once, decided by a person, and asked again on wish."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.audit.record import record_many
from marketplace.certification import merge_producers, merge_products, near_register, part
from marketplace.certification.merging import Deciding, MergeRefused, lock
from marketplace.certification.models import Certificate, Merge, NearMatch
from marketplace.certification.near_asking import ask, pair
from marketplace.certification.near_match import Kind
from marketplace.refusal import Problem

State = NearMatch.State
PASSED_ON = (
    "state", "why", "score", "found_by_import", "decided_at", "decided_by_id", "reason",
)  # fmt: skip


def waiting() -> QuerySet[NearMatch]:
    """Pairs that a person has to decide: both stand for themselves, with a certificate that was
    not undone."""
    counting = Certificate.objects.exclude(state=Certificate.State.UNDONE)
    held = Q()
    for end in ("first", "second"):
        held &= Q(kind=Kind.PRODUCT) & Exists(
            counting.filter(certified_product=OuterRef(f"{end}_product"))
        ) | Q(kind=Kind.PRODUCER) & Exists(
            counting.filter(certified_product__producer=OuterRef(f"{end}_producer"))
        )
    return NearMatch.objects.filter(
        held,
        state=State.OPEN,
        first_producer__merged_into=None,
        second_producer__merged_into=None,
        first_product__merged_into=None,
        second_product__merged_into=None,
    )


def merge(code: str, keep: int, by: Deciding) -> Merge:
    """They are one: the record with the key `keep` stays, the other becomes part of it.

    What was near to the other is near to the kept one from now on; products of two producers
    that are one now are compared with each other. Locks the register and the
    pair. Raises NearMatch.DoesNotExist, and MergeRefused: decided_already, and what merging says.
    """
    with transaction.atomic():
        lock()
        one = locked(code)
        ends = (one.first.pk, one.second.pk)
        other = ends[0] if keep == ends[1] else ends[1]
        if one.state == State.MERGED and one.decided_by_id == by.actor_id:
            before = Merge.objects.filter(
                **{f"kept_{one.kind}": keep, f"merged_{one.kind}": other}, undone_at=None
            ).first()
            if before:
                return before
        _require_open(one)
        rule = merge_products if one.kind == Kind.PRODUCT else merge_producers
        done = rule.merge(keep, other, by, near=_pass_on(one.kind, other, keep))
        _decide(one, State.MERGED, by)
        if one.kind == Kind.PRODUCER:
            near_register.ask(near_register.of_producer(keep))
    return done


def keep_apart(code: str, by: Deciding) -> NearMatch:
    """They are two, and nobody asks again. Raises as merge() does."""
    with transaction.atomic():
        lock()
        one = locked(code)
        if one.state == State.APART and one.decided_by_id == by.actor_id:
            return one
        _require_open(one)
        problems = by.problems()
        if problems:
            raise MergeRefused(problems)
        _decide(one, State.APART, by)
    return one


def ask_again(code: str, by: Deciding) -> NearMatch:
    """Take back that two were kept apart: the pair waits in the queue again. Raises MergeRefused:
    not_apart, no_reason, register_busy."""
    with transaction.atomic():
        lock()
        one = locked(code)
        if one.state == State.OPEN:
            return one
        problems = by.problems()
        if one.state != State.APART:
            sentence = _("These two are merged: undo the merge itself.")
            problems.append(Problem("not_apart", sentence))
        if problems:
            raise MergeRefused(problems)
        _open([one], by)
    return one


def part_again(code: str, by: Deciding) -> Merge:
    """Undo a merge, by its code: the two are apart from now on, and nobody asks again.

    What was kept apart of the kept one only because it was so of the other is asked anew.
    Raises as part.part() does.
    """
    with transaction.atomic():
        lock()
        done = part.part(code, by)
        first, second = sorted((done.kept.pk, done.merged.pk))
        ends = {f"first_{done.kind}": first, f"second_{done.kind}": second}
        one = NearMatch.objects.select_for_update().filter(**ends).first()
        if one and one.state == State.MERGED:
            _decide(one, State.APART, by)
            _ask_anew(done, by)
    return done


def locked(code: str) -> NearMatch:
    """The pair, its row locked."""
    return NearMatch.objects.select_for_update(of=("self",)).get(code=code)


def _require_open(one: NearMatch) -> None:
    if one.state != State.OPEN:
        sentence = _("Somebody decided this already: look at the page again.")
        raise MergeRefused(Problem("decided_already", sentence))


def _decide(one: NearMatch, state: str, by: Deciding) -> None:
    one.state, one.decided_at, one.decided_by_id = state, clock.now(), by.actor_id
    one.reason = by.reason.strip()
    one.save()
    _tell([one], by)


def _open(some: Sequence[NearMatch], by: Deciding) -> None:
    for one in some:
        one.state, one.decided_at, one.decided_by_id, one.reason = State.OPEN, None, None, ""
    NearMatch.objects.bulk_update(some, ["state", "decided_at", "decided_by_id", "reason"])
    _tell(some, by)


def _tell(some: Sequence[NearMatch], by: Deciding) -> None:
    record_many(
        "certification.near_match",
        actor_id=by.actor_id,
        subjects=[
            (
                f"near_match:{one.code}",
                {"state": str(one.state), "kind": one.kind, "pair": list(_ends(one))},
            )
            for one in some
        ],
    )


def _ends(one: NearMatch) -> tuple[int, int]:
    return getattr(one, f"first_{one.kind}_id"), getattr(one, f"second_{one.kind}_id")


def _pass_on(kind: str, merged: int, kept: int) -> list[int]:
    """What is asked about the merged one, or was decided, is so of the kept one from now on.

    Answers the others of the pairs that nobody had asked of the kept one before.
    """
    known = {pk for one in _about(kind, kept) for pk in _ends(one)}
    passed = {
        other: pair(kind, kept, other, **{name: getattr(one, name) for name in PASSED_ON})
        for one in _about(kind, merged).exclude(state=State.MERGED)
        for other in set(_ends(one)) - known - {merged, kept}
    }
    ask(passed.values())
    return list(passed)


def _ask_anew(done: Merge, by: Deciding) -> None:
    """Open the pairs again that the merge passed on to the kept one, whoever decided them."""
    passed = set(done.moved.get("near", []))
    apart = _about(done.kind, done.kept.pk).filter(state=State.APART).select_for_update()
    _open([one for one in apart.order_by("pk") if passed & set(_ends(one))], by)


def _about(kind: str, pk: int) -> QuerySet[NearMatch]:
    return NearMatch.objects.filter(Q(**{f"first_{kind}": pk}) | Q(**{f"second_{kind}": pk}))
