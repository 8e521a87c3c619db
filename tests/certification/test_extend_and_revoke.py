"""Longer and shorter by hand: to the second, and not beyond what the decision allows."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from marketplace import clock
from marketplace.audit.models import Line
from marketplace.certification import by_hand
from marketplace.certification.badge import badge_for
from marketplace.certification.batch import Batch, Correction
from marketplace.certification.checks import Ground
from marketplace.certification.models import Certificate
from marketplace.certification.record import lock_register, write
from marketplace.certification.shown import shown_at
from marketplace.certification.states import standing
from tests import factories
from tests.certification.hands import AWARD, asking, confirm, refused, stars

pytestmark = pytest.mark.django_db

LAST = date(2026, 11, 30)
END = clock.day_end(LAST)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def on_the_22nd_of_november(set_clock: Callable) -> None:
    set_clock("2026-11-22T09:00:00+07:00")


@pytest.fixture
def certificate() -> Certificate:
    """Three stars until 30/11/2026."""
    return factories.certified("Trà", decided_on=date(2023, 11, 30)).certificates.get()


def test_an_extension_goes_on_to_the_second_it_says(certificate: Certificate) -> None:
    product, until = certificate.certified_product_id, date(2027, 5, 29)
    assert (until - LAST).days == 180

    extended = confirm(by_hand.extend(asking(), certificate, until))

    assert extended.extended_until == until
    assert stars(product, END) == 3
    assert stars(product, clock.day_end(until) - SECOND) == 3
    assert stars(product, clock.day_end(until)) is None
    assert standing(extended, END - SECOND).code == "expiring"
    assert standing(extended, END).code == "extended"
    assert "29/05/2027" in standing(extended, END).words
    assert standing(extended, clock.day_end(until)).code == "expired"
    badge = badge_for(product, END)
    assert badge and badge.last_day == until


def test_a_newer_decision_ends_an_extension_on_its_day(certificate: Certificate) -> None:
    product = certificate.certified_product
    confirm(by_hand.extend(asking(), certificate, date(2027, 5, 29)))
    confirm(by_hand.award(asking(), AWARD | {"decided_on": date(2026, 11, 22)}, product))

    day = clock.day_start(date(2026, 11, 22))
    assert (stars(product.pk, day - SECOND), stars(product.pk, day)) == (3, 4)


@pytest.mark.parametrize("until", [LAST, LAST + timedelta(days=181), LAST - timedelta(days=1)])
def test_an_extension_beyond_180_days_or_within_the_term_is_refused(
    certificate: Certificate, until: date
) -> None:
    assert refused(by_hand.extend, asking(), certificate, until) == ["too_long"]
    with (
        pytest.raises(IntegrityError, match="certificate_extended_180_days_at_most"),
        transaction.atomic(),
    ):
        Certificate.objects.filter(pk=certificate.pk).update(extended_until=until)


def test_a_revocation_takes_the_star_at_once_and_two_bring_it_back(
    certificate: Certificate, set_clock: Callable
) -> None:
    product = certificate.certified_product_id
    taken = by_hand.revoke(
        asking(), certificate, day=date(2026, 11, 20), number="9/QĐ", ground=Ground.LAW
    )
    day = clock.day_start(date(2026, 11, 20))

    assert taken.state == "applied"
    assert (stars(product, day - SECOND), stars(product, day)) == (3, None)
    certificate.refresh_from_db()
    assert (certificate.state, certificate.revocation_number) == ("revoked", "9/QĐ")

    set_clock("2026-11-23T09:00:00+07:00")
    back = confirm(by_hand.restore(asking("Ghi nhầm"), certificate))
    assert (back.state, back.revoked_at, stars(product, clock.now())) == ("active", None, 3)
    assert shown_at(product, clock.now() - SECOND) is None  # it had not shown meanwhile


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ({"day": date(2026, 11, 23)}, ["date_in_future"]),
        ({"day": date(2023, 11, 29)}, ["too_early"]),
        ({"number": " "}, ["no_number"]),
        ({"ground": "because"}, ["no_ground"]),
    ],
)
def test_a_revocation_needs_its_decision(
    certificate: Certificate, given: dict, codes: list[str]
) -> None:
    whole = {"day": date(2026, 11, 20), "number": "9/QĐ", "ground": "law"}

    assert refused(by_hand.revoke, asking(), certificate, **(whole | given)) == codes
    assert stars(certificate.certified_product_id, clock.now()) == 3


def test_a_later_print_of_other_days_ends_an_extension_that_no_longer_fits(
    certificate: Certificate,
) -> None:
    until = date(2027, 5, 29)
    confirm(by_hand.extend(asking(), certificate, until))
    printed = {"printed_last_day": LAST - timedelta(days=1)}  # as an import corrects it

    with transaction.atomic():
        lock_register()
        write(Batch(corrections=[Correction(certificate.pk, printed)]), actor_id=1, via="test")

    certificate.refresh_from_db()
    assert (certificate.last_day, certificate.extended_until) == (LAST - timedelta(days=1), None)
    assert stars(certificate.certified_product_id, clock.day_end(LAST) - SECOND) is None
    line = Line.objects.filter(action="certification.correct").latest("pk")
    assert line.data["changes"]["extended_until"] == ["2027-05-29", None]
