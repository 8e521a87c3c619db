"""Recording and revoking, and what the database holds even against these."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from marketplace import clock
from marketplace.audit.models import Line
from marketplace.certification.batch import Batch, Correction, NewCertificate, NewProduct
from marketplace.certification.models import Certificate, CertifiedProduct, StarPeriod
from marketplace.certification.record import lock_register, settle, write
from marketplace.certification.revoke import Revocation, revoke
from marketplace.producers.models import Producer
from tests import factories

pytestmark = pytest.mark.django_db

DAY = date(2026, 8, 5)


@pytest.fixture
def producer() -> Producer:
    return factories.producer()


@pytest.fixture(autouse=True)
def in_one_transaction(db: None) -> Iterator[None]:
    with transaction.atomic():
        lock_register()
        yield


def new(product: NewProduct | int, day: date | None = DAY, **fields) -> NewCertificate:
    values = {
        "stars": 3,
        "potential_stars": None,
        "score": None,
        "number": f"{day:%d%m%y}/QĐ-UBND" if day else "",
        "decided_on": day,
        "authority": "UBND tỉnh Lâm Đồng",
        "award_year": None,
        "printed_last_day": None,
        "printed_group": "Đồ uống",
        "printed_address": "",
        "note": "",
        "source_level": "A",
        "source_file": "ds.xlsx",
        "source_sheet": "Phụ lục",
        "source_row": 8,
        "confirmed": True,
    }
    return NewCertificate(product=product, **(values | fields))


def record(*certificates: NewCertificate) -> set[int]:
    return write(Batch(list(certificates)), actor_id=None, via="test")


def days(certificate_id: int) -> tuple[date, date] | None:
    period = StarPeriod.objects.filter(certificate=certificate_id).first()
    if period is None:
        return None
    return clock.local(period.during.lower).date(), clock.local(period.during.upper).date()


def test_a_product_and_its_certificate_are_made_together(producer: Producer) -> None:
    product = NewProduct(producer.pk, "Trà  mẫu", None)

    one, two = new(product, date(2025, 1, 1)), new(product)
    superseded = record(one, two)

    made = CertifiedProduct.objects.get()
    assert (made.pk, made.name, made.folded, made.slug) == (
        product.id,
        "Trà  mẫu",
        "tra mau",
        "tra-mau",
    )
    assert superseded == {one.id}
    assert days(one.id) == (date(2025, 1, 1), DAY)
    assert days(two.id) == (DAY, date(2029, 8, 6))


@pytest.mark.parametrize(
    "fields",
    [{"confirmed": False}, {"number": ""}, {"authority": ""}, {"day": None}],
)
def test_what_nobody_confirms_or_no_decision_backs_is_pending(
    producer: Producer, fields: dict
) -> None:
    one = new(NewProduct(producer.pk, "Trà", None), **fields)

    record(one)

    made = Certificate.objects.get(pk=one.id)
    assert (made.state, made.confirmed_at, made.confirmed_via) == ("pending", None, "")
    assert StarPeriod.objects.count() == 0


def test_a_pending_one_becomes_active_when_it_is_confirmed(producer: Producer) -> None:
    one = new(NewProduct(producer.pk, "Trà", None), confirmed=False)
    record(one)

    write(Batch(corrections=[Correction(one.id, {}, confirms=True)]), actor_id=None, via="test")

    made = Certificate.objects.get(pk=one.id)
    assert (made.state, made.confirmed_via, made.first_day, made.last_day) == (
        "active",
        "test",
        DAY,
        date(2029, 8, 5),
    )
    assert days(one.id) == (DAY, date(2029, 8, 6))


def test_a_correction_of_the_printed_last_day_moves_the_last_day(producer: Producer) -> None:
    one = new(NewProduct(producer.pk, "Trà", None))
    record(one)

    changes = {"printed_last_day": date(2027, 1, 31), "note": "đính chính"}
    write(Batch(corrections=[Correction(one.id, changes)]), actor_id=7, via="test")

    assert days(one.id) == (DAY, date(2027, 2, 1))
    line = Line.objects.get(action="certification.correct")
    assert (line.actor_id, line.subject) == (7, f"certificate:{one.id}")
    assert line.data == {
        "fields": ["note", "printed_last_day"],
        "stars": None,
        "confirms": False,
        "changes": {
            "last_day": ["2029-08-05", "2027-01-31"],
            "printed_last_day": [None, "2027-01-31"],
        },
    }


def test_revoking_cuts_the_period_at_its_second(producer: Producer) -> None:
    one = new(NewProduct(producer.pk, "Trà", None))
    record(one)
    at = datetime(2026, 9, 9, 15, 30, 1, tzinfo=clock.LOCAL)

    revoke([Revocation(one.id, at, "300/QĐ-UBND", "hồ sơ gian dối")], actor_id=7)

    made = Certificate.objects.get(pk=one.id)
    assert (made.state, made.revoked_at) == ("revoked", at)
    assert (made.revocation_number, made.revoked_reason) == ("300/QĐ-UBND", "hồ sơ gian dối")
    assert made.star_period.during.upper == at
    assert Line.objects.get(action="certification.revoke").actor_id == 7


def test_a_second_revocation_leaves_the_first_as_it_is(producer: Producer) -> None:
    one = new(NewProduct(producer.pk, "Trà", None))
    record(one)
    first = datetime(2026, 9, 9, tzinfo=clock.LOCAL)
    revoke([Revocation(one.id, first, "300/QĐ-UBND", "")], actor_id=None)

    revoke([Revocation(one.id, first + timedelta(1), "301/QĐ-UBND", "")], actor_id=None)

    assert Certificate.objects.get(pk=one.id).revocation_number == "300/QĐ-UBND"


def test_settling_again_writes_nothing(producer: Producer, django_assert_num_queries) -> None:
    product = NewProduct(producer.pk, "Trà", None)
    record(new(product, date(2025, 1, 1)), new(product))
    before = list(StarPeriod.objects.order_by("pk").values())

    with django_assert_num_queries(2):
        assert settle([product.id]) == set()

    assert list(StarPeriod.objects.order_by("pk").values()) == before


def test_settling_mends_what_was_bent(producer: Producer) -> None:
    one = new(NewProduct(producer.pk, "Trà", None))
    record(one)
    StarPeriod.objects.update(stars=5, during=(clock.day_start(date(2020, 1, 1)), None))

    settle([one.product.id])

    assert days(one.id) == (DAY, date(2029, 8, 6))
    assert StarPeriod.objects.get().stars == 3


def test_the_database_refuses_a_second_star_at_the_same_moment(producer: Producer) -> None:
    product = NewProduct(producer.pk, "Trà", None)
    one, two = new(product), new(product, stars=2, number="2/QĐ-UBND")
    record(one)
    record(two)
    insert = (
        "INSERT INTO ocop_certification_starperiod"
        " (certified_product_id, certificate_id, stars, during)"
        " SELECT certified_product_id, %s, 5, tstzrange(upper(during) - interval '1 microsecond',"
        " upper(during) + interval '%s day') FROM ocop_certification_starperiod"
    )
    StarPeriod.objects.filter(certificate=two.id).delete()
    StarPeriod.objects.filter(certified_product=product.id).delete()
    StarPeriod.objects.create(
        certified_product_id=product.id,
        certificate_id=one.id,
        stars=3,
        during=(clock.day_start(DAY), clock.day_end(DAY)),
    )

    with (
        pytest.raises(IntegrityError, match="one_star_at_a_time"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(insert, [two.id, 1])

    with connection.cursor() as cursor:  # from the very end on there is room
        cursor.execute(insert.replace(" - interval '1 microsecond'", ""), [two.id, 1])
    assert StarPeriod.objects.count() == 2
    StarPeriod.objects.all().delete()  # no certificate says what these rows say


@pytest.mark.parametrize("stars", [1, 2, 6])
def test_the_database_refuses_a_period_for_other_than_three_to_five(
    producer: Producer, stars: int
) -> None:
    one = new(NewProduct(producer.pk, "Trà", None))
    record(one)

    with (
        pytest.raises(IntegrityError, match="star_period_three_to_five"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE ocop_certification_starperiod SET stars = %s", [stars])
