"""The web process is killed in the middle of posting a transfer: nothing of it is left, then it goes once."""

import os
import signal
import threading
import time
from datetime import datetime

import pytest
import requests
from django.db import connection, transaction

from marketplace import clock
from marketplace.audit.models import Line
from marketplace.inventory.models import Document, Entry, Sent, Shelf, Transfer
from marketplace.inventory.transfers import fingerprint
from tests import factories
from tests.inventory.transfers.goods import nothing_is_nowhere
from tests.staff import PASSWORD, make_person

pytestmark = pytest.mark.slow

PATIENCE = 180  # seconds until a test that hangs is called failed


@pytest.fixture
def draft(live_shop):
    from marketplace.accounts.models import Role

    live_shop.move_clock(datetime(2026, 11, 22, 9, 0, tzinfo=clock.LOCAL))
    centre = factories.place("Trung tâm")
    point = factories.place("Điểm bán", seller=centre.operator)
    make_person("gui", Role.CLERK, place=centre)
    honey = factories.listing(at=centre, quantity=10)
    return factories.transfer(centre, point, honey, quantity=4)


def test_nothing_is_half_sent_and_the_same_press_sends_it_once(live_shop, draft):
    clerk, seen = sign_in(live_shop), fingerprint(draft)
    with transaction.atomic():
        # Document, entries, balances and shelves are written before Sent is: here it stands still.
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE ocop_inventory_sent IN SHARE ROW EXCLUSIVE MODE")
        press = threading.Thread(target=send, args=(clerk, live_shop, draft, seen), daemon=True)
        press.start()
        until(lambda: waiting_for_the_table() > 0, live_shop)
        kill_web(live_shop)
        press.join(PATIENCE)
    until(lambda: waiting_for_the_table() == 0, live_shop)
    assert moved(draft) == ("draft", 10, 0, 0, 0, 0)

    live_shop.start_web()
    for _press in range(2):
        assert send(clerk, live_shop, draft, seen).status_code == 302

    assert moved(draft) == ("sent", 6, 1, 2, 1, 1)
    nothing_is_nowhere()


def moved(draft):
    """State, on hand at the origin; documents, entries, rows of Sent, audit lines of sending."""
    return (
        Transfer.objects.get(pk=draft.pk).state,
        Shelf.objects.get(place=draft.origin).on_hand,
        Document.objects.filter(kind="sending").count(),
        Entry.objects.filter(document__kind="sending").count(),
        Sent.objects.count(),
        Line.objects.filter(action="inventory.send_transfer").count(),
    )


def sign_in(shop):
    clerk = requests.Session()
    clerk.get(f"{shop.url}quan-ly/dang-nhap/", timeout=30)
    body = {"username": "gui", "password": PASSWORD}
    answer = clerk.post(f"{shop.url}quan-ly/dang-nhap/", data=with_token(clerk, body), timeout=30)
    assert answer.url == f"{shop.url}quan-ly/"
    return clerk


def with_token(clerk, body):
    return body | {"csrfmiddlewaretoken": clerk.cookies["csrftoken"]}


def send(clerk, shop, draft, seen):
    """The same press each time: one client key, one picture of the draft."""
    key = "1b4e28ba-2fa1-11d2-883f-0016d3cca427"
    body = with_token(clerk, {"client_key": key, "seen": seen})
    address = f"{shop.url}quan-ly/dieu-chuyen/{draft.code}/gui/"
    try:
        return clerk.post(address, data=body, timeout=PATIENCE, allow_redirects=False)
    except requests.ConnectionError:
        return None  # the process was killed


def kill_web(shop):
    os.killpg(shop._web.process.pid, signal.SIGKILL)
    shop._web.stop()


def waiting_for_the_table():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted"
            " AND relation = 'ocop_inventory_sent'::regclass"
        )
        return cursor.fetchone()[0]


def until(is_so, shop):
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, shop.logs()[-3000:]
        time.sleep(0.1)
