"""A star shows from 00:00 of the first day to 24:00 of the last, to the microsecond."""

from datetime import date, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from marketplace import clock
from marketplace.certification.badge import badge_for, badges_for
from marketplace.certification.models import CertifiedProduct, StarPeriod
from marketplace.certification.record import lock_register, settle
from marketplace.certification.revoke import Revocation, revoke
from marketplace.certification.stars import annotate_stars, star_of, stars_at, stars_of
from tests import factories

pytestmark = pytest.mark.django_db


def at(text):
    """A moment of Viet Nam, "2027-02-28 23:59:59"."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.LOCAL)


def answers(product, moment):
    """What each question of the star says: all have to agree."""
    period = star_of(product.pk, moment)
    badge = badge_for(product.pk, moment)
    annotated = annotate_stars(CertifiedProduct.objects.filter(pk=product.pk), moment).get().stars
    return {
        stars_at(moment).filter(certified_product=product).values_list("stars", flat=True).first(),
        period and period.stars,
        getattr(stars_of([product.pk], moment).get(product.pk), "stars", None),
        getattr(badges_for([product.pk], moment).get(product.pk), "stars", None),
        badge and badge.stars,
        annotated,
    }


@pytest.mark.parametrize(
    ("moment", "stars"),
    [
        ("2024-02-28 23:59:59.999999", None),
        ("2024-02-29 00:00:00", 4),
        ("2027-02-28 23:59:59", 4),
        ("2027-02-28 23:59:59.999999", 4),
        ("2027-03-01 00:00:00", None),
        ("2027-03-01 00:00:01", None),
    ],
)
def test_the_star_holds_from_its_first_second_to_its_last(moment, stars):
    product = factories.certified(stars=4, decided_on=date(2024, 2, 29))

    assert answers(product, at(moment)) == {stars}


def test_the_day_is_the_day_of_viet_nam():
    product = factories.certified(decided_on=date(2024, 2, 29))

    last_second = datetime.fromisoformat("2027-02-28T16:59:59+00:00")
    assert answers(product, last_second) == {3}
    assert answers(product, datetime.fromisoformat("2027-02-28T17:00:00+00:00")) == {None}


def test_below_three_stars_no_star_shows():
    product = factories.certified(stars=2, decided_on=date(2026, 8, 5))

    assert answers(product, at("2026-08-06 12:00:00")) == {None}
    assert not StarPeriod.objects.exists()


def test_a_revocation_ends_the_star_at_its_second():
    product = factories.certified(stars=5, decided_on=date(2026, 8, 5))
    with transaction.atomic():
        lock_register()
        end = Revocation(product.certificates.get().pk, at("2026-10-01 14:30:00"), "9/QĐ-UBND", "")
        revoke([end], actor_id=None)

    assert answers(product, at("2026-10-01 14:29:59.999999")) == {5}
    assert answers(product, at("2026-10-01 14:30:00")) == {None}
    assert answers(product, at("2026-12-01 00:00:00")) == {None}


def test_the_next_decision_takes_over_at_midnight():
    product = factories.certified(stars=3, decided_on=date(2025, 8, 5))
    StarPeriod.objects.all().delete()  # so that both are there before anybody settles
    factories.award(product, stars=5, decided_on=date(2026, 8, 5))
    settle([product.pk])

    assert answers(product, at("2026-08-04 23:59:59")) == {3}
    assert answers(product, at("2026-08-05 00:00:00")) == {5}
    assert answers(product, at("2029-08-05 23:59:59")) == {5}


def test_products_do_not_borrow_each_others_star():
    starred = factories.certified(stars=3)
    bare = factories.certified(stars=1)
    moment = at("2026-11-22 12:00:00")

    assert list(stars_of([starred.pk, bare.pk], moment)) == [starred.pk]
    assert list(badges_for([bare.pk], moment)) == []
    assert star_of(None, moment) is None
    assert badge_for(None, moment) is None


def test_the_question_costs_one_query(django_assert_num_queries):
    products = [factories.certified() for _ in range(3)]
    moment = at("2026-11-22 12:00:00")

    with django_assert_num_queries(1):
        badge_for(products[0].pk, moment)
    with django_assert_num_queries(1):
        badges_for([product.pk for product in products], moment)


def insert(product, certificate, stars, first, end):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ocop_certification_starperiod"
            " (certified_product_id, certificate_id, stars, during)"
            " VALUES (%s, %s, %s, tstzrange(%s, %s))",
            [product.pk, certificate.pk, stars, first, end],
        )


def test_the_database_refuses_a_second_star_at_the_same_moment():
    product = factories.certified(decided_on=date(2026, 8, 5))
    end = StarPeriod.objects.get().during.upper
    second = factories.award(product, stars=2, decided_on=date(2029, 8, 1))

    with pytest.raises(IntegrityError, match="one_star_at_a_time"):
        insert(product, second, 4, at("2029-08-05 23:59:59.999999"), at("2032-08-06 00:00:00"))
    insert(product, second, 4, end, at("2032-08-06 00:00:00"))  # the next begins where one ends

    other = factories.certified(stars=1)
    insert(other, other.certificates.get(), 3, at("2026-08-05 00:00:00"), end)
    assert StarPeriod.objects.count() == 3
    StarPeriod.objects.all().delete()  # no certificate says what these rows say


@pytest.mark.parametrize("stars", [2, 6])
def test_the_database_knows_three_to_five_stars(stars):
    product = factories.certified(stars=1)

    with pytest.raises(IntegrityError, match="star_period_three_to_five"):
        insert(product, product.certificates.get(), stars, at("2026-01-01 00:00:00"), None)
