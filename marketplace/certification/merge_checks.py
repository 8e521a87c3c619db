"""What stands in the way of making one of two certified products. Pure but for its two queries."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.certification.models import Certificate, CertifiedProduct, Proposal
from marketplace.refusal import Problem

State = Certificate.State
Pair = tuple[CertifiedProduct, CertifiedProduct]  # the kept one, the merged one


def check(kept: CertifiedProduct, merged: CertifiedProduct) -> list[Problem]:
    """Every reason why these two stay two; none when they may become one. Two queries."""
    if kept.pk == merged.pk:
        return [Problem("itself", _("This is one product, not two."))]
    if kept.merged_into_id or merged.merged_into_id:
        sentence = _("One of the two is merged already: look at the page again.")
        return [Problem("already_merged", sentence)]
    problems = []
    if kept.producer_id != merged.producer_id:
        sentence = _("They belong to two producers. If those are one, merge the producers first.")
        problems.append(Problem("two_producers", sentence))
    shelves = {one.group.shelf for one in (kept, merged) if one.group}
    if len(shelves) > 1:
        sentence = _("They stand in two product groups. Correct the group first.")
        problems.append(Problem("two_groups", sentence))
    return problems + check_certificates([(kept, merged)])


def check_certificates(pairs: Sequence[Pair]) -> list[Problem]:
    """What the certificates and open proposals of many pairs say against merging each."""
    ids = [product.pk for pair in pairs for product in pair]
    held: dict[int, list[Certificate]] = defaultdict(list)
    undone: dict[int, set[tuple]] = defaultdict(set)
    for one in Certificate.objects.filter(certified_product__in=ids).order_by("pk"):
        if one.state == State.UNDONE:
            undone[one.certified_product_id].add(_key(one))
        else:
            held[one.certified_product_id].append(one)
    waiting = _waiting(ids)
    problems = []
    for kept, merged in pairs:
        if {kept.pk, merged.pk} & waiting:
            sentence = _("%(product)s: a change by hand waits. Confirm or refuse it first.")
            problems.append(_problem("proposal_waits", sentence, merged))
        if any(_key(one) in undone[kept.pk] for one in held[merged.pk]):
            sentence = _(
                "%(product)s: its decision stands at the other one, from an import that was undone."
                " Merge them the other way round."
            )
            problems.append(_problem("undone_there", sentence, merged))
        problems += _against(held[kept.pk], held[merged.pk], merged)
    return problems


def _waiting(product_ids: list[int]) -> set[int]:
    waiting = Proposal.objects.filter(
        Q(certified_product__in=product_ids) | Q(certificate__certified_product__in=product_ids),
        state=Proposal.State.WAITING,
    ).values_list("certified_product", "certificate__certified_product")
    return {pk for row in waiting for pk in row if pk}


def _against(
    ours: list[Certificate], theirs: list[Certificate], merged: CertifiedProduct
) -> list[Problem]:
    """Two rows of one decision are two products; two decisions of one day can't be ordered."""
    for one in ours:
        for other in theirs:
            if _key(one) == _key(other):
                if not one.number and not one.decided_on:
                    sentence = _(
                        "%(product)s: both wait for a decision that is not known. Enter the"
                        " decision of one of them first."
                    )
                    return [_problem("both_wait", sentence, merged)]
                sentence = _(
                    "%(product)s: decision %(number)s names both, so they are two products."
                )
                return [_problem("same_decision", sentence, merged, number=one.number)]
            if one.first_day and one.first_day == other.first_day and _counts(one, other):
                sentence = _(
                    "%(product)s: both were decided on %(day)s. Nobody could say which of the two"
                    " counts: correct or revoke one first."
                )
                return [_problem("same_day", sentence, merged, day=f"{one.first_day:%d/%m/%Y}")]
    for these, those in ((ours, theirs), (theirs, ours)):
        for revoked in (one for one in these if one.revoked_at):
            day = clock.local(revoked.revoked_at).date()
            if any(_is_in_force(one) and one.first_day < day for one in those):
                sentence = _(
                    "%(product)s: decision %(number)s took one of the two back, and the other one's"
                    " certificate is older than that. Revoke that one as well, or keep them apart."
                )
                number = revoked.revocation_number
                return [_problem("withdrawn_since", sentence, merged, number=number)]
    return []


def _key(one: Certificate) -> tuple:
    return one.number, one.decided_on, one.authority


def _counts(*certificates: Certificate) -> bool:
    return all(one.state != State.PENDING for one in certificates)


def _is_in_force(one: Certificate) -> bool:
    return one.state == State.ACTIVE and one.first_day is not None


def _problem(code: str, sentence: str, product: CertifiedProduct, **data: object) -> Problem:
    return Problem(code, sentence % {"product": f"«{product.name}»", **data}, data=data)
