"""Erasing an account while it orders, and two accounts that take one order; with lock-off twins."""

import pytest

from marketplace.accounts import set_password
from marketplace.accounts.models import Login, SignUpCode
from marketplace.accounts.people import create_person
from marketplace.accounts.send_code import PROVED, send_code
from marketplace.orders import erase_shopper, mine, place_order
from marketplace.orders.models import ShopOrder
from marketplace.orders.refused import OrderRefused
from tests import factories
from tests.concurrency.buyers import Meeting, at_once, until_someone_waits_for_a_lock
from tests.staff import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = "+84912345678"


@pytest.fixture(autouse=True)
def quick(settings):
    from django.core.cache import cache

    cache.clear()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def person():
    return create_person(phone=PHONE, password=PASSWORD)


def order_and_erase(person, monkeypatch, *, placed, looked):
    """Place an order in the person's name and erase the account at once.

    placed: called by the order once it is written; looked: by the erasure, before it does anything.
    """
    checkout = factories.checkout(factories.listing(), phone=PHONE, user_id=person.pk)
    write = place_order.write_order

    def write_and_pause(*arguments):
        made = write(*arguments)
        placed()
        return made

    def erase_it():
        looked()
        erase_shopper.erase_shopper(person.pk, PASSWORD)

    monkeypatch.setattr(place_order, "write_order", write_and_pause)
    return at_once(lambda: place_order.place_order(checkout), erase_it)


def test_an_order_on_its_way_is_seen_by_the_erasure(person, monkeypatch):
    written = Meeting(2)

    def placed():
        written.wait()
        until_someone_waits_for_a_lock()

    order, refused = order_and_erase(person, monkeypatch, placed=placed, looked=written.wait)

    assert refused.codes == ["open_orders"]
    assert Login.objects.get().phone == PHONE
    assert order.user_id == person.pk


def test_without_the_lock_an_order_names_who_was_erased(person, monkeypatch):
    written, erased = Meeting(2), Meeting(2)
    monkeypatch.setattr(place_order, "open_account", lambda user_id: user_id)

    def placed():
        written.wait()
        erased.wait()

    account = erase_shopper.erase_account

    def erase_and_tell(user):
        account(user)
        erased.wait()

    monkeypatch.setattr(erase_shopper, "erase_account", erase_and_tell)

    order, answer = order_and_erase(person, monkeypatch, placed=placed, looked=written.wait)

    assert answer is None
    assert Login.objects.get().phone is None
    assert ShopOrder.objects.get().phone == PHONE == order.phone


def test_an_account_erased_a_moment_ago_orders_as_a_guest(person):
    checkout = factories.checkout(factories.listing(), phone=PHONE, user_id=person.pk)
    erase_shopper.erase_shopper(person.pk, PASSWORD)

    assert place_order.place_order(checkout).user_id is None


def joined_by_two(monkeypatch, pause):
    order = place_order.place_order(factories.checkout(factories.listing(), phone=PHONE))
    people = [create_person(phone=f"098765432{number}") for number in (1, 2)]
    refuse = mine._refuse_foreign

    def refuse_and_pause(*arguments):
        refuse(*arguments)
        pause()

    monkeypatch.setattr(mine, "_refuse_foreign", refuse_and_pause)
    return at_once(*(lambda p=person: mine.join(p.pk, order.code) for person in people))


def test_one_order_joins_one_account(monkeypatch):
    answers = joined_by_two(monkeypatch, until_someone_waits_for_a_lock)

    assert [one.codes for one in answers if isinstance(one, OrderRefused)] == [["not_found"]]
    (joined,) = [one for one in answers if isinstance(one, ShopOrder)]
    assert ShopOrder.objects.get().user_id == joined.user_id


def test_without_the_lock_both_are_told_that_they_have_it(monkeypatch):
    monkeypatch.setattr(mine, "_for_update", lambda rows: rows)
    meeting = Meeting(2)

    answers = joined_by_two(monkeypatch, meeting.wait)

    assert all(isinstance(one, ShopOrder) for one in answers)


def test_one_code_pressed_twice_makes_one_account(person, monkeypatch):
    key = send_code("0987 654 321", purpose="sign_up", address="10.0.0.1")
    SignUpCode.objects.update(digest=PROVED)

    answers = at_once(*(lambda: set_password.set_by_code(key, "một câu dễ nhớ") for _ in range(2)))

    assert sum(not isinstance(one, Exception) for one in answers) == 1
    assert Login.objects.filter(phone="+84987654321").count() == 1


def test_two_addresses_at_once_have_one_default(person):
    from marketplace.accounts import address_book
    from marketplace.accounts.receiver import Receiver

    unit = factories.commune().pk
    answers = at_once(
        *(
            lambda n=number: address_book.save(person.pk, Receiver("Mua", PHONE, unit, f"Thôn {n}"))
            for number in range(4)
        )
    )

    assert [one for one in answers if isinstance(one, Exception)] == []
    assert [one.is_default for one in address_book.addresses(person.pk)].count(True) == 1
