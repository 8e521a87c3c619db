"""What waits and what failed, as an administrator sees it and tries it again."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from marketplace import clock
from marketplace.accounts.models import Role
from marketplace.outbox import deliver
from marketplace.outbox.models import Message
from marketplace.outbox.queue import queue
from marketplace.web.console.outbox import KINDS
from tests.web.shop.pages import main

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(signed_in):
    return signed_in(Role.ADMINISTRATOR)


@pytest.fixture
def three():
    """One waits after an error, one was given up, one is done."""
    waiting, failed, done = (queue("order.event", {"event": n}) for n in range(3))
    later = clock.now() + timedelta(hours=1)
    changes = {
        waiting: {"attempts": 3, "last_error": "ConnectionRefusedError", "due_at": later},
        failed: {"state": "failed", "attempts": 16, "last_error": "SMTPServerDisconnected"},
        done: {"state": "done", "attempts": 1, "done_at": clock.now()},
    }
    for message, values in changes.items():
        Message.objects.filter(pk=message.pk).update(**values)
    return waiting, failed, done


def url(name="outbox"):
    return reverse(f"console:{name}")


def test_each_stands_with_its_state_tries_and_the_type_of_its_error(admin, three):
    words = main(admin.get(url()))

    for text in ("ConnectionRefusedError", "SMTPServerDisconnected", "Tin về đơn hàng", "đã bỏ"):
        assert text in words
    assert "Đang chờ 1" in words and "Đã bỏ 1" in words


def test_the_filters_and_the_file(admin, three):
    words = main(admin.get(url() + "?state=failed"))
    assert "SMTPServerDisconnected" in words and "ConnectionRefusedError" not in words
    assert "ConnectionRefusedError" not in main(admin.get(url() + "?kind=webhook"))

    answer = admin.get(url() + "?state=waiting&as=xlsx")
    rows = list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert [(row[0], row[3], row[5]) for row in rows[1:]] == [
        ("Tin về đơn hàng", 3, "ConnectionRefusedError")
    ]


def test_one_is_tried_now(admin, three, monkeypatch):
    monkeypatch.setitem(deliver._handlers, "order.event", lambda payload: None)
    answer = admin.post(url("outbox_try"), {"message": three[0].pk}, follow=True)

    assert "Đang thử ngay" in main(answer)
    assert deliver.sweep() == 1
    assert Message.objects.get(pk=three[0].pk).state == "done"


@pytest.mark.parametrize("typed", ["", "x", "0", "99999999999999999999"])
def test_a_page_that_was_tampered_with_changes_nothing(admin, three, typed):
    before = list(Message.objects.order_by("pk").values())
    assert admin.post(url("outbox_try"), {"message": typed}).status_code == 302

    assert list(Message.objects.order_by("pk").values()) == before


def test_what_is_done_is_not_done_again(admin, three):
    answer = admin.post(url("outbox_try"), {"message": three[2].pk}, follow=True)

    assert "vừa được làm xong" in main(answer)
    assert Message.objects.get(pk=three[2].pk).state == "done"


def test_all_that_was_given_up_is_tried_again(admin, three):
    answer = admin.post(url("outbox_try_failed"), {"kind": ""}, follow=True)

    assert "Đang thử lại 1 tin" in main(answer)
    tried = Message.objects.get(pk=three[1].pk)
    assert (tried.state, tried.attempts) == ("waiting", 0)


def test_what_was_given_up_stands_on_the_first_page(admin, three):
    assert "1 tin gửi đi đã bỏ" in main(admin.get(url("home")))


def test_every_kind_has_words():
    assert {kind for kind in deliver._handlers if not kind.startswith("test.")} == set(KINDS)


def test_a_hundred_messages_cost_no_query_more(admin, three):
    with CaptureQueriesContext(connection) as few:
        admin.get(url())
    for n in range(40):
        queue("order.event", {"event": n})
    with CaptureQueriesContext(connection) as many:
        admin.get(url())

    assert len(many) == len(few)
