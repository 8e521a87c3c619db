"""Two presses of "Gửi yêu cầu đặt chỗ" are one booking; two answers to it are one."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.db.models import QuerySet

from marketplace import clock
from marketplace.audit.models import Line
from marketplace.orders import book as booking
from marketplace.orders import decide_booking
from marketplace.orders.book import Wish, book
from marketplace.orders.models import Booking
from tests import offers
from tests.concurrency.buyers import Meeting, at_once, until_someone_waits_for_a_lock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def wish():
    day = clock.today() + timedelta(days=5)
    return Wish(offers.service().code, day, 2, "Người mua thử", "0912345678", "one form")


def before_writing(monkeypatch, pause):
    """A pause point in each press, between deciding that the wish is good and writing it."""
    check = booking._refuse_many

    def check_and_pause(phone):
        check(phone)
        pause()

    monkeypatch.setattr(booking, "_refuse_many", check_and_pause)


def test_the_second_press_waits_and_gets_the_first_booking(wish, monkeypatch):
    before_writing(monkeypatch, until_someone_waits_for_a_lock)

    assert at_once(*[lambda: book(wish)] * 2) == [Booking.objects.get()] * 2


def test_without_the_lock_the_database_refuses(wish, monkeypatch):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)
    before_writing(monkeypatch, Meeting(2).wait)

    answers = at_once(*[lambda: book(wish)] * 2)

    (broken,) = [answer for answer in answers if isinstance(answer, Exception)]
    assert isinstance(broken, IntegrityError)
    assert "client_key" in str(broken)
    assert Booking.objects.count() == 1


def yes_and_cancelled(monkeypatch, pause):
    """The host says yes while the guest calls it off; each pauses before it writes."""
    made = Booking.objects.get()
    enter = decide_booking._enter

    def pause_and_enter(*args):
        pause()
        enter(*args)

    monkeypatch.setattr(decide_booking, "_enter", pause_and_enter)
    at_once(
        lambda: decide_booking.confirm(made.code, actor_id=7),
        lambda: decide_booking.cancel_by_guest(made.code),
    )
    lines = Line.objects.filter(action__startswith="orders.booking_").order_by("pk")
    return [(line.action.removeprefix("orders.booking_"), line.data["from"]) for line in lines]


def test_of_a_yes_and_a_change_of_mind_the_second_knows_of_the_first(wish, monkeypatch):
    book(wish)

    pauses = iter([until_someone_waits_for_a_lock])  # the second to write waits for nobody

    happened = yes_and_cancelled(monkeypatch, lambda: next(pauses, lambda: None)())

    # Either the yes came first and the guest cancelled it, or it was cancelled and no yes came.
    assert happened in (
        [("confirmed", "asked"), ("cancelled", "confirmed")],
        [("cancelled", "asked")],
    )
    assert Booking.objects.get().state == "cancelled"


def test_without_the_lock_both_answer_the_same_wish(wish, monkeypatch):
    book(wish)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)

    happened = yes_and_cancelled(monkeypatch, Meeting(2).wait)

    assert sorted(happened) == [("cancelled", "asked"), ("confirmed", "asked")]
