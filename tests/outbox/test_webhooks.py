"""Other systems are told: signed, tried again, once an event, of the open internet alone."""

import hmac
import json
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.outbox import again, deliver, webhook_delivery, webhook_endpoints, webhooks
from marketplace.outbox.models import Message, WebhookDelivery, WebhookEndpoint
from marketplace.outbox.refused import OutboxRefused
from marketplace.outbox.webhook_secret import secret
from tests.outbox.other_system import other_system

pytestmark = pytest.mark.django_db
EVENT = uuid.UUID("0a7c2f4e-0000-4000-8000-000000000001")
KINDS = ["order.placed", "order.paid"]


@pytest.fixture
def system(settings):
    settings.WEBHOOKS_MAY_BE_LOCAL = True
    with other_system() as made:
        yield made


@pytest.fixture
def endpoint(system, noon):
    webhooks.forget()
    yield webhook_endpoints.add("Kho của xã", system.url, KINDS, actor_id=None)
    webhooks.forget()


def tell(kind="order.placed", event_id=EVENT, **body):
    return webhooks.tell(kind, body or {"order": "ABC"}, event_id=event_id)


def verifies(headers, body, key):
    """As another system would do it, from the documentation alone."""
    signed = dict(part.split("=", 1) for part in headers["Ocop-Signature"].split(","))
    expected = hmac.new(key.encode(), f"{signed['t']}.".encode() + body, "sha256").hexdigest()
    return hmac.compare_digest(expected, signed["v1"])


def refused(call):
    with pytest.raises(OutboxRefused) as said:
        call()
    return sorted(said.value.codes)


def test_an_event_comes_signed_with_its_id(system, endpoint):
    tell(order="ABC", total=155_000)
    deliver.sweep()

    ((headers, body),) = system.came
    assert json.loads(body) == {
        "id": str(EVENT),
        "kind": "order.placed",
        "at": "2026-11-22T12:00:00+07:00",
        "data": {"order": "ABC", "total": 155_000},
    }
    assert headers["Ocop-Event-Id"] == str(EVENT)
    assert verifies(headers, body, secret(endpoint))
    assert not verifies(headers, body + b" ", secret(endpoint))
    assert not verifies(headers, body, "whsec_other")
    one = WebhookDelivery.objects.get()
    assert (one.status, one.delivered_at is not None) == (204, True)


def test_what_failed_is_tried_again_under_the_same_id_until_it_is_taken(
    system, endpoint, set_clock
):
    system.plan = [500, 302]
    tell()
    deliver.sweep()
    assert WebhookDelivery.objects.get().status == 500
    assert Message.objects.get().last_error == "NotTaken"

    set_clock("2026-11-22T12:00:30+07:00")
    deliver.sweep()  # a redirect is not followed, and is no success
    assert WebhookDelivery.objects.get().status == 302
    set_clock("2026-11-22T12:01:30+07:00")
    assert deliver.sweep() == 1

    ids = [headers["Ocop-Event-Id"] for headers, _body in system.came]
    assert ids == [str(EVENT)] * 3
    assert len({body for _headers, body in system.came}) == 1
    assert WebhookDelivery.objects.get().delivered_at is not None


def test_a_system_that_cannot_be_reached_is_tried_again(endpoint):
    WebhookEndpoint.objects.update(url="http://127.0.0.1:1/hook")
    tell()
    deliver.sweep()

    one = WebhookDelivery.objects.get()
    assert (one.status, one.delivered_at) == (0, None)
    assert one.last_tried_at is not None
    assert Message.objects.get().last_error == "ConnectionError"


def test_what_was_taken_can_be_sent_again(system, endpoint):
    tell()
    deliver.sweep()

    webhook_delivery.replay(WebhookDelivery.objects.get(), actor_id=None)
    assert deliver.sweep() == 1

    assert [headers["Ocop-Event-Id"] for headers, _body in system.came] == [str(EVENT)] * 2
    assert WebhookDelivery.objects.count() == 1


def test_sending_again_what_waits_is_one_try_and_now(system, endpoint):
    system.plan = [500]
    tell()
    deliver.sweep()

    webhook_delivery.replay(WebhookDelivery.objects.get(), actor_id=None)
    assert deliver.sweep() == 1

    assert Message.objects.count() == 1
    assert len(system.came) == 2


def test_the_same_event_is_promised_once(endpoint):
    assert len(tell()) == 1
    assert tell() == []
    assert WebhookDelivery.objects.count() == Message.objects.count() == 1


def test_only_who_asks_for_the_kind_is_told(endpoint):
    assert tell("stock.changed") == []
    webhook_endpoints.switch(endpoint.code, on=False, actor_id=None)
    assert tell() == []


def test_two_systems_are_two_deliveries(system, endpoint):
    webhook_endpoints.add("Kế toán", system.url + "/2", ["order.placed"], actor_id=None)
    tell()
    deliver.sweep()

    assert len(system.came) == 2
    first, second = (headers["Ocop-Signature"] for headers, _body in system.came)
    assert first != second  # a secret each


def test_who_was_switched_off_meanwhile_gets_nothing(system, endpoint):
    tell()
    webhook_endpoints.switch(endpoint.code, on=False, actor_id=None)
    deliver.sweep()

    assert system.came == []


def test_nobody_who_asks_costs_one_statement_and_knowing_it_none(noon):
    with CaptureQueriesContext(connection) as asked:
        tell()
    assert len([one for one in asked if "SAVEPOINT" not in one["sql"]]) == 1

    webhooks.forget()
    assert webhooks.is_wanted("stock.changed") is False
    with CaptureQueriesContext(connection) as asked:
        assert webhooks.is_wanted("stock.changed") is False
    assert len(asked) == 0
    webhooks.forget()


def test_a_new_endpoint_is_known_when_the_old_knowledge_is_too_old(system, set_clock, noon):
    webhooks.forget()
    assert webhooks.is_wanted("order.placed") is False
    webhook_endpoints.add("Kho của xã", system.url, KINDS, actor_id=None)
    assert webhooks.is_wanted("order.placed") is False

    set_clock("2026-11-22T12:00:15+07:00")
    assert webhooks.is_wanted("order.placed") is True
    webhooks.forget()


def test_the_house_itself_is_never_called(system, endpoint, settings):
    settings.WEBHOOKS_MAY_BE_LOCAL = False
    tell()
    deliver.sweep()

    assert system.came == []
    assert Message.objects.get().last_error == "NotPublic"


@pytest.mark.parametrize(
    ("url", "codes"),
    [
        ("http://example.com/hook", ["bad_address"]),
        ("https://", ["bad_address"]),
        ("https://me:secret@example.com/", ["bad_address"]),
        ("https://example.com:port/", ["bad_address"]),
        ("https://exam ple.com/", ["bad_address"]),
        ("https://example.com/" + "x" * 300, ["bad_address"]),
        ("ftp://example.com/", ["bad_address"]),
        ("https://127.0.0.1/hook", ["private"]),
        ("https://[::1]/hook", ["private"]),
        ("https://10.1.2.3/hook", ["private"]),
    ],
)
def test_only_https_of_the_open_internet_is_taken(url, codes):
    assert refused(lambda: webhook_endpoints.add("Kho", url, KINDS, actor_id=None)) == codes


def test_all_that_is_wrong_is_said_at_once():
    assert refused(lambda: webhook_endpoints.add(" ", "x", [], actor_id=None)) == [
        "bad_address",
        "bad_kinds",
        "bad_name",
    ]
    assert refused(
        lambda: webhook_endpoints.add("Kho", "https://example.com/", ["order.eaten"], actor_id=None)
    ) == ["bad_kinds"]


def test_a_renewed_secret_is_another_and_a_second_press_changes_nothing(endpoint):
    before = secret(endpoint)
    renewed = webhook_endpoints.renew_secret(endpoint.code, seen_turn=1, actor_id=None)
    again_ = webhook_endpoints.renew_secret(endpoint.code, seen_turn=1, actor_id=None)

    assert secret(renewed) == secret(again_) != before


def test_an_endpoint_can_be_changed(endpoint, system):
    webhook_endpoints.change(
        endpoint.code, "Kho mới", system.url + "/2", ["stock.changed"], actor_id=None
    )

    endpoint.refresh_from_db()
    assert (endpoint.name, endpoint.kinds) == ("Kho mới", ["stock.changed"])
    assert tell() == []


def test_what_was_given_up_is_tried_again_with_all_its_tries(message, handled):
    Message.objects.update(state="failed", attempts=16, due_at=message.due_at.replace(year=2027))

    assert again.try_all_failed("other.kind", actor_id=None) == 0
    assert again.try_all_failed(actor_id=None) == 1
    assert deliver.sweep() == 1
    assert handled == [{"order": 7}]
    assert Message.objects.get().attempts == 1


def test_one_that_waits_is_tried_now_and_one_that_is_done_is_left(message, handled):
    Message.objects.update(due_at=message.due_at.replace(year=2027), attempts=3)

    again.try_again(message.pk, actor_id=None)
    assert deliver.sweep() == 1
    assert Message.objects.get().attempts == 4

    assert refused(lambda: again.try_again(message.pk, actor_id=None)) == ["not_failed"]
    assert handled == [{"order": 7}]
