"""A carrier that gives tracking codes over the network, against a stand-in of its published call."""

from datetime import timedelta

import pytest
from django.db import connection

from marketplace import clock
from marketplace.inventory.models import Document
from marketplace.orders.cancel import cancel
from marketplace.orders.carriers import ADAPTERS, asking, ghn, keeping
from marketplace.orders.carriers.interface import CarrierRefused, CarrierSilent
from marketplace.orders.models import Parcel, Shipment
from marketplace.orders.place_order import place_order
from marketplace.orders.refused import OrderRefused
from marketplace.orders.ship import ask_carrier, is_awaited, ship
from marketplace.outbox import deliver as outbox
from marketplace.outbox.models import Message
from tests import factories
from tests.handing import packed, rider
from tests.orders.carrier_stand_in import stand_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def carrier_server(settings):
    with stand_in() as server:
        settings.GHN_URL, settings.GHN_TOKEN, settings.GHN_SHOP_ID = server.url, "a token", "77"
        yield server


@pytest.fixture
def parcel():
    listing = factories.listing(at=factories.place(), quantity=10)
    order = place_order(factories.checkout(listing, quantity=2, note="Gọi trước"))
    return packed(order.parcels.get())


@pytest.fixture
def carrier(parcel):
    return keeping.add(parcel.order.seller, "GHN", "ghn", actor_id=7)


def asked(parcel, carrier):
    """The promise in the outbox after somebody has asked."""
    ask_carrier(parcel.code, carrier, actor_id=7)
    return Message.objects.get(kind="carrier.create")


def test_the_parcel_ships_under_the_code_that_comes_back(parcel, carrier, carrier_server):
    message = asked(parcel, carrier)
    assert Parcel.objects.get().state == "packed"

    assert outbox.deliver(message.pk)

    shipment = Shipment.objects.get()
    assert Parcel.objects.get().state == "shipped"
    assert (shipment.tracking_code, shipment.carrier_fee) == ("GHN00001", 20_901)
    assert (shipment.handed_by_id, Document.objects.get(kind="sale").actor_id) == (7, 7)
    [(headers, body)] = carrier_server.asked
    assert (headers["Token"], headers["ShopId"]) == ("a token", "77")
    unit = parcel.order.unit
    assert body | {"items": None, "weight": None} == {
        "client_order_code": parcel.code,
        "to_name": parcel.order.name,
        "to_phone": "0" + parcel.order.phone.removeprefix("+84"),
        "to_address": "Thôn 2",
        "to_ward_name": unit.full_name,
        "to_province_name": unit.parent.full_name,
        "is_new_to_address": True,
        "cod_amount": parcel.to_collect,
        "weight": None,
        "required_note": "KHONGCHOXEMHANG",
        "note": "Gọi trước",
        "payment_type_id": 1,
        "service_type_id": 2,
        "items": None,
    }
    line = parcel.lines.get()
    item = {"name": line.name, "code": line.listing.code, "quantity": 2, "price": line.unit_price}
    assert body["items"] == [item]
    assert body["weight"] == parcel.weight_grams > 0


def test_a_call_that_is_made_twice_books_once(parcel, carrier, carrier_server):
    message = asked(parcel, carrier)
    asking.create(message.payload)
    asking.create(message.payload)  # the worker died before it could say so
    first = ADAPTERS["ghn"].create(asking.consignment(parcel))
    again = ADAPTERS["ghn"].create(asking.consignment(parcel))

    assert first == again
    assert len(carrier_server.orders) == 1
    assert Document.objects.filter(kind="sale").count() == 1


@pytest.mark.parametrize("step", [500, 503, 429])
def test_a_carrier_that_is_not_well_is_asked_again(
    parcel, carrier, carrier_server, set_clock, step
):
    set_clock("2026-11-22T10:00:00+07:00")
    carrier_server.plan = [step]
    message = asked(parcel, carrier)

    assert not outbox.deliver(message.pk)
    message.refresh_from_db()
    assert (message.state, message.last_error) == ("waiting", "CarrierSilent")
    assert not outbox.deliver(message.pk)  # its pause is not over
    set_clock((clock.now() + timedelta(minutes=10)).isoformat())
    assert outbox.deliver(message.pk)

    assert Shipment.objects.get().tracking_code == "GHN00001"


def test_a_carrier_that_does_not_answer_in_time_is_asked_again(
    parcel, carrier, carrier_server, monkeypatch
):
    monkeypatch.setattr(ghn, "TIMEOUT", (1, 0.2))
    carrier_server.plan = ["hang"]

    with pytest.raises(CarrierSilent):
        asking.create(asked(parcel, carrier).payload)

    carrier_server.let_go.set()
    asking.create(Message.objects.get(kind="carrier.create").payload)
    assert Shipment.objects.get().handed_at is not None
    assert len(carrier_server.asked) == 2


def test_what_the_carrier_refuses_is_told_in_its_words_and_can_be_asked_again(
    parcel, carrier, carrier_server
):
    words = "Số điện thoại người nhận không hợp lệ"
    carrier_server.plan = [{"code": 400, "message": "bad", "code_message_value": words}]
    message = asked(parcel, carrier)

    assert outbox.deliver(message.pk)  # asking again by itself would change nothing

    shipment = Shipment.objects.get()
    assert (shipment.refused, shipment.handed_at) == (words, None)
    assert Parcel.objects.get().state == "packed"
    ask_carrier(parcel.code, carrier, actor_id=8)
    second = Message.objects.filter(kind="carrier.create").latest("pk")
    assert second != message
    assert outbox.deliver(second.pk)
    assert Shipment.objects.get().refused == ""
    assert Parcel.objects.get().state == "shipped"


def test_asking_while_an_answer_is_awaited_asks_once(parcel, carrier):
    ask_carrier(parcel.code, carrier, actor_id=7)
    ask_carrier(parcel.code, carrier, actor_id=7)

    assert Message.objects.filter(kind="carrier.create").count() == 1


def test_a_carrier_that_never_answered_is_asked_anew(parcel, carrier):
    message = asked(parcel, carrier)
    assert is_awaited(Shipment.objects.get())
    Message.objects.filter(pk=message.pk).update(state="failed")  # after two days of silence
    assert not is_awaited(Shipment.objects.get())

    ask_carrier(parcel.code, carrier, actor_id=8)
    ask_carrier(parcel.code, carrier, actor_id=8)

    assert Message.objects.filter(kind="carrier.create", state="waiting").count() == 1
    assert Shipment.objects.get().handed_by_id == 8


def test_what_was_booked_for_nothing_is_told_with_its_code(
    parcel, carrier, carrier_server, monkeypatch
):
    message = asked(parcel, carrier)
    real = asking.consignment

    def cancelled_meanwhile(parcel):
        cancel(parcel.code, actor_id=7, reason="khách đổi ý")
        return real(parcel)

    monkeypatch.setattr(asking, "consignment", cancelled_meanwhile)
    assert outbox.deliver(message.pk)

    shipment = Shipment.objects.get()
    assert (Parcel.objects.get().state, shipment.handed_at) == ("cancelled", None)
    assert "GHN00001" in shipment.refused


def test_what_was_booked_beside_another_carrier_is_told_with_its_code(
    parcel, carrier, carrier_server, monkeypatch
):
    message = asked(parcel, carrier)
    real = asking.consignment

    def handed_over_meanwhile(parcel):
        ship(parcel.code, rider(parcel), "BƯU CỤC 1", actor_id=7)
        return real(parcel)

    monkeypatch.setattr(asking, "consignment", handed_over_meanwhile)
    assert outbox.deliver(message.pk)

    shipment = Shipment.objects.get()
    assert shipment.tracking_code == "BƯU CỤC 1"
    assert "GHN00001" in shipment.refused and "GHN" in shipment.refused


def test_an_answer_that_comes_too_late_changes_nothing(parcel, carrier, carrier_server):
    message = asked(parcel, carrier)
    ship(parcel.code, rider(parcel), "BƯU CỤC 1", actor_id=7)

    assert outbox.deliver(message.pk)

    assert Shipment.objects.get().tracking_code == "BƯU CỤC 1"
    assert carrier_server.asked == []


def test_the_network_is_never_asked_inside_a_transaction(
    parcel, carrier, carrier_server, monkeypatch
):
    message = asked(parcel, carrier)
    depth = len(connection.savepoint_ids)
    inside = []
    real = ghn.requests.post

    def post(*arguments, **named):
        inside.append(len(connection.savepoint_ids))
        return real(*arguments, **named)

    monkeypatch.setattr(ghn.requests, "post", post)
    outbox.deliver(message.pk)

    assert inside == [depth]  # no deeper than the test itself


@pytest.mark.parametrize("told", [{"data": {}}, {"code": 200, "data": None}, {"code": 200}])
def test_an_answer_without_a_meaning_is_no_answer(parcel, carrier_server, told):
    carrier_server.plan = [told]

    with pytest.raises(CarrierSilent):
        ADAPTERS["ghn"].create(asking.consignment(parcel))


def test_nothing_listens(parcel, settings):
    settings.GHN_URL, settings.GHN_TOKEN, settings.GHN_SHOP_ID = "http://127.0.0.1:9", "t", "1"

    with pytest.raises(CarrierSilent):
        ADAPTERS["ghn"].create(asking.consignment(parcel))


def test_an_own_rider_gives_no_codes_and_a_carrier_needs_its_token(parcel, settings):
    settings.GHN_TOKEN = ""

    assert not ADAPTERS["ghn"].is_set_up()
    assert ADAPTERS["own_rider"].is_set_up()
    with pytest.raises(CarrierRefused):
        ADAPTERS["own_rider"].create(asking.consignment(parcel))


def test_a_seller_keeps_its_carriers(parcel):
    seller = parcel.order.seller
    made = keeping.add(seller, " Bưu cục  xã ", "own_rider", actor_id=7)
    assert keeping.add(seller, "Bưu cục xã", "own_rider", actor_id=7) == made

    keeping.switch(made, on=False, actor_id=7)
    with pytest.raises(OrderRefused) as off:
        ship(parcel.code, keeping.switch(made, on=False, actor_id=7), "", actor_id=7)
    back = keeping.add(seller, "Bưu cục xã", "own_rider", actor_id=7)

    assert off.value.codes == ["foreign_carrier"]
    assert (back, back.is_active) == (made, True)
    for name, adapter, code in [("x", "own_rider", "bad_name"), ("Xe", "?", "unknown_adapter")]:
        with pytest.raises(OrderRefused) as refused:
            keeping.add(seller, name, adapter, actor_id=7)
        assert refused.value.codes == [code]
    with pytest.raises(OrderRefused) as other:
        keeping.add(seller, "Bưu cục xã", "ghn", actor_id=7)
    assert other.value.codes == ["named_before"]
