"""From the pick list to the door and back, on the screens."""

from io import BytesIO

import pdfplumber
import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from openpyxl import load_workbook

from marketplace.accounts.models import Role
from marketplace.inventory.models import Balance, Document
from marketplace.orders.cancel import cancel
from marketplace.orders.carriers import keeping
from marketplace.orders.models import Parcel, Payment, Shipment
from marketplace.orders.place_order import place_order
from marketplace.orders.refuse import refuse
from marketplace.orders.ship import ask_carrier
from marketplace.outbox.models import Message
from tests import factories
from tests.handing import confirmed, packed, rider, shipped

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(signed_in, shops):
    return signed_in(Role.CLERK, place=shops.centre)


@pytest.fixture
def listing(shops):
    return factories.listing(factories.certified("Mật ong rừng", stars=4), at=shops.centre)


@pytest.fixture
def parcel(listing):
    order = place_order(factories.checkout(listing, quantity=2))
    return confirmed(order.parcels.get())


def url(name, parcel):
    return reverse(f"console:{name}", kwargs={"code": parcel.code})


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def state(parcel):
    return Parcel.objects.get(pk=parcel.pk).state


def scan(client, parcel, text, seen, **more):
    return client.post(url("pack", parcel), {"scan": text, "seen": seen} | more)


def test_the_pick_list_is_of_my_places_and_of_what_is_ticked(clerk, shops, listing, parcel):
    other = confirmed(place_order(factories.checkout(listing)).parcels.get())
    confirmed(place_order(factories.checkout(factories.listing(at=shops.foreign))).parcels.get())

    whole = clerk.get(reverse("console:pick"))
    ticked = clerk.get(reverse("console:pick"), {"parcel": other.code.lower()})
    book = clerk.get(reverse("console:pick"), {"as": "xlsx"})

    assert [one.code for one, _chosen, _units in whole.context["rows"]] == [parcel.code, other.code]
    [(_place, takes)] = whole.context["by_place"]
    assert [(one.lot_code, one.units) for one in takes] == [("L1", 3)]
    [(_place, takes)] = ticked.context["by_place"]
    assert [(one.units, one.parcels) for one in takes] == [(1, (other.code,))]
    rows = list(load_workbook(BytesIO(book.content)).active.values)
    assert rows[1][1:6] == ("Mật ong rừng", listing.code, "L1", None, 3)


def test_packing_by_scans(clerk, parcel, listing):
    first = scan(clerk, parcel, listing.code, 0)
    stale = scan(clerk, parcel, listing.code, 0)
    last = scan(clerk, parcel, f"{listing.code}/L1", 1)

    assert first.url == url("pack", parcel)
    assert stale.status_code == 422
    assert stale.context["form"].data["seen"] == "1"
    assert last.url == url("ship", parcel)
    assert state(parcel) == "packed"


def test_a_wrong_scan_stands_beside_the_field_with_what_was_typed(clerk, shops, parcel):
    other = factories.listing(at=shops.centre)

    response = scan(clerk, parcel, other.code, 0)

    html = response.content.decode()
    assert response.status_code == 422
    assert "không thuộc đơn này" in html
    assert f'value="{other.code}"' in html
    assert state(parcel) == "confirmed"


def test_packing_by_counting(clerk, parcel):
    line = parcel.lines.get()

    short = clerk.post(url("pack_counted", parcel), {f"line-{line.pk}": "1"})
    unreadable = clerk.post(url("pack_counted", parcel), {f"line-{line.pk}": "hai"})
    whole = clerk.post(url("pack_counted", parcel), {f"line-{line.pk}": "2"})

    assert (short.status_code, unreadable.status_code) == (422, 422)
    assert 'value="hai"' in unreadable.content.decode()
    assert whole.url == url("ship", parcel)
    assert state(parcel) == "packed"


def test_what_was_scanned_can_start_again(clerk, parcel, listing):
    scan(clerk, parcel, listing.code, 0)

    clerk.post(url("pack_again", parcel))

    assert parcel.lines.get().packed == 0


def words_of(response):
    """(width and height of the pages, what stands on them)."""
    assert response["Content-Type"] == "application/pdf"
    with pdfplumber.open(BytesIO(response.content)) as book:
        sizes = [(round(page.width), round(page.height)) for page in book.pages]
        return sizes, " ".join(page.extract_text() for page in book.pages)


def test_the_label_says_to_whom_and_how_much(clerk, parcel):
    sizes, words = words_of(clerk.get(url("parcel_label", parcel)))

    assert sizes == [(298, 420)]  # A6
    for part in (parcel.order.name, "Thôn 2", "Lạc Dương", parcel.code, "280.000"):
        assert part in words


def test_the_labels_of_the_ticked_parcels_are_a_page_each(clerk, shops, listing, parcel):
    other = confirmed(place_order(factories.checkout(listing)).parcels.get())
    foreign = place_order(factories.checkout(factories.listing(at=shops.foreign))).parcels.get()
    asked = {"parcel": [parcel.code, other.code, foreign.code, "\0", "x"]}

    sizes, words = words_of(clerk.get(reverse("console:parcel_labels"), asked))

    assert sizes == [(298, 420)] * 2
    assert (parcel.code in words, other.code in words, foreign.code in words) == (True, True, False)


def test_the_note_says_lots_sums_and_until_when_the_star_is_valid(clerk, parcel):
    before = words_of(clerk.get(url("parcel_note", parcel)))[1]
    shipped(parcel)
    after = words_of(clerk.get(url("parcel_note", parcel)))[1]

    for words in (before, after):
        for part in ("Mật ong rừng", "L1 × 2", "280.000", "OCOP 4 sao", "có giá trị đến"):
            assert part in words


def test_handing_to_a_carrier_with_its_code(clerk, parcel):
    packed(parcel)
    carrier = rider(parcel)
    page = clerk.get(url("ship", parcel))

    without = clerk.post(url("ship", parcel), {"tracking_code": "VN 1"})
    done = clerk.post(url("ship", parcel), {"carrier": carrier.code, "tracking_code": "VN 1"})
    again = clerk.post(url("ship", parcel), {"carrier": carrier.code, "tracking_code": "VN 1"})

    assert page.context["form"].initial == {"carrier": carrier.code}
    assert without.status_code == 422
    assert 'value="VN 1"' in without.content.decode()
    assert (done.url, again.url) == (url("order", parcel), url("order", parcel))
    assert state(parcel) == "shipped"
    assert Document.objects.filter(kind="sale").count() == 1
    assert "VN 1" in clerk.get(url("order", parcel)).content.decode()


def test_a_carrier_that_gives_codes_is_asked_and_its_refusal_is_shown(clerk, parcel, settings):
    settings.GHN_TOKEN, settings.GHN_SHOP_ID = "t", "1"
    packed(parcel)
    carrier = keeping.add(parcel.order.seller, "GHN", "ghn", actor_id=None)

    asked = clerk.post(url("ship", parcel), {"carrier": carrier.code, "tracking_code": ""})
    waiting = clerk.get(url("order", parcel)).content.decode()
    Shipment.objects.update(refused="Sai số điện thoại")
    refused = clerk.get(url("ship", parcel)).content.decode()

    assert asked.url == url("order", parcel)
    assert Message.objects.filter(kind="carrier.create").count() == 1
    assert "Đã hỏi GHN" in waiting
    assert "Sai số điện thoại" in refused
    assert state(parcel) == "packed"


def test_without_a_carrier_the_page_says_what_to_do(clerk, parcel):
    packed(parcel)

    assert "chưa có đơn vị vận chuyển" in clerk.get(url("ship", parcel)).content.decode()


def test_delivered_is_one_press_and_a_second_changes_nothing(clerk, parcel):
    shipped(parcel)

    for _press in range(2):
        assert clerk.post(url("deliver", parcel)).url == url("order", parcel)

    assert state(parcel) == "delivered"
    assert Payment.objects.get().carrier == rider(parcel)


def test_refused_found_by_its_label_and_taken_back(clerk, parcel):
    shipped(parcel, "VN2")
    unsaid = clerk.post(url("refuse_parcel", parcel), {"reason": ""})
    early = clerk.post(reverse("console:coming_back"), {"scan": "VN2"})
    clerk.post(url("refuse_parcel", parcel), {"reason": "Khách không nhận"})

    unknown = clerk.post(reverse("console:coming_back"), {"scan": "ABC"})
    found = clerk.post(reverse("console:coming_back"), {"scan": f" {parcel.code.lower()} "})
    line = parcel.lines.get()
    too_many = clerk.post(url("take_back", parcel), {f"line-{line.pk}": "3"})
    done = clerk.post(url("take_back", parcel), {f"line-{line.pk}": "1"})

    assert unsaid.status_code == 422
    assert " open" in unsaid.content.decode()
    assert early.url == url("order", parcel)
    assert unknown.status_code == 422
    assert 'value="ABC"' in unknown.content.decode()
    assert found.url == url("take_back", parcel)
    assert too_many.status_code == 422
    assert done.url == reverse("console:coming_back")
    assert state(parcel) == "back"
    standing = Balance.objects.filter(quantity__gt=0).values_list("condition", "quantity")
    assert set(standing) == {("good", 9), ("damaged", 1)}


def test_a_foreign_parcel_is_not_found_by_scan(clerk, shops):
    listing = factories.listing(at=shops.foreign)
    theirs = confirmed(place_order(factories.checkout(listing)).parcels.get())
    shipped(theirs)
    refuse(theirs.code, reason="Khách không nhận", actor_id=None)

    assert clerk.post(reverse("console:coming_back"), {"scan": theirs.code}).status_code == 422
    assert clerk.get(url("take_back", theirs)).status_code == 404


def test_what_came_of_asking_a_carrier_is_said(clerk, parcel, settings):
    settings.GHN_URL, settings.GHN_TOKEN, settings.GHN_SHOP_ID = "http://127.0.0.1:9", "t", "1"
    packed(parcel)
    carrier = keeping.add(parcel.order.seller, "GHN", "ghn", actor_id=7)
    ask_carrier(parcel.code, carrier, actor_id=7)
    for name in ("ship", "order"):
        assert "Đã hỏi GHN mã vận đơn" in clerk.get(url(name, parcel)).content.decode()

    Message.objects.filter(kind="carrier.create").update(state="failed")
    assert "GHN không trả lời" in clerk.get(url("ship", parcel)).content.decode()

    Shipment.objects.update(refused="Đã đặt ở GHN với mã GHN00001")
    cancel(parcel.code, actor_id=7, reason="khách đổi ý")
    assert "GHN00001" in clerk.get(url("order", parcel)).content.decode()


def test_splitting(clerk, parcel):
    line = parcel.lines.get()

    page = clerk.get(url("split", parcel)).content.decode()
    seen = {"seen": str(line.quantity)}
    nothing = clerk.post(url("split", parcel), {f"line-{line.pk}": ""} | seen)
    done = clerk.post(url("split", parcel), {f"line-{line.pk}": "1"} | seen)
    again = clerk.post(url("split", parcel), {f"line-{line.pk}": "1"} | seen)

    assert f'name="seen" value="{line.quantity}"' in page
    assert nothing.status_code == 422
    assert done.url == url("order", parcel)
    assert again.status_code == 422
    made = Parcel.objects.get(split_from=parcel)
    assert made.code in said(done)[0]
    assert made.code in clerk.get(url("order", parcel)).content.decode()


def test_a_page_out_of_its_turn_leads_to_the_order(clerk, parcel):
    for name in ("ship", "take_back"):
        assert clerk.get(url(name, parcel)).url == url("order", parcel)
    shipped(parcel)
    for name in ("pack", "split"):
        assert clerk.get(url(name, parcel)).url == url("order", parcel)
    assert clerk.post(url("pack_again", parcel)).url == url("order", parcel)
