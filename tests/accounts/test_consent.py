"""Consents: off until they are given, each change a line, no line ever changed."""

import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from marketplace.accounts import consent
from marketplace.accounts.models import Consent
from marketplace.accounts.people import create_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return create_person(phone="0912345678")


def test_nothing_is_agreed_to_before_somebody_does(person):
    assert consent.given_by(person.pk) == {"order_sms": False, "news": False}


def test_a_change_leaves_a_line_and_what_stays_none(person, set_clock):
    set_clock("2026-11-22T09:00:00+07:00")
    consent.set_consents(person.pk, {"order_sms": True, "news": False, "else": True})
    set_clock("2026-11-23T09:00:00+07:00")
    consent.set_consents(person.pk, {"order_sms": True})
    consent.set_consents(person.pk, {"order_sms": False})

    assert consent.given_by(person.pk) == {"order_sms": False, "news": False}
    lines = [(entry.purpose.name, entry.line.is_given) for entry in consent.log(person.pk)]
    assert lines == [("order_sms", False), ("order_sms", True)]
    assert {entry.line.wording for entry in consent.log(person.pk)} == {"2026-11"}


def test_a_line_is_never_changed(person):
    consent.set_consents(person.pk, {"news": True})

    with pytest.raises(DatabaseError), transaction.atomic():
        Consent.objects.update(is_given=False)
    with pytest.raises(DatabaseError), transaction.atomic():
        Consent.objects.all().delete()
