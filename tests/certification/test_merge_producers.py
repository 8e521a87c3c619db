"""Gộp and tách lại of producers: their products go along, those of one name become one."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from marketplace import clock
from marketplace.catalogue.models import Card
from marketplace.certification import merge_producers, merge_products, part
from marketplace.certification.merging import Deciding, MergeRefused
from marketplace.certification.models import CertifiedProduct, Merge
from marketplace.certification.settle import settle
from marketplace.certification.stars import star_of
from marketplace.listings.models import Listing
from marketplace.producers.models import Producer
from tests import factories
from tests.certification.register_state import rebuilt, state

pytestmark = pytest.mark.django_db
BY = Deciding(actor_id=7, reason="Cùng một công ty")


def two_producers():
    """Each with a tea; the second also with a coffee that is on sale."""
    kept, merged = factories.producer("CTCP Hạt Vàng"), factories.producer("Công ty CP Hạt Vàng")
    ours = factories.certified("Trà hoa vàng", of=kept, decided_on=date(2026, 1, 5))
    theirs = factories.certified("Trà hoa vàng", of=merged, stars=4, decided_on=date(2026, 8, 5))
    coffee = factories.certified("Cà phê bột", of=merged)
    settle([ours.pk, theirs.pk, coffee.pk])
    return kept, merged, ours, theirs, coffee


def refused(call, *given) -> list[str]:
    before = state()
    with pytest.raises(MergeRefused) as error:
        call(*given)
    assert state() == before
    return error.value.codes


def test_products_move_and_those_of_one_name_become_one():
    kept, merged, ours, theirs, coffee = two_producers()

    done = merge_producers.merge(kept.pk, merged.pk, BY)

    products = {one.pk: one for one in CertifiedProduct.objects.all()}
    assert products[coffee.pk].producer_id == kept.pk
    assert products[theirs.pk].merged_into_id == ours.pk
    assert products[theirs.pk].producer_id == merged.pk
    assert star_of(ours.pk, clock.now()).stars == 4
    assert Producer.objects.get(pk=merged.pk).merged_into_id == kept.pk
    assert [one.part_of_id for one in Merge.objects.order_by("pk")] == [None, done.pk]


def test_parting_puts_everything_back():
    kept, merged, _ours, theirs, coffee = two_producers()
    offers = [factories.listing(coffee), factories.listing(theirs)]
    before = rebuilt()

    done = merge_producers.merge(kept.pk, merged.pk, BY)

    assert set(Listing.objects.values_list("producer", flat=True)) == {kept.pk}
    assert set(Card.objects.values_list("producer", flat=True)) == {kept.pk}
    part.part(done.code, BY)
    assert Listing.objects.filter(producer=merged).count() == len(offers)
    assert state() == before


def test_a_part_of_a_merge_is_not_undone_alone():
    kept, merged, *_ = two_producers()
    done = merge_producers.merge(kept.pk, merged.pk, BY)

    assert refused(part.part, done.parts.get().code, BY) == ["part_of_another"]


def test_a_name_of_a_name_leads_to_the_last_producer():
    kept, merged, *_ = two_producers()
    third = factories.producer("Cty CP Hạt Vàng")
    before = rebuilt()

    first = merge_producers.merge(kept.pk, merged.pk, BY)
    second = merge_producers.merge(third.pk, kept.pk, BY)

    assert set(Producer.objects.exclude(pk=third.pk).values_list("merged_into", flat=True)) == {
        third.pk
    }
    assert refused(part.part, first.code, BY) == ["merged_since"]
    part.part(second.code, BY)
    part.part(first.code, BY)
    assert state() == before


def test_a_merged_name_of_a_product_counts_as_its_name():
    kept, merged, ours, _theirs, coffee = two_producers()
    other = factories.certified("Cà phê rang", of=kept, decided_on=date(2026, 2, 5))
    alias = factories.certified("Cà phê bột", of=kept, decided_on=date(2026, 3, 5))
    settle([other.pk, alias.pk])
    merge_products.merge(other.pk, alias.pk, BY)

    merge_producers.merge(kept.pk, merged.pk, BY)

    assert CertifiedProduct.objects.get(pk=coffee.pk).merged_into_id == other.pk
    assert ours.certificates.count() == 2


def test_two_provinces_are_said_aloud():
    kept, merged, *_ = two_producers()
    Producer.objects.filter(pk=merged.pk).update(province=factories.province("24", "Gia Lai"))

    assert refused(merge_producers.merge, kept.pk, merged.pk, BY) == ["two_provinces"]
    aloud = Deciding(actor_id=7, reason="Chuyển trụ sở", despite_provinces=True)
    assert merge_producers.merge(kept.pk, merged.pk, aloud).kept_producer_id == kept.pk


def test_what_is_refused_and_why():
    kept, merged, ours, theirs, _coffee = two_producers()
    third = factories.producer()

    assert refused(merge_producers.merge, kept.pk, kept.pk, BY) == ["itself"]
    theirs.certificates.update(number=ours.certificates.get().number, decided_on=date(2026, 1, 5))
    assert refused(merge_producers.merge, kept.pk, merged.pk, BY) == ["same_decision"]
    merge_producers.merge(third.pk, merged.pk, BY)
    assert refused(merge_producers.merge, kept.pk, merged.pk, BY) == ["already_merged"]


def test_a_product_that_came_since_stands_in_the_way_of_parting():
    kept, merged, *_ = two_producers()
    done = merge_producers.merge(kept.pk, merged.pk, BY)
    newer = factories.certified("Bánh mới", of=kept)

    assert refused(part.part, done.code, BY) == ["products_since"]

    newer.certificates.update(state="undone")
    settle([newer.pk])
    part.part(done.code, BY)


def test_a_decision_that_came_since_on_a_moved_product_stands_in_the_way_of_parting():
    kept, merged, _ours, _theirs, coffee = two_producers()
    own = factories.certified("Cà phê bột", of=kept, group="II")
    settle([own.pk])
    done = merge_producers.merge(kept.pk, merged.pk, BY)
    later = factories.award(coffee, stars=2, decided_on=date(2026, 10, 1))
    settle([coffee.pk])

    assert refused(part.part, done.code, BY) == ["certificates_since"]

    type(later).objects.filter(pk=later.pk).update(state="undone")
    settle([coffee.pk])
    part.part(done.code, BY)
    assert CertifiedProduct.objects.get(pk=coffee.pk).producer_id == merged.pk


def test_the_database_holds_that_a_merged_producer_owns_nothing():
    kept, merged, *_ = two_producers()
    merge_producers.merge(kept.pk, merged.pk, BY)
    third = factories.producer()

    for wrong in (
        lambda: factories.certified(of=merged),
        lambda: CertifiedProduct.objects.filter(producer=kept).update(producer=merged),
        lambda: Producer.objects.filter(pk=third.pk).update(merged_into=merged),
        lambda: Producer.objects.filter(pk=kept.pk).update(merged_into=third),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()
