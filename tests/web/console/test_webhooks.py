"""Other systems: added, changed, switched off, given a new secret; what they were told."""

import uuid
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from marketplace.accounts.models import Role
from marketplace.outbox import webhook_endpoints, webhooks
from marketplace.outbox.models import Message, WebhookDelivery, WebhookEndpoint
from marketplace.outbox.webhook_secret import secret
from tests.web.shop.pages import main

pytestmark = pytest.mark.django_db
TYPED = {"name": "Kế toán", "url": "https://ke-toan.example/hook", "kinds": ["order.placed"]}


@pytest.fixture
def admin(signed_in):
    return signed_in(Role.ADMINISTRATOR)


@pytest.fixture
def endpoint():
    return webhook_endpoints.add(
        "Kho của xã", "https://kho.example/hook", ["order.placed"], actor_id=None
    )


def url(name, **arguments):
    return reverse(f"console:{name}", kwargs=arguments)


def told(endpoint):
    webhooks.tell("order.placed", {"order": "ABC"}, event_id=uuid.uuid4())
    return endpoint.deliveries.latest("pk")


def test_a_system_is_added_and_its_secret_shown(admin):
    answer = admin.post(url("webhook_add"), TYPED, follow=True)

    made = WebhookEndpoint.objects.get()
    assert made.kinds == ["order.placed"]
    assert made.made_by_id == admin.person.pk
    assert secret(made) in main(answer)


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(admin):
    answer = admin.post(url("webhook_add"), {"name": "Kho", "url": "http://kho.example/"})

    assert answer.status_code == 422
    words = main(answer)
    assert "bắt đầu bằng https://" in words
    assert "ít nhất một sự kiện" in words
    assert 'value="http://kho.example/"' in answer.content.decode()
    assert not WebhookEndpoint.objects.exists()


def test_a_system_is_changed_and_switched(admin, endpoint):
    admin.post(url("webhook", code=endpoint.code), TYPED | {"kinds": ["stock.changed"]})
    admin.post(url("webhook_switch", code=endpoint.code))
    endpoint.refresh_from_db()
    assert (endpoint.name, endpoint.kinds, endpoint.is_active) == (
        "Kế toán",
        ["stock.changed"],
        False,
    )

    admin.post(url("webhook_switch", code=endpoint.code), {"on": "1"})
    endpoint.refresh_from_db()
    assert endpoint.is_active


def test_a_new_secret_voids_the_old_and_a_second_press_is_none(admin, endpoint):
    before = secret(endpoint)
    for _press in range(2):
        admin.post(url("webhook_renew", code=endpoint.code), {"turn": "1"})

    endpoint.refresh_from_db()
    assert endpoint.secret_turn == 2
    assert before not in main(admin.get(url("webhook", code=endpoint.code)))


def test_what_it_was_told_stands_there_and_is_sent_again(admin, endpoint):
    one = told(endpoint)
    WebhookDelivery.objects.update(status=204, last_tried_at=one.made_at, delivered_at=one.made_at)
    Message.objects.update(state="done", attempts=1)
    page = url("webhook", code=endpoint.code)
    assert "đã nhận 204" in main(admin.get(page))
    assert str(one.event_id) in main(admin.get(page))
    assert str(one.event_id) not in main(admin.get(page + "?open=on"))

    answer = admin.post(url("webhook_replay", code=endpoint.code), {"event": str(one.event_id)})

    assert answer.status_code == 302
    one.refresh_from_db()
    assert one.delivered_at is None
    assert one.message.state == "waiting"


def test_an_event_of_another_system_is_not_found(admin, endpoint):
    other = webhook_endpoints.add("Khác", "https://khac.example/", ["order.paid"], actor_id=None)
    one = told(endpoint)

    answer = admin.post(url("webhook_replay", code=other.code), {"event": str(one.event_id)})
    assert answer.status_code == 404


def test_the_files(admin, endpoint):
    one = told(endpoint)

    def cells(address):
        book = load_workbook(BytesIO(admin.get(address).content))
        return [list(row) for row in book.active.iter_rows(values_only=True)][1:]

    ((name, address, _kinds, _used, many, left),) = cells(url("webhooks") + "?as=xlsx")
    assert (name, address, many, left) == ("Kho của xã", "https://kho.example/hook", 1, 1)
    assert cells(url("webhook", code=endpoint.code) + "?as=xlsx")[0][0] == str(one.event_id)


def test_more_deliveries_cost_no_query_more(admin, endpoint):
    told(endpoint)
    page = url("webhook", code=endpoint.code)
    with CaptureQueriesContext(connection) as few:
        admin.get(page)
    for _n in range(10):
        told(endpoint)
    with CaptureQueriesContext(connection) as many:
        admin.get(page)

    assert len(many) == len(few)
