"""What a certificate's state is called on a day; the star and the words never disagree."""

from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import translation

from marketplace import clock
from marketplace.certification.badge import badge_for
from marketplace.certification.models import Certificate, StarPeriod
from marketplace.certification.record import lock_register, settle
from marketplace.certification.revoke import Revocation, revoke
from marketplace.certification.states import is_expiring, standing
from tests import factories

pytestmark = pytest.mark.django_db


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=clock.LOCAL)


def certificate(**fields):
    return factories.certified(**fields).certificates.get()


def code(row, moment):
    """The state's code; the badge, asked beside it, shows exactly when the state says so."""
    found = standing(Certificate.objects.get(pk=row.pk), moment)
    badge = badge_for(row.certified_product_id, moment)
    shows = badge is not None and badge.number == row.number
    assert found.star_shows == shows
    return found.code


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        ("2024-02-28 23:59:59", "not_yet"),
        ("2024-02-29 00:00:00", "active"),
        ("2026-08-31 23:59:59", "active"),  # 181 days before its last
        ("2026-09-01 00:00:00", "expiring"),  # 180 days: Decision 26/2026/QĐ-TTg, Art. 7
        ("2027-02-28 23:59:59", "expiring"),
        ("2027-03-01 00:00:00", "expired"),
    ],
)
def test_a_certificate_passes_through_its_states_without_any_job(moment, state):
    assert code(certificate(decided_on=date(2024, 2, 29)), at(moment)) == state


def test_expiring_is_180_days_and_no_more():
    last = date(2027, 2, 28)

    assert is_expiring(last, last - timedelta(days=180))
    assert not is_expiring(last, last - timedelta(days=181))
    assert not is_expiring(None, last)


def test_below_three_stars_is_a_state_of_its_own():
    assert code(certificate(stars=2), at("2026-09-01 12:00:00")) == "not_starred"


def test_pending_says_so_whatever_the_day():
    row = certificate(stars=2)
    Certificate.objects.filter(pk=row.pk).update(
        state="pending", number="", confirmed_at=None, first_day=None, last_day=None
    )

    assert code(row, at("2026-09-01 12:00:00")) == "pending"


def test_revoked_from_its_second_on():
    row = certificate(stars=4)
    with transaction.atomic():
        lock_register()
        revoke([Revocation(row.pk, at("2026-10-01 14:30:00"), "9/QĐ-UBND", "")], actor_id=None)

    assert code(row, at("2026-10-01 14:29:59")) == "active"
    assert code(row, at("2026-10-01 14:30:00")) == "revoked"
    assert code(row, at("2030-01-01 00:00:00")) == "revoked"


def test_revoked_before_its_first_day_it_never_shows():
    row = certificate(stars=4, decided_on=date(2026, 8, 5))
    with transaction.atomic():
        lock_register()
        revoke([Revocation(row.pk, at("2026-08-01 00:00:00"), "9/QĐ-UBND", "")], actor_id=None)

    assert code(row, at("2026-09-01 00:00:00")) == "revoked"


@pytest.mark.parametrize(("stars", "newer_state"), [(5, "active"), (2, "not_starred")])
def test_superseded_when_the_newer_decision_begins(stars, newer_state):
    older = certificate(stars=3, decided_on=date(2025, 8, 5))
    StarPeriod.objects.all().delete()  # so that both are there before anybody settles
    newer = factories.award(older.certified_product, stars=stars, decided_on=date(2026, 8, 5))
    settle([older.certified_product_id])

    assert code(older, at("2026-08-04 23:59:59")) == "active"
    assert code(older, at("2026-08-05 00:00:00")) == "superseded"
    assert code(newer, at("2026-08-05 00:00:00")) == newer_state


def test_the_words_are_those_of_the_reader():
    row = certificate(decided_on=date(2024, 2, 29))
    moment = at("2027-02-01 12:00:00")

    with translation.override("vi"):
        assert standing(row, moment).words == "Còn hiệu lực, sắp hết hạn"
    with translation.override("en"):
        assert standing(row, moment).words == "Valid, expires soon"
