"""Erasing a shopper: nothing that names them stays; what is under way comes first."""

import pytest
from django.core.cache import cache

from marketplace import clock, codes, private_files
from marketplace.accounts.models import Consent, Login, Role
from marketplace.accounts.people import create_person, find_person
from marketplace.audit.models import Line
from marketplace.orders import complaints, mine
from marketplace.orders.erase_shopper import erase_shopper, in_the_way
from marketplace.orders.models import InvoiceRequest, Refund, ReturnPhoto, ShopOrder
from marketplace.orders.refused import OrderRefused
from tests import factories
from tests.orders.personal import (
    EMAIL,
    PHONE,
    a_life,
    booking,
    bought,
    delivered,
    telling,
)
from tests.staff import PASSWORD, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick(settings, tmp_path):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.PRIVATE_ROOT = tmp_path / "private"
    cache.clear()


@pytest.fixture
def place():
    return factories.place()


@pytest.fixture
def person():
    return create_person(phone=PHONE, email=EMAIL, password=PASSWORD)


@pytest.fixture
def world(person, place):
    return a_life(person, place)


def refused(person, password=PASSWORD):
    with pytest.raises(OrderRefused) as refusal:
        erase_shopper(person.pk, password)
    return refusal.value


def test_the_scan_finds_what_it_has_to(world):
    tables = {table for table, _column in telling()}

    assert tables == {
        "ocop_accounts_address",
        "ocop_accounts_login",
        "ocop_accounts_signupcode",
        "ocop_orders_booking",
        "ocop_orders_complaint",
        "ocop_orders_parcel",
        "ocop_orders_returnrequest",
        "ocop_orders_shoporder",
    }


def test_nothing_that_names_the_person_stays_in_any_table(
    world, person, django_capture_on_commit_callbacks
):
    photo = ReturnPhoto.objects.get().file
    assert private_files.read("returns", photo) == b"a photo"

    with django_capture_on_commit_callbacks(execute=True):
        erase_shopper(person.pk, PASSWORD)

    assert telling() == []
    assert not ReturnPhoto.objects.exists()
    with pytest.raises(OSError):
        private_files.read("returns", photo)


def test_what_was_sold_stays_with_the_number_alone(world, person):
    before = (world.order.total, world.order.placed_at)

    erase_shopper(person.pk, PASSWORD)

    order = ShopOrder.objects.get(pk=world.order.pk)
    assert (order.total, order.placed_at) == before
    assert (order.user_id, order.erased_at is not None) == (person.pk, True)
    assert order.parcels.get().lines.get().quantity == 2
    assert Consent.objects.filter(user=person.pk).count() == 1
    assert Line.objects.get(action="accounts.erase").data == {"orders": 2, "bookings": 1}


def test_nobody_signs_in_as_the_person_any_more(world, person):
    erase_shopper(person.pk, PASSWORD)

    assert find_person(PHONE) is None
    assert find_person(EMAIL) is None
    person.refresh_from_db()
    assert (person.is_active, person.has_usable_password()) == (False, False)
    again = create_person(phone=PHONE, password=PASSWORD)
    assert again.pk != person.pk
    assert not mine.orders_of(again.pk).exists()


def test_a_company_that_asked_for_an_invoice_stays(world, person):
    InvoiceRequest.objects.create(
        order=world.order,
        tax_code="0100109106",
        company="Công ty Mua hàng",
        address="1 Trần Phú",
        email="ke-toan@example.com",
    )

    erase_shopper(person.pk, PASSWORD)

    assert InvoiceRequest.objects.get().company == "Công ty Mua hàng"


def test_a_wrong_password_erases_nothing(world, person):
    assert refused(person, "wrong").codes == ["wrong_password"]
    assert Login.objects.get(user=person).phone == PHONE


def test_an_open_order_comes_first(person, place):
    order = bought(person, place)

    refusal = refused(person)

    assert refusal.codes == ["open_orders"]
    assert order.code in str(refusal)


def test_an_order_past_its_time_is_over_whoever_tidied_it(person, place, set_clock):
    set_clock("2026-11-22T09:00:00+07:00")
    order = bought(person, place)
    held_until = order.parcels.get().held_until
    assert held_until is not None

    set_clock(held_until.isoformat())
    erase_shopper(person.pk, PASSWORD)

    assert ShopOrder.objects.get().phone == ""


def test_an_open_question_comes_first(person, place):
    order = delivered(person, place)
    complaints.complain(order.code, "Hàng bị vỡ khi nhận", client_key="c")

    assert refused(person).codes == ["open_questions"]


def test_money_that_is_promised_comes_first(person, place):
    payment = delivered(person, place).parcels.get().payment
    Refund.objects.create(
        payment=payment,
        code=codes.new_code(),
        client_key="refund",
        amount=1_000,
        reason="Hàng vỡ",
        promised_at=clock.now(),
    )

    assert refused(person).codes == ["money_due"]


def test_a_booking_to_come_comes_first(person, place):
    booking(person, factories.listing(at=place), day=clock.today())

    assert refused(person).codes == ["open_bookings"]


def test_whoever_works_for_the_shop_is_not_erased_by_a_button(place):
    clerk = make_person("nguoi-kho", Role.CLERK, place=place)

    assert refused(clerk).codes == ["is_staff"]


def test_what_is_in_the_way_costs_the_same_however_much(world, person, django_assert_num_queries):
    with django_assert_num_queries(4):
        assert in_the_way(person) == []
