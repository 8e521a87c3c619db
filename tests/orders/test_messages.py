"""Who is told, by which channel, how often."""

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from marketplace import clock
from marketplace.accounts import consent
from marketplace.accounts.people import create_person
from marketplace.orders.cancel import cancel, cancel_by_shopper
from marketplace.orders.place_order import place_order
from marketplace.outbox import deliver
from marketplace.outbox.models import Message
from tests import factories, handing, offers
from tests.orders.messages_sent import MAIL, Phone, html, told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def phone(settings):
    settings.SMS_BACKEND = "tests.orders.messages_sent.Phone"
    Phone.got, Phone.is_down = [], False
    yield Phone


def placed(**fields):
    order = place_order(factories.checkout(factories.listing(price=125_000), **fields))
    deliver.sweep()
    return order, mail.outbox


def test_the_confirmation_says_what_was_ordered_and_what_is_to_be_paid():
    order, outbox = placed(email=MAIL, language="vi")

    (message,) = outbox
    assert message.to == [MAIL]
    assert message.subject == f"Đã nhận đơn hàng {order.code}"
    for text in (message.body, html(message)):
        assert order.parcels.get().lines.get().name in text
        assert "155.000\u00a0₫" in text
        assert f"/don-hang/{order.code}/" in text
        assert "Hàng đã được giữ cho bạn" in text
        assert "để xác nhận đơn hàng, đến" in text  # held until
        assert "Đơn vị bán hàng" in text


def test_a_star_stands_with_its_last_day_and_the_page_that_knows_it_today():
    order, outbox = placed(email=MAIL)

    listing = order.parcels.get().lines.get().listing
    for text in (outbox[0].body, html(outbox[0])):
        assert "OCOP 3 sao, có giá trị đến 05/08/2029" in text
        assert f"/san-pham/{listing.slug}-{listing.code}/" in text


def test_a_star_that_ends_before_the_mail_goes_out_is_not_in_it(set_clock):
    set_clock("2029-08-05T23:59:00+07:00")  # the certificate's last day
    place_order(factories.checkout(factories.listing(), email=MAIL))
    set_clock("2029-08-06T00:00:00+07:00")
    deliver.sweep()

    assert "1 × " in mail.outbox[0].body
    assert "sao" not in mail.outbox[0].body


def test_a_gift_set_is_one_line_with_what_is_in_it():
    tea = factories.listing()
    honey = factories.listing(at=tea.seller.places.get())
    gift = offers.gift_set((tea, 2), (honey, 1), price=200_000, name="Giỏ quà Tết")
    place_order(factories.checkout(gift, email=MAIL))
    deliver.sweep()

    body = mail.outbox[0].body
    assert "1 × Giỏ quà Tết: 200.000\u00a0₫" in body
    assert f"2 × {tea.product.name}" in body


def test_it_speaks_the_language_of_the_order():
    order, outbox = placed(email="buyer@example.com", language="en")

    assert outbox[0].subject == f"Order {order.code}: we have it"
    assert f"/en/don-hang/{order.code}/" in outbox[0].body


def test_who_gave_no_address_gets_a_short_message(phone):
    order, outbox = placed(email="", phone="0912 345 678")

    assert outbox == []
    ((number, text),) = phone.got
    assert number == "+84912345678"
    assert text.startswith(f"Chợ OCOP: đã nhận đơn hàng {order.code}, 155.000\u00a0₫.")
    assert text.endswith(f"/don-hang/{order.code}/")
    assert deliver.sweep() == 0


def test_who_has_an_address_gets_no_short_message(phone):
    placed(email=MAIL)

    assert phone.got == []


@pytest.mark.parametrize("is_given", [True, False])
def test_short_messages_besides_mails_are_for_who_asked_for_them(phone, is_given):
    person = create_person(name="nguoi-dat", phone="0912 345 678", password="one long secret 9")
    consent.set_consents(person.pk, {"order_sms": is_given})

    placed(email=MAIL, user_id=person.pk, phone="0912 345 678")

    assert len(mail.outbox) == 1
    assert len(phone.got) == is_given


def test_a_name_cannot_bring_its_own_html():
    _order, outbox = placed(email="a@example.com", name="<b>Ai đó</b>")

    assert "<b>Ai" not in html(outbox[0])
    assert "<b>Ai đó</b>" in outbox[0].body


def test_a_mail_server_that_is_down_loses_nothing_and_sends_one(set_clock, monkeypatch):
    set_clock("2026-11-22T10:00:00+07:00")
    with monkeypatch.context() as patch:

        def refuse(*args):
            raise ConnectionRefusedError

        patch.setattr(EmailBackend, "send_messages", refuse)
        order, outbox = placed(email=MAIL)
        assert outbox == []
    assert Message.objects.get(kind="order.event").last_error == "ConnectionRefusedError"

    set_clock("2026-11-22T10:01:00+07:00")
    deliver.sweep()
    set_clock("2026-11-22T12:00:00+07:00")
    deliver.sweep()

    assert [one.subject for one in outbox] == [f"Đã nhận đơn hàng {order.code}"]


def test_what_one_channel_has_sent_is_not_sent_again_for_the_other(set_clock, phone):
    set_clock("2026-11-22T10:00:00+07:00")
    person = create_person(name="nguoi-dat", phone="0912 345 678", password="one long secret 9")
    consent.set_consents(person.pk, {"order_sms": True})
    phone.is_down = True
    placed(email=MAIL, user_id=person.pk, phone="0912 345 678")
    assert (len(mail.outbox), phone.got) == (1, [])

    phone.is_down = False
    set_clock("2026-11-22T10:01:00+07:00")
    assert deliver.sweep() == 1

    assert (len(mail.outbox), len(phone.got)) == (1, 1)


def test_the_same_mail_carries_the_same_id():
    placed(email=MAIL)
    event = Message.objects.get().payload["event"]
    Message.objects.update(state="waiting", due_at=clock.now(), payload={"event": event})
    deliver.sweep()

    first, second = (one.extra_headers["Message-ID"] for one in mail.outbox)
    assert first == second
    assert first.endswith("@localhost>")


def test_an_erased_shopper_is_told_nothing(phone):
    order, _outbox = placed(email=MAIL)
    parcel = order.parcels.get()

    def erase_and_cancel():
        cancel(parcel.code, actor_id=1, reason="Hết hàng")
        order.erased_at, order.email, order.phone = clock.now(), "", ""
        order.save()

    _done, outbox = told(mail.outbox, erase_and_cancel)

    assert outbox == [] and phone.got == []


def test_a_shopper_who_cancels_two_parcels_is_told_once():
    seller = factories.operator()
    here, there = (factories.place(name, seller=seller) for name in ("Nơi một", "Nơi hai"))
    both = factories.listing(at=here, quantity=1), factories.listing(at=there, quantity=1)
    order = place_order(factories.checkout(*both, email=MAIL))
    assert order.parcels.count() == 2

    _done, outbox = told(mail.outbox, lambda: cancel_by_shopper(order.code))

    (message,) = outbox
    assert message.subject == f"Đơn hàng {order.code}: đã hủy"


def test_what_is_of_no_news_to_the_shopper_is_told_by_nobody(phone):
    order, _outbox = placed(email=MAIL)

    _done, outbox = told(mail.outbox, lambda: handing.packed(order.parcels.get()))

    assert outbox == [] and phone.got == []
    assert not Message.objects.exclude(state="done").exists()
