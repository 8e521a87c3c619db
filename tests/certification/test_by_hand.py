"""Changes by hand: a reason, a second person, and what the database holds of it."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from marketplace import clock
from marketplace.audit.models import Line
from marketplace.certification import by_hand, deciding
from marketplace.certification.models import Certificate, CertifiedProduct, Proposal
from marketplace.producers.models import Producer
from tests import factories
from tests.certification.hands import ANNA, AWARD, BINH, asking, confirm, refused, stars

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def on_the_22nd_of_november(set_clock: Callable) -> None:
    set_clock("2026-11-22T09:00:00+07:00")


@pytest.fixture
def certificate() -> Certificate:
    """Three stars until 30/11/2026."""
    return factories.certified("Trà", decided_on=date(2023, 11, 30)).certificates.get()


def test_a_certificate_by_hand_gives_no_star_before_the_second_person(
    certificate: Certificate,
) -> None:
    product = certificate.certified_product
    one = by_hand.award(asking(), AWARD, product)

    assert stars(product.pk, clock.now()) == 3
    made = confirm(one)

    assert stars(product.pk, clock.now()) == 4
    assert (made.state, made.score, made.last_day) == (
        "active",
        Decimal("71.25"),
        date(2029, 11, 1),
    )
    assert (made.recorded_by_id, made.confirmed_by_id, made.confirmed_via) == (
        ANNA,
        BINH,
        "by hand",
    )
    certificate.refresh_from_db()
    assert (certificate.state, certificate.superseded_by_id) == ("superseded", made.pk)


def test_a_new_product_and_producer_by_hand() -> None:
    factories.commune()
    named = {
        "product": "Cà phê",
        "producer": "Hợp tác xã Mới",
        "address": "xã Lạc Dương, tỉnh Lâm Đồng",
        "group": "2023:I",
        "printed_group": "Thực phẩm",
    }
    made = confirm(by_hand.award(asking(), AWARD | named))

    assert made.certified_product.name == "Cà phê"
    assert made.certified_product.group.code == "I"
    assert (made.printed_group, made.source_file) == ("Thực phẩm", "")
    assert Producer.objects.get().province.code == "68"
    again = AWARD | named | {"number": "78/QĐ-UBND", "decided_on": date(2026, 11, 2)}
    confirm(by_hand.award(asking(), again))
    assert (Producer.objects.count(), CertifiedProduct.objects.count()) == (1, 1)


def test_the_same_new_product_twice_on_one_day_is_refused_at_the_second() -> None:
    factories.commune()
    named = {"product": "Cà phê", "producer": "HTX Mới", "address": "tỉnh Lâm Đồng", "group": ""}
    one, two = (by_hand.award(asking(), AWARD | named) for _ in range(2))
    confirm(one)

    assert refused(confirm, two) == ["same_day"]
    assert Certificate.objects.count() == 1


def test_nobody_confirms_the_own_proposal(certificate: Certificate) -> None:
    one = by_hand.extend(asking(), certificate, date(2027, 1, 1))

    assert refused(deciding.confirm, one.code, actor_id=ANNA) == ["own_proposal"]
    with (
        pytest.raises(IntegrityError, match="proposal_applied_by_a_second_person"),
        transaction.atomic(),
    ):
        Proposal.objects.filter(pk=one.pk).update(
            state="applied", decided_at=clock.now(), decided_by_id=ANNA
        )


def test_a_correction_counts_once_it_is_confirmed(certificate: Certificate) -> None:
    product = certificate.certified_product_id
    same = {"number": certificate.number, "stars": 4, "decided_on": date(2024, 2, 29)}
    one = by_hand.correct(asking(), certificate, same)
    assert one.after == {"stars": 4, "decided_on": "2024-02-29"}
    assert one.before == {"stars": 3, "decided_on": "2023-11-30"}

    changed = confirm(one)

    assert (changed.stars, changed.first_day, changed.last_day) == (
        4,
        date(2024, 2, 29),
        date(2027, 2, 28),
    )
    assert stars(product, clock.day_start(date(2027, 3, 1)) - SECOND) == 4
    assert stars(product, clock.day_start(date(2027, 3, 1))) is None
    line = Line.objects.get(action="certification.correct")
    assert line.data["changes"]["stars"] == [3, 4]
    assert line.actor_id == ANNA


def test_a_printed_last_day_is_taken_as_printed_and_flagged(certificate: Certificate) -> None:
    changed = confirm(
        by_hand.correct(asking(), certificate, {"printed_last_day": date(2027, 1, 31)})
    )

    assert (changed.last_day, changed.prints_another_day) == (date(2027, 1, 31), True)
    assert stars(changed.certified_product_id, clock.day_end(changed.last_day) - SECOND) == 3


def test_a_pending_one_becomes_active_with_its_decision() -> None:
    product = factories.certified("Măng", stars=1, decided_on=date(2020, 1, 1))
    waiting = Certificate.objects.create(
        certified_product=product,
        stars=4,
        state="pending",
        source_level="B2",
        recorded_at=clock.now(),
    )
    known = {name: AWARD[name] for name in ("number", "decided_on", "authority", "source_level")}
    half = by_hand.correct(asking(), waiting, known | {"source_level": "B2"})
    assert confirm(half).state == "pending"
    waiting.refresh_from_db()

    whole = confirm(by_hand.correct(asking(), waiting, {"source_level": "A"}))

    assert (whole.state, whole.confirmed_by_id) == ("active", BINH)
    assert stars(product.pk, clock.now()) == 4


@pytest.mark.parametrize(
    ("after", "codes"),
    [
        ({}, ["nothing_changed"]),
        ({"number": ""}, ["missing"]),
        ({"stars": 6}, ["stars"]),
        ({"decided_on": date(2026, 11, 23)}, ["date_in_future"]),
        ({"source_level": "C"}, ["untrusted"]),
        ({"printed_last_day": date(2023, 11, 29)}, ["printed_too_early"]),
    ],
)
def test_a_wrong_correction_is_refused_in_words(
    certificate: Certificate, after: dict, codes: list[str]
) -> None:
    assert refused(by_hand.correct, asking(), certificate, after) == codes
    assert Proposal.objects.count() == 0


def test_what_was_undone_is_not_changed_by_hand(certificate: Certificate) -> None:
    Certificate.objects.filter(pk=certificate.pk).update(state="undone")
    certificate.refresh_from_db()
    day = {"day": date(2026, 11, 20), "number": "9/QĐ", "ground": "law"}
    same = {name: getattr(certificate, name) for name in ("number", "decided_on", "authority")}

    assert refused(by_hand.correct, asking(), certificate, {"stars": 4}) == ["undone"]
    assert refused(by_hand.revoke, asking(), certificate, **day) == ["undone"]
    again = refused(by_hand.award, asking(), AWARD | same, certificate.certified_product)
    assert again == ["same_day"]
    other = AWARD | same | {"number": "78/QĐ"}  # another decision of that day is free to come
    assert confirm(by_hand.award(asking(), other, certificate.certified_product)).stars == 4


def test_without_a_reason_nothing_is_proposed(certificate: Certificate) -> None:
    assert refused(by_hand.restore, asking(" "), certificate) == ["not_revoked", "no_reason"]


def test_what_changed_meanwhile_is_not_overwritten(certificate: Certificate) -> None:
    one = by_hand.correct(asking(), certificate, {"stars": 4})
    Certificate.objects.filter(pk=certificate.pk).update(stars=5)

    assert refused(confirm, one) == ["changed_meanwhile"]
    Certificate.objects.filter(pk=certificate.pk).update(stars=certificate.stars)


def test_a_certificate_has_one_proposal_at_a_time(certificate: Certificate) -> None:
    by_hand.correct(asking(), certificate, {"stars": 4})

    codes = refused(by_hand.extend, asking(), certificate, date(2027, 1, 1))
    assert codes == ["waits_already"]


def test_the_same_words_again_are_heard_once(certificate: Certificate) -> None:
    one, two = (by_hand.correct(asking(key="k"), certificate, {"stars": 4}) for _ in range(2))
    assert one.pk == two.pk

    confirm(one)
    confirm(one)

    assert Line.objects.filter(action="certification.correct").count() == 1
    assert refused(deciding.confirm, one.code, actor_id=103) == ["decided_already"]


def test_a_refusal_keeps_the_register_as_it_is(certificate: Certificate) -> None:
    one = by_hand.correct(asking(), certificate, {"stars": 5})

    assert refused(deciding.refuse, one.code, actor_id=BINH, reason=" ") == ["no_reason"]
    deciding.refuse(one.code, actor_id=BINH, reason="Sai giấy")

    assert stars(certificate.certified_product_id, clock.now()) == 3
    assert refused(confirm, one) == ["decided_already"]
    by_hand.correct(asking(), certificate, {"stars": 4})  # the next may be asked for


@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET reason = 'x'", "UPDATE {} SET refusal = 'x'", "DELETE FROM {}"]
)
def test_what_was_decided_stays(certificate: Certificate, statement: str) -> None:
    one = by_hand.correct(asking(), certificate, {"stars": 5})
    deciding.refuse(one.code, actor_id=BINH, reason="Sai giấy")

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format("ocop_certification_proposal"))
