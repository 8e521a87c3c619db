"""The address book: one default, no doubles, nobody else's."""

from datetime import date

import pytest

from marketplace.accounts import address_book
from marketplace.accounts.erase import erase_account
from marketplace.accounts.models import Address
from marketplace.accounts.people import AccountRefused, create_person
from marketplace.accounts.receiver import Receiver
from marketplace.places.models import Scheme, Unit, UnitSuccession
from marketplace.places.successors import successors
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return create_person(phone="0912345678")


def receiver(address="Thôn 2", **changed):
    values = {"name": "Người mua", "phone": "0912 345 678", "unit_id": factories.commune().pk}
    return Receiver(**values | {"address": address} | changed)


def book(user):
    return [(one.address, one.is_default) for one in address_book.addresses(user.pk)]


def test_the_first_is_the_default_and_a_later_one_may_become_it(person):
    address_book.save(person.pk, receiver())
    second = address_book.save(person.pk, receiver("Thôn 3"))
    assert book(person) == [("Thôn 2", True), ("Thôn 3", False)]

    address_book.make_default(person.pk, second.code)

    assert book(person) == [("Thôn 3", True), ("Thôn 2", False)]
    assert address_book.default_for(person.pk) == second


def test_what_is_kept_is_tidy(person):
    kept = address_book.save(person.pk, receiver("  Thôn   2 ", phone="0912.345.678"))

    assert (kept.address, kept.phone) == ("Thôn 2", "+84912345678")


def test_the_same_address_twice_is_one(person):
    address_book.save(person.pk, receiver())
    address_book.save(person.pk, receiver())

    assert Address.objects.count() == 1


def test_all_that_is_wrong_is_said_at_once(person):
    with pytest.raises(AccountRefused) as refused:
        address_book.save(person.pk, Receiver("", "không", None, "x"))

    assert refused.value.codes == ["bad_phone", "bad_name", "bad_unit", "bad_address"]


def test_deleting_the_default_makes_another_one_it(person):
    first = address_book.save(person.pk, receiver())
    address_book.save(person.pk, receiver("Thôn 3"))

    address_book.delete(person.pk, first.code)
    address_book.delete(person.pk, first.code)  # twice is once

    assert book(person) == [("Thôn 3", True)]


def test_nobody_writes_into_anothers_book(person):
    other = create_person(phone="0987654321")
    theirs = address_book.save(other.pk, receiver())

    with pytest.raises(AccountRefused):
        address_book.save(person.pk, receiver("Thôn 9"), code=theirs.code)
    with pytest.raises(AccountRefused):
        address_book.make_default(person.pk, theirs.code)
    address_book.delete(person.pk, theirs.code)

    assert book(other) == [("Thôn 2", True)]


def test_twenty_are_enough(person):
    for number in range(20):
        address_book.save(person.pk, receiver(f"Thôn {number}"))

    with pytest.raises(AccountRefused) as refused:
        address_book.save(person.pk, receiver("Thôn 21"))
    assert refused.value.codes == ["too_many"]


def end(unit, *into):
    unit.valid_until = date(2028, 6, 30)
    unit.save()
    for new in into:
        UnitSuccession.objects.create(old=unit, new=new, source="test")


def later(code, name):
    return Unit.objects.create(
        scheme=Scheme.QD19,
        level="commune",
        code=code,
        name=name,
        kind="xã",
        full_name=f"Xã {name}",
        folded=name.lower(),
        sort_key=name,
        parent=factories.province(),
        valid_from=date(2027, 7, 1),
    )


def test_a_merged_commune_is_followed_to_the_one_of_today(django_assert_num_queries):
    old, between, now = factories.commune(), later("24901", "Giữa"), later("24902", "Nay")
    split = factories.commune("24781", "Đơn Dương")
    end(old, between)
    end(between, now)
    end(split, now, later("24903", "Kia"))

    with django_assert_num_queries(2):
        found = successors([old, split, now])

    assert {pk: [unit.name for unit in units] for pk, units in found.items()} == {
        old.pk: ["Nay"],
        split.pk: ["Kia", "Nay"],
    }
    lost = later("24904", "Mất")
    end(lost)
    assert successors([lost]) == {lost.pk: []}


def test_nothing_is_written_into_the_book_of_an_emptied_account(person):
    erase_account(person)

    with pytest.raises(AccountRefused) as refused:
        address_book.save(person.pk, receiver())

    assert refused.value.codes == ["erased"]
    assert book(person) == []
