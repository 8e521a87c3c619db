"""A worker is killed in the middle of writing a list; the next one finishes it, once."""

import os
import signal
import time
from datetime import datetime

import pytest
from django.db import connection, transaction

from marketplace import clock
from marketplace.audit.models import Line
from marketplace.certification.models import Certificate, CertifiedProduct, StarPeriod
from marketplace.producers.models import Producer
from plugins.ocop_sync.confirm import confirm
from plugins.ocop_sync.models import Change, RegisterImport
from plugins.ocop_sync.upload import Brought, upload
from tests.plugins.ocop_sync import files

pytestmark = pytest.mark.slow

PATIENCE = 180  # seconds until a test that hangs is called failed
ROWS = 50


@pytest.fixture
def shop(live_shop):
    live_shop.move_clock(datetime(2026, 11, 22, 9, 0, tzinfo=clock.LOCAL))
    return live_shop


def test_nothing_is_left_of_a_killed_writing_and_the_next_worker_finishes_once(shop):
    content = files.annex([files.award(f"Trà {number}") for number in range(ROWS)])
    shop.start_worker()
    one = upload(Brought("ds.xlsx", content, "A", url="https://example.vn"), actor_id=1)
    until(lambda: state(one) == "waiting", shop)

    with transaction.atomic():
        # The certificates are written before what was changed is: here the worker stands still.
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE ocop_sync_change IN SHARE ROW EXCLUSIVE MODE")
        confirm_by_another(one)
        until(somebody_waits_for_the_table, shop)
        kill_worker(shop)
        assert register() == (0, 0, 0, 0)
    until(nobody_waits_for_the_table, shop)
    assert (state(one), register()) == ("confirmed", (0, 0, 0, 0))

    shop.start_worker()
    until(lambda: state(one) == "applied", shop)

    assert register() == (ROWS, ROWS, ROWS, 1)
    assert Change.objects.count() == ROWS
    assert Line.objects.filter(action="ocop_sync.import").count() == 1


def confirm_by_another(one):
    """In a connection of its own: this one holds a lock and commits only afterwards."""
    from concurrent.futures import ThreadPoolExecutor

    def confirmed():
        try:
            digest = RegisterImport.objects.get(pk=one.pk).plan_digest
            confirm(one.code, digest=digest, actor_id=2)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        other.submit(confirmed).result()


def kill_worker(shop):
    os.killpg(shop._worker.process.pid, signal.SIGKILL)
    shop.stop_worker()


def state(one):
    return RegisterImport.objects.get(pk=one.pk).state


def register():
    models = (Certificate, CertifiedProduct, StarPeriod, Producer)
    return tuple(model.objects.count() for model in models)


def waiting_for_the_table():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted"
            " AND relation = 'ocop_sync_change'::regclass"
        )
        return cursor.fetchone()[0]


def somebody_waits_for_the_table():
    return waiting_for_the_table() > 0


def nobody_waits_for_the_table():
    return waiting_for_the_table() == 0


def until(is_so, shop):
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, shop.logs()[-3000:]
        time.sleep(0.1)
