"""What the shop showed, whatever was learnt later: to the second, and nobody can change it."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import psycopg2
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from marketplace import clock
from marketplace.certification.batch import Batch, Correction
from marketplace.certification.models import Certificate, ShownStar, StarPeriod
from marketplace.certification.record import lock_register, write
from marketplace.certification.revoke import Revocation, revoke
from marketplace.certification.shown import lines_of, shown_at
from marketplace.certification.stars import star_of
from tests.certification.test_record import new

pytestmark = pytest.mark.django_db

NAME = "ocop_certification_shownstar"
RECORDED = datetime(2026, 11, 22, 9, 0, 0, tzinfo=clock.LOCAL)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def in_one_transaction(db: None, set_clock: Callable) -> Iterator[None]:
    set_clock(RECORDED.isoformat())
    with transaction.atomic():
        lock_register()
        yield


@pytest.fixture
def certificate() -> Certificate:
    """Of 5 August 2026, recorded on 22 November at 9."""
    from tests import factories

    product = factories.certified("Trà", stars=1, decided_on=date(2020, 1, 1))
    one = new(product.pk)
    write(Batch([one]), actor_id=1, via="test")
    return Certificate.objects.get(pk=one.id)


def stars(product_id: int, moment: datetime) -> int | None:
    line = shown_at(product_id, moment)
    return line.stars if line else None


def test_a_star_shows_from_the_second_it_was_recorded_however_old_the_decision(
    certificate: Certificate,
) -> None:
    product = certificate.certified_product_id

    assert stars(product, RECORDED - SECOND) is None
    assert stars(product, RECORDED) == 3
    assert star_of(product, RECORDED - SECOND) is not None  # as is known today


def test_it_shows_to_the_last_second_of_its_last_day(certificate: Certificate) -> None:
    product, end = certificate.certified_product_id, clock.day_end(date(2029, 8, 5))

    assert stars(product, end - SECOND) == 3
    assert stars(product, end) is None


def test_a_revocation_recorded_late_does_not_rewrite_what_showed(
    certificate: Certificate, set_clock: Callable
) -> None:
    product = certificate.certified_product_id
    learnt = datetime(2026, 12, 10, 15, 30, 1, tzinfo=clock.LOCAL)
    set_clock(learnt.isoformat())
    revoke([Revocation(certificate.pk, clock.day_start(date(2026, 12, 1)), "9/QĐ", "")], actor_id=1)

    assert stars(product, learnt - SECOND) == 3
    assert stars(product, learnt) is None
    assert star_of(product, learnt - SECOND) is None  # what is known today
    assert stars(product, clock.day_start(date(2026, 11, 30))) == 3


def test_a_correction_changes_what_shows_from_its_second_on(
    certificate: Certificate, set_clock: Callable
) -> None:
    product, later = certificate.certified_product_id, RECORDED + timedelta(days=3)
    set_clock(later.isoformat())
    write(Batch(corrections=[Correction(certificate.pk, {"stars": 4})]), actor_id=1, via="test")

    assert (stars(product, later - SECOND), stars(product, later)) == (3, 4)
    assert [(one.stars, one.known_until) for one in lines_of(product)] == [(3, later), (4, None)]
    assert {(one.number, one.decided_on) for one in lines_of(product)} == {
        (certificate.number, certificate.decided_on)
    }


def test_a_clock_that_was_set_back_makes_no_second_truth(
    certificate: Certificate, set_clock: Callable
) -> None:
    set_clock((RECORDED - timedelta(days=30)).isoformat())
    write(Batch(corrections=[Correction(certificate.pk, {"stars": 5})]), actor_id=1, via="test")

    assert stars(certificate.certified_product_id, RECORDED) == 5
    assert stars(certificate.certified_product_id, RECORDED - SECOND) is None


def test_what_changes_no_period_opens_no_line(certificate: Certificate) -> None:
    write(Batch(corrections=[Correction(certificate.pk, {"note": "x"})]), actor_id=1, via="test")

    assert lines_of(certificate.certified_product_id).count() == 1


def test_every_star_period_stands_in_the_open_lines(certificate: Certificate) -> None:
    held = set(StarPeriod.objects.values_list("certificate_id", "stars", "during"))
    known = set(
        ShownStar.objects.filter(known_until=None).values_list("certificate_id", "stars", "during")
    )

    assert held == known


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {} SET stars = 5",
        "UPDATE {} SET known_until = NULL",
        "UPDATE {} SET known_from = known_from - interval '1 second'",
        "DELETE FROM {}",
        "TRUNCATE {}",
    ],
)
def test_the_app_may_not_change_a_line(certificate: Certificate, statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(NAME))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {} SET stars = 5, known_until = known_from",
        "UPDATE {} SET known_until = NULL",
        "DELETE FROM {}",
        "TRUNCATE {}",
    ],
)
@pytest.mark.django_db(transaction=True)
def test_nor_may_the_owner(owner_cursor: psycopg2.extensions.cursor, statement: str) -> None:
    owner_cursor.execute(
        f"INSERT INTO {NAME} (certified_product_id, certificate_id, stars, number, decided_on,"
        " authority, during, known_from) VALUES (1, 1, 3, '1', '2026-01-01', 'A',"
        " '[2026-01-01,2027-01-01)', '2026-01-01')"
    )

    with pytest.raises(psycopg2.DatabaseError, match="append-only"):
        owner_cursor.execute(statement.format(NAME))


def test_the_database_refuses_two_stars_shown_at_one_moment(certificate: Certificate) -> None:
    with (
        pytest.raises(IntegrityError, match="one_star_shown_at_a_time"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"INSERT INTO {NAME} (certified_product_id, certificate_id, stars, number, decided_on,"
            " authority, during, known_from) SELECT certified_product_id, certificate_id, 5,"
            f" number, decided_on, authority, during, known_from FROM {NAME}"
        )
