"""The database's own word on what was merged: it owns nothing, leads to no chain, and is kept."""

from datetime import date

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from marketplace.certification import merge_products
from marketplace.certification.models import Certificate, CertifiedProduct, Merge
from tests import factories
from tests.certification.test_merge_products import BY, paper, two

pytestmark = pytest.mark.django_db


def test_the_database_holds_that_a_merged_product_owns_nothing():
    kept, merged = two()
    third = factories.certified(of=kept.producer)
    merge_products.merge(kept.pk, merged.pk, BY)

    for place, wrong in enumerate(
        (
            lambda: Certificate.objects.create(**paper(merged, date(2026, 9, 1), 4)),
            lambda: Certificate.objects.filter(certified_product=kept).update(
                certified_product=merged
            ),
            lambda: CertifiedProduct.objects.filter(pk=third.pk).update(merged_into=merged),
            lambda: CertifiedProduct.objects.filter(pk=third.pk).update(merged_into=kept),
            lambda: CertifiedProduct.objects.filter(pk=kept.pk).update(merged_into=third),
            lambda: CertifiedProduct.objects.filter(pk=kept.pk).update(merged_into=kept),
        )
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()
            pytest.fail(f"wrong {place} passed")


def test_a_merge_is_kept_and_nobody_can_change_what_it_says():
    kept, merged = two()
    done = merge_products.merge(kept.pk, merged.pk, BY)

    for wrong in (
        lambda: Merge.objects.filter(pk=done.pk).update(reason="khác"),
        lambda: Merge.objects.filter(pk=done.pk).delete(),
    ):
        with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
            wrong()
