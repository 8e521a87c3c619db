"""The list of parcels and one of them, as staff see them."""

from io import BytesIO

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from openpyxl import load_workbook

from marketplace.accounts.models import Role
from marketplace.inventory.models import Document, Hold, Shelf
from marketplace.orders.history import Kind
from marketplace.orders.models import Parcel
from marketplace.orders.place_order import place_order
from marketplace.web.console.selling import parcel_words
from tests import factories
from tests.handing import confirmed, hand_over, shipped

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(signed_in, shops):
    return signed_in(Role.CLERK, place=shops.centre)


def parcel_at(place, *, quantity=2, **fields):
    listing = factories.listing(at=place, price=125_000)
    order = place_order(factories.checkout(listing, quantity=quantity, **fields))
    return confirmed(order.parcels.get())


def url(name, parcel):
    return reverse(f"console:{name}", kwargs={"code": parcel.code})


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

    waiting = clerk.get(reverse("console:orders"), {"state": "confirmed"})
    everything = clerk.get(reverse("console:orders"))

    assert codes(waiting) == [first.code, second.code]
    assert codes(everything) == [second.code, first.code]


def test_each_state_has_a_tab_with_its_number(clerk, shops):
    parcel_at(shops.centre)
    shipped(parcel_at(shops.centre))
    listing = factories.listing(at=shops.centre)
    place_order(factories.checkout(listing))  # nobody has called yet

    response = clerk.get(reverse("console:orders"), {"state": "shipped"})

    tabs = {tab.state: (tab.count, tab.is_here) for tab in response.context["tabs"]}
    assert tabs == {
        "": (3, False),
        "to_confirm": (1, False),
        "confirmed": (1, False),
        "shipped": (1, True),
    }


def test_what_is_past_its_time_has_lapsed_in_every_list(clerk, shops, set_clock):
    set_clock("2026-11-22T10:00:00+07:00")
    listing = factories.listing(at=shops.centre)
    parcel = place_order(factories.checkout(listing)).parcels.get()
    set_clock("2026-11-23T09:59:59+07:00")
    assert codes(clerk.get(reverse("console:orders"), {"state": "to_confirm"})) == [parcel.code]

    set_clock("2026-11-23T10:00:00+07:00")

    assert codes(clerk.get(reverse("console:orders"), {"state": "to_confirm"})) == []
    assert codes(clerk.get(reverse("console:orders"), {"state": "lapsed"})) == [parcel.code]
    page = clerk.get(url("order", parcel))
    assert page.context["state"] == "lapsed"
    assert url("cancel", parcel) not in page.content.decode()


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

    for words in ("2 hộp", "0912", "Thôn 2", "Gọi trước", "280.000\u00a0₫", "Chờ đóng gói"):
        assert words in html


def test_the_order_page_tells_what_happened_and_who_did_it(clerk, shops):
    parcel = parcel_at(shops.centre)
    hand_over(parcel.code, actor_id=clerk.person.pk)

    page = clerk.get(url("order", parcel))

    happened = [(one.words, one.who) for one in page.context["history"]]
    assert [words for words, _who in happened] == [
        "Đã thu 280.000\u00a0₫",
        "Đã giao cho khách",
        "Đã giao cho Người giao của cửa hàng, mã vận đơn: không ghi",
        "Đã đóng gói",
        "Đã xác nhận với khách",
        "Khách đặt hàng",
    ]
    assert happened[0][1] == happened[2][1] == "nguoi-clerk"
    html = page.content.decode()
    assert "lô L1" in html
    assert Document.objects.get(kind="sale").code in html


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
    assert (parcel.state, parcel.end_reason) == (Parcel.State.CANCELLED, "Khách báo bận")
    assert Hold.objects.get().state == Hold.State.RELEASED
    shelf = Shelf.objects.get()
    assert (shelf.on_hand, shelf.held) == (10, 0)
    assert not Document.objects.filter(kind=Document.Kind.SALE).exists()
    assert "Khách báo bận" in clerk.get(url("order", parcel)).content.decode()


def test_what_was_handed_over_can_not_be_cancelled(clerk, shops):
    parcel = parcel_at(shops.centre)
    hand_over(parcel.code, actor_id=1)

    response = clerk.post(url("cancel", parcel), {"reason": "Khách báo bận"})

    assert response.status_code == 422
    parcel.refresh_from_db()
    assert parcel.state == Parcel.State.DELIVERED


def test_an_officer_reads_and_has_no_buttons(signed_in, shops):
    officer = signed_in(Role.OFFICER, unit=shops.province)
    parcel = parcel_at(shops.point)

    html = officer.get(url("order", parcel)).content.decode()

    assert url("pack", parcel) not in html
    assert url("cancel", parcel) not in html
    assert url("parcel_note", parcel) in html


def test_an_officer_who_is_clerk_elsewhere_has_buttons_there_only(signed_in, shops):
    from marketplace import clock
    from marketplace.accounts.appointments import appoint

    person = signed_in(Role.OFFICER, unit=shops.province)
    appoint(person.person, Role.CLERK, place=shops.centre, since=clock.today())
    here, there = parcel_at(shops.centre), parcel_at(shops.point)

    assert url("pack", here) in person.get(url("order", here)).content.decode()
    assert url("pack", there) not in person.get(url("order", there)).content.decode()
    assert person.post(url("deliver", there)).status_code == 404


def test_a_long_list_costs_the_same(clerk, shops, django_assert_num_queries):
    listing = factories.listing(at=shops.centre)
    place_order(factories.checkout(listing))
    clerk.get(reverse("console:orders"))
    with django_assert_num_queries(9) as few:
        clerk.get(reverse("console:orders"))
    for _number in range(3):
        place_order(factories.checkout(listing))

    with django_assert_num_queries(len(few)):
        clerk.get(reverse("console:orders"))


def test_a_long_order_costs_the_same(clerk, shops, django_assert_num_queries):
    short = parcel_at(shops.centre)
    listings = [factories.listing(at=shops.centre) for _number in range(4)]
    order = place_order(factories.checkout(*listings))
    long = confirmed(order.parcels.get())
    clerk.get(url("order", short))
    with django_assert_num_queries(20, exact=False) as few:
        clerk.get(url("order", short))

    with django_assert_num_queries(len(few)):
        clerk.get(url("order", long))


def test_every_line_of_a_history_has_words():
    assert set(parcel_words._KINDS) == set(Kind)
