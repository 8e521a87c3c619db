"""The same parcel's goods asked back from two devices at once; beside its lock-off twin."""

import pytest
from django.db import IntegrityError

from marketplace.orders import ask_return
from marketplace.orders.models import Parcel, ReturnRequest
from marketplace.orders.refused import OrderRefused
from tests import factories, money
from tests.concurrency.buyers import Meeting, at_once, until_someone_waits_for_a_lock
from tests.concurrency.test_money import once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def parcel():
    return money.delivered(factories.listing(), 2)


def after_the_look(monkeypatch, pause):
    """A pause point between what may still go back and the request."""
    look = ask_return._bad_units

    def look_and_pause(*args):
        found = look(*args)
        pause()
        return found

    monkeypatch.setattr(ask_return, "_bad_units", look_and_pause)


def test_one_request_is_written(parcel, monkeypatch):
    after_the_look(monkeypatch, once(until_someone_waits_for_a_lock))

    answers = at_once(lambda: money.asked(parcel, 2), lambda: money.asked(parcel, 2))

    assert [one.codes for one in answers if isinstance(one, OrderRefused)] == [
        ["open_return", "too_many_units"]
    ]
    assert ReturnRequest.objects.count() == 1


def test_without_the_lock_the_database_itself_refuses_the_second(parcel, monkeypatch):
    monkeypatch.setattr(
        ask_return,
        "lock_parcel",
        lambda code: Parcel.objects.select_related("order").get(code=code),
    )
    after_the_look(monkeypatch, Meeting(2).wait)

    answers = at_once(lambda: money.asked(parcel, 2), lambda: money.asked(parcel, 2))

    assert sum(isinstance(one, ReturnRequest) for one in answers) == 1
    [failed] = [one for one in answers if isinstance(one, IntegrityError)]
    assert "return_one_open_a_parcel" in str(failed)
