"""Where one person is not enough, the screens say so before anything is asked for."""

import uuid

import pytest
from django.urls import reverse

from marketplace.accounts.models import Role
from marketplace.inventory import reversal
from marketplace.inventory.models import Adjustment, Document, Shelf
from marketplace.inventory.receiving import Received, receive
from tests import factories
from tests.inventory.stocktakes.counting import begin, see
from tests.web.console.goods.stocktake_pages import address, text
from tests.whole.goods.changes import picked_body

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(signed_in, shops):
    return signed_in(Role.CENTRE_MANAGER, place=shops.centre)


@pytest.fixture
def honey(shops):
    return factories.listing(
        factories.certified("Mật ong"), at=shops.centre, quantity=20, price=100_000
    )


def test_a_review_says_who_is_needed_and_offers_no_button(manager, shops, honey):
    counting = begin(shops.centre)
    see(counting, honey, 14, actor_id=manager.person.pk)
    post = address("stocktake_post", counting)

    page = manager.get(address("stocktake_review", counting))
    assert page.context["alone"].is_too_much
    assert post not in text(page)
    assert "600.000" in text(page)
    assert "người khác phụ trách điểm này" in text(page)
    body = {"client_key": uuid.uuid4(), "agreed": page.context["agreed"]}
    assert manager.post(post, body).status_code == 422
    assert Shelf.objects.get().on_hand == 20

    see(counting, honey, 0, actor_id=8)  # somebody else has looked too
    page = manager.get(address("stocktake_review", counting))
    assert post in text(page)
    manager.post(post, body | {"agreed": page.context["agreed"]})
    assert Shelf.objects.get().on_hand == 14


def test_what_is_left_to_one_alone_stands_above_the_form(manager, shops, honey):
    page, place = reverse("console:adjustment_new"), {"place": shops.centre.code}

    def write_off(units):
        body = picked_body(shops.centre, honey, units=units, reason="broken")
        return manager.post(page, body, follow=True)

    assert "500.000" in text(manager.get(page, place))
    assert "Đã ghi sổ" in text(write_off("3"))
    shown = text(manager.get(page, place))
    assert "300.000" in shown
    assert "còn lại 200.000" in shown
    assert "Chưa có hàng nào thay đổi" in text(write_off("3"))
    assert sorted(Adjustment.objects.values_list("state", flat=True)) == ["posted", "waiting"]


def test_a_document_of_ones_own_says_that_somebody_else_takes_it_back(manager, shops, honey):
    line = Received(honey.variant_id, "L2", 6)
    fields = {"owner_id": honey.producer.party_id, "client_key": "more"}
    mine = receive(shops.centre, [line], actor_id=manager.person.pk, **fields)
    page = reverse("console:document", kwargs={"code": mine.code})
    reverse_it = reverse("console:document_reverse", kwargs={"code": mine.code})

    shown = manager.get(page)
    assert not shown.context["may_reverse"]
    assert "Chính bạn đã ghi phiếu này" in text(shown)
    body = {"client_key": uuid.uuid4(), "note": "Ghi nhầm"}
    assert manager.post(reverse_it, body).status_code == 422
    assert not Document.objects.filter(kind="reversal").exists()

    reversal.reverse(mine.code, note="Ghi nhầm", actor_id=8, client_key="r")
    assert "Chính bạn" not in text(manager.get(page))
