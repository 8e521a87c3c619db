"""Two refunds, two statements, two clerks at the same money; each beside its lock-off twin."""

import pytest
from django.db import IntegrityError

from marketplace.orders import money_due, reconcile, refunds
from marketplace.orders.models import Carrier, CarrierStatement, Parcel, Payment, Refund
from marketplace.orders.payments.interface import Back
from marketplace.orders.refused import OrderRefused
from tests import factories, money
from tests.concurrency.buyers import Meeting, at_once, until_someone_waits_for_a_lock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def parcel():
    """155.000 ₫ were paid."""
    return money.delivered(factories.listing(price=125_000))


def promise(parcel, key):
    back = Back(100_000, "Thiếu một hộp", key)
    return lambda: refunds.promise(parcel.code, back, actor_id=1)


def after_the_look(monkeypatch, pause):
    """A pause point between what is left of the payment and the promise."""
    look = refunds._problems

    def look_and_pause(*args):
        found = look(*args)
        pause()
        return found

    monkeypatch.setattr(refunds, "_problems", look_and_pause)


def once(pause):
    """The first to come pauses, the others go on."""
    came = []

    def first():
        came.append(1)
        if len(came) == 1:
            pause()

    return first


def test_two_refunds_stay_within_what_was_paid(parcel, monkeypatch):
    after_the_look(monkeypatch, once(until_someone_waits_for_a_lock))

    answers = at_once(promise(parcel, "a"), promise(parcel, "b"))

    assert [one.codes for one in answers if isinstance(one, OrderRefused)] == [["too_much"]]
    assert Payment.objects.get().refunded == 100_000
    assert Refund.objects.count() == 1


def test_without_the_locks_the_database_itself_refuses_the_second(parcel, monkeypatch):
    monkeypatch.setattr(
        refunds, "lock_parcel", lambda code: Parcel.objects.select_related("order").get(code=code)
    )
    monkeypatch.setattr(refunds, "_for_update", lambda rows: rows)
    after_the_look(monkeypatch, Meeting(2).wait)

    answers = at_once(promise(parcel, "a"), promise(parcel, "b"))

    assert sum(isinstance(one, Refund) for one in answers) == 1
    [failed] = [one for one in answers if isinstance(one, IntegrityError)]
    assert "payment_refunded_of_what_came" in str(failed)
    assert Payment.objects.get().refunded == 100_000


def take_in(carrier, content):
    return lambda: money.statement(carrier, content)


def before_keeping(monkeypatch, pause):
    """A pause point between the verdicts and the rows that keep them."""
    look = reconcile._judged

    def look_and_pause(*args):
        found = look(*args)
        pause()
        return found

    monkeypatch.setattr(reconcile, "_judged", look_and_pause)


def files(parcel):
    """Two files of the carrier that both name the parcel."""
    row = (parcel.shipment.tracking_code, 155_000)
    return money.csv((*row, 1)), money.csv((*row, 2))


def test_two_files_hand_the_same_money_on_once(parcel, monkeypatch):
    carrier = parcel.shipment.carrier
    before_keeping(monkeypatch, once(until_someone_waits_for_a_lock))

    answers = at_once(*(take_in(carrier, one) for one in files(parcel)))

    verdicts = sorted(one.lines.get().verdict for one in answers)
    assert verdicts == ["matched", "twice"]


def test_without_the_locks_the_database_itself_refuses_the_second_match(parcel, monkeypatch):
    carrier = parcel.shipment.carrier
    no_lock = Carrier.objects.none()
    monkeypatch.setattr(reconcile, "_for_update", list)
    monkeypatch.setattr(
        type(Carrier.objects), "select_for_update", lambda *args, **options: no_lock
    )
    before_keeping(monkeypatch, Meeting(2).wait)

    answers = at_once(*(take_in(carrier, one) for one in files(parcel)))

    assert sum(isinstance(one, CarrierStatement) for one in answers) == 1
    [failed] = [one for one in answers if isinstance(one, IntegrityError)]
    assert "statement_remits_once" in str(failed)


def test_the_same_file_from_two_desks_is_one_statement(parcel, monkeypatch):
    carrier = parcel.shipment.carrier
    content, _other = files(parcel)
    before_keeping(monkeypatch, once(until_someone_waits_for_a_lock))

    answers = at_once(take_in(carrier, content), take_in(carrier, content))

    assert answers[0] == answers[1]
    assert CarrierStatement.objects.count() == 1


def test_the_cash_is_handed_in_once(parcel):
    rider, place = parcel.shipment.carrier, parcel.place

    def hand_in():
        return money_due.hand_in(rider, place, counted=155_000, actor_id=1)

    answers = at_once(hand_in, hand_in)

    assert answers.count(155_000) == 1
    assert [one.codes for one in answers if isinstance(one, OrderRefused)] == [["changed"]]


def test_without_the_lock_two_desks_believe_they_have_it(parcel, monkeypatch):
    rider, place = parcel.shipment.carrier, parcel.place
    meeting = Meeting(2)

    def read_and_pause(payments):
        found = list(payments)
        meeting.wait()
        return found

    monkeypatch.setattr(money_due, "_for_update", read_and_pause)

    def hand_in():
        return money_due.hand_in(rider, place, counted=155_000, actor_id=1)

    assert at_once(hand_in, hand_in) == [155_000, 155_000]
