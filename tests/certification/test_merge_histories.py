"""Any two histories of certificates: merged they are one true line, and parted they are as before."""

from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace import clock
from marketplace.certification import merge_products, part
from marketplace.certification.models import Certificate
from marketplace.certification.settle import settle
from marketplace.certification.stars import star_of
from tests import factories
from tests.certification.register_state import rebuilt, state
from tests.certification.test_merge_products import BY, paper, refused, stars

pytestmark = pytest.mark.django_db
days = st.dates(date(2024, 1, 1), date(2026, 11, 1))


@pytest.mark.slow
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    ours=st.lists(
        st.tuples(days, st.integers(1, 5)), min_size=1, max_size=3, unique_by=lambda x: x[0]
    ),
    theirs=st.lists(
        st.tuples(days, st.integers(1, 5)), min_size=1, max_size=3, unique_by=lambda x: x[0]
    ),
    offered=st.sampled_from(["neither", "kept", "merged"]),
)
def test_any_two_histories_merge_into_one_true_line_and_part_exactly(ours, theirs, offered):
    with transaction.atomic():
        maker = factories.producer()
        kept = factories.certified("Trà A", of=maker, decided_on=ours[0][0], stars=ours[0][1])
        merged = factories.certified("Trà B", of=maker, decided_on=theirs[0][0], stars=theirs[0][1])
        for product, more in ((kept, ours[1:]), (merged, theirs[1:])):
            for day, given_stars in more:
                Certificate.objects.create(**paper(product, day, given_stars))
        settle([kept.pk, merged.pk])
        if offered != "neither" and star_of(
            {"kept": kept, "merged": merged}[offered].pk, clock.now()
        ):
            factories.listing({"kept": kept, "merged": merged}[offered])
        before = rebuilt()

        if {day for day, _stars in ours} & {day for day, _stars in theirs}:
            assert refused(kept, merged) == ["same_day"]
        else:
            done = merge_products.merge(kept.pk, merged.pk, BY)
            newest = max([*ours, *theirs])
            expected = newest[1] if newest[1] >= 3 else None
            assert stars(kept, newest[0]) == expected
            assert stars(merged, newest[0]) is None
            part.part(done.code, BY)
            assert state() == before
        transaction.set_rollback(True)
