import uuid
from io import BytesIO

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from openpyxl import load_workbook

from marketplace.accounts.models import Role
from marketplace.inventory.models import Document, Entry, Hold, Shelf
from marketplace.orders.models import Parcel
from marketplace.orders.place_order import place_order
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(signed_in, shops):
    return signed_in(Role.CLERK, place=shops.centre)


def parcel_at(place, *, quantity=2, **fields):
    listing = factories.listing(at=place, price=125_000)
    return place_order(factories.checkout(listing, quantity=quantity, **fields)).parcels.get()


def url(name, parcel):
    return reverse(f"console:{name}", kwargs={"code": parcel.code})


def hand_over(client, parcel, key=None):
    return client.post(url("hand_over", parcel), {"client_key": key or uuid.uuid4()})


def said(response):
    return [(message.level_tag, str(message)) for message in get_messages(response.wsgi_request)]


def codes(response):
    return [parcel.code for parcel in response.context["page"]]


def test_the_list_shows_the_orders_of_my_places_only(clerk, shops):
    mine = parcel_at(shops.centre)
    parcel_at(shops.point)
    parcel_at(shops.foreign)

    response = clerk.get(reverse("console:orders"))

    assert codes(response) == [mine.code]
    assert "280.000\u00a0₫" in response.content.decode()  # two at 125.000 and the fee


def test_waiting_orders_stand_oldest_first_and_all_orders_newest_first(clerk, shops):
    first, second = parcel_at(shops.centre), parcel_at(shops.centre)

    waiting = clerk.get(reverse("console:orders"), {"state": "waiting"})
    everything = clerk.get(reverse("console:orders"))

    assert codes(waiting) == [first.code, second.code]
    assert codes(everything) == [second.code, first.code]


def test_an_order_is_found_by_either_code_as_somebody_reads_it_out(clerk, shops):
    parcel = parcel_at(shops.centre)
    parcel_at(shops.centre)

    for code in (parcel.code, parcel.order.code):
        spoken = f" {code[:5].lower()}-{code[5:].lower()} "
        assert codes(clerk.get(reverse("console:orders"), {"code": spoken})) == [parcel.code]


def test_a_foreign_place_in_the_address_of_the_list_shows_nothing_foreign(clerk, shops):
    mine = parcel_at(shops.centre)
    parcel_at(shops.foreign)

    response = clerk.get(reverse("console:orders"), {"place": shops.foreign.code})

    assert codes(response) == [mine.code]


def test_the_excel_file_holds_my_places_only(clerk, shops):
    mine = parcel_at(shops.centre, name="=cmd|x")
    parcel_at(shops.foreign)

    response = clerk.get(reverse("console:orders"), {"as": "xlsx"})

    sheet = load_workbook(BytesIO(response.content)).active
    assert [row[0] for row in sheet.values] == ["Mã", mine.code]
    assert (sheet["D2"].value, sheet["D2"].data_type) == ("=cmd|x", "s")
    assert sheet["F2"].value == 280_000


def test_the_order_page_says_what_to_hand_over_and_what_to_collect(clerk, shops):
    parcel = parcel_at(shops.centre, note="Gọi trước")

    html = clerk.get(url("order", parcel)).content.decode()

    for words in ("2 hộp", "0912 345 678", "Thôn 2", "Gọi trước", "280.000\u00a0₫", "Chờ giao"):
        assert words in html


def test_handing_over_posts_the_sale_and_names_order_lot_and_person(clerk, shops):
    parcel = parcel_at(shops.centre)

    response = hand_over(clerk, parcel)

    assert response.url == url("order", parcel)
    parcel.refresh_from_db()
    assert (parcel.state, parcel.ended_by_id) == (Parcel.State.DELIVERED, clerk.person.pk)
    document = Document.objects.get(kind=Document.Kind.SALE)
    assert (document.reference, document.actor_id) == (parcel.reference, clerk.person.pk)
    entry = Entry.objects.get(document=document, place=shops.centre)
    assert (entry.quantity, entry.lot.code) == (-2, "L1")
    assert Shelf.objects.get().on_hand == 8
    page = clerk.get(response.url).content.decode()
    assert "lô L1" in page
    assert document.code in page
    assert "nguoi-clerk" in page


def test_a_double_click_hands_over_once_and_both_presses_are_told_so(clerk, shops):
    parcel, key = parcel_at(shops.centre), uuid.uuid4()

    tags = [said(hand_over(clerk, parcel, key))[-1][0] for _press in range(2)]

    assert tags == ["success", "success"]
    assert Document.objects.filter(kind=Document.Kind.SALE).count() == 1
    assert Shelf.objects.get().on_hand == 8


def test_a_second_person_is_told_that_it_was_done_before(clerk, shops):
    parcel = parcel_at(shops.centre)
    hand_over(clerk, parcel)

    level, words = said(hand_over(clerk, parcel))[-1]

    assert level == "error"
    assert words.endswith("không có gì thay đổi.") or "nothing was changed" in words
    assert Document.objects.filter(kind=Document.Kind.SALE).count() == 1


def test_the_key_of_another_order_can_not_answer_for_this_one(clerk, shops):
    first, second, key = parcel_at(shops.centre), parcel_at(shops.centre), uuid.uuid4()

    hand_over(clerk, first, key)
    hand_over(clerk, second, key)

    assert set(Parcel.objects.values_list("state", flat=True)) == {Parcel.State.DELIVERED}
    assert Document.objects.filter(kind=Document.Kind.SALE).count() == 2


@pytest.mark.parametrize("key", ["", "not a key"])
def test_a_form_without_its_key_changes_nothing(clerk, shops, key):
    parcel = parcel_at(shops.centre)

    response = clerk.post(url("hand_over", parcel), {"client_key": key})

    assert said(response)[-1][0] == "error"
    parcel.refresh_from_db()
    assert parcel.state == Parcel.State.WAITING


def test_cancelling_says_in_numbers_what_will_happen_and_asks_why(clerk, shops):
    parcel = parcel_at(shops.centre)

    page = clerk.get(url("order", parcel)).content.decode()
    unsaid = clerk.post(url("cancel", parcel), {"reason": "  "})

    assert "2 đơn vị hàng được bán lại và 280.000\u00a0₫ sẽ không thu nữa" in page
    assert unsaid.status_code == 422
    assert "<details" in unsaid.content.decode()
    assert " open" in unsaid.content.decode()
    assert Hold.objects.get().state == Hold.State.LIVE


def test_cancelling_ends_the_hold_and_moves_nothing(clerk, shops):
    parcel = parcel_at(shops.centre)

    answers = [
        clerk.post(url("cancel", parcel), {"reason": "Khách báo bận"}).status_code
        for _press in range(2)
    ]

    assert answers == [302, 302]
    parcel.refresh_from_db()
    assert (parcel.state, parcel.cancel_reason) == (Parcel.State.CANCELLED, "Khách báo bận")
    assert Hold.objects.get().state == Hold.State.RELEASED
    shelf = Shelf.objects.get()
    assert (shelf.on_hand, shelf.held) == (10, 0)
    assert not Document.objects.filter(kind=Document.Kind.SALE).exists()
    assert "Khách báo bận" in clerk.get(url("order", parcel)).content.decode()


def test_what_was_handed_over_can_not_be_cancelled(clerk, shops):
    parcel = parcel_at(shops.centre)
    hand_over(clerk, parcel)

    response = clerk.post(url("cancel", parcel), {"reason": "Khách báo bận"})

    assert response.status_code == 422
    parcel.refresh_from_db()
    assert parcel.state == Parcel.State.DELIVERED


def test_an_officer_reads_and_has_no_buttons(signed_in, shops):
    officer = signed_in(Role.OFFICER, unit=shops.province)
    parcel = parcel_at(shops.point)

    html = officer.get(url("order", parcel)).content.decode()

    assert url("hand_over", parcel) not in html
    assert url("cancel", parcel) not in html


def test_an_officer_who_is_clerk_elsewhere_has_buttons_there_only(signed_in, shops):
    from marketplace import clock
    from marketplace.accounts.appointments import appoint

    person = signed_in(Role.OFFICER, unit=shops.province)
    appoint(person.person, Role.CLERK, place=shops.centre, since=clock.today())
    here, there = parcel_at(shops.centre), parcel_at(shops.point)

    assert url("hand_over", here) in person.get(url("order", here)).content.decode()
    assert url("hand_over", there) not in person.get(url("order", there)).content.decode()
    assert hand_over(person, there).status_code == 404


def test_a_long_list_costs_the_same(clerk, shops, django_assert_num_queries):
    listing = factories.listing(at=shops.centre)
    place_order(factories.checkout(listing))
    clerk.get(reverse("console:orders"))
    with django_assert_num_queries(7) as few:
        clerk.get(reverse("console:orders"))
    for _number in range(3):
        place_order(factories.checkout(listing))

    with django_assert_num_queries(len(few)):
        clerk.get(reverse("console:orders"))
