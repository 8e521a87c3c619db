"""A worker is killed in the middle of writing or undoing a list; the next one finishes it, once."""

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
from plugins.ocop_sync.undo import undo
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
    shop.sweep()
    until(lambda: state(one) == "waiting", shop)

    with transaction.atomic():
        # The certificates are written before what was changed is: here the worker stands still.
        standing_still("ocop_sync_change")
        in_another_connection(confirm_by_another, one)
        shop.sweep()
        until(lambda: waits("ocop_sync_change"), shop)
        kill_worker(shop)
        assert register() == (0, 0, 0, 0)
    until(lambda: not waits("ocop_sync_change"), shop)
    assert (state(one), register()) == ("confirmed", (0, 0, 0, 0))

    shop.start_worker()
    shop.sweep()
    until(lambda: state(one) == "applied", shop)

    assert register() == (ROWS, ROWS, ROWS, 1)
    assert Change.objects.count() == ROWS
    assert Line.objects.filter(action="ocop_sync.import").count() == 1


def test_nothing_of_a_killed_undo_is_done_and_the_next_worker_undoes_once(shop):
    content = files.annex([files.award(f"Trà {number}") for number in range(ROWS)])
    shop.start_worker()
    one = upload(Brought("ds.xlsx", content, "A", url="https://example.vn"), actor_id=1)
    shop.sweep()
    until(lambda: state(one) == "waiting", shop)
    confirm_by_another(one)
    shop.sweep()
    until(lambda: state(one) == "applied", shop)

    with transaction.atomic():
        # The certificates are back before their stars go: here the worker stands still.
        standing_still("ocop_certification_starperiod")
        in_another_connection(undo_by_another, one)
        shop.sweep()
        until(lambda: waits("ocop_certification_starperiod"), shop)
        kill_worker(shop)
        assert (state(one), counting()) == ("undoing", ROWS)
    until(lambda: not waits("ocop_certification_starperiod"), shop)
    assert (state(one), counting(), register()[2]) == ("undoing", ROWS, ROWS)

    shop.start_worker()
    shop.sweep()
    until(lambda: state(one) == "undone", shop)

    assert (counting(), register()) == (0, (ROWS, ROWS, 0, 1))
    assert Line.objects.filter(action="ocop_sync.undo").count() == 1


def standing_still(table):
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")


def confirm_by_another(one):
    digest = RegisterImport.objects.get(pk=one.pk).plan_digest
    confirm(one.code, digest=digest, actor_id=2)


def undo_by_another(one):
    undo(one.code, reason="Nhầm tệp", actor_id=2)


def in_another_connection(work, one):
    """This one holds a lock and commits only afterwards."""
    from concurrent.futures import ThreadPoolExecutor

    def worked():
        try:
            work(one)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        other.submit(worked).result()


def counting():
    return Certificate.objects.filter(state="active").count()


def kill_worker(shop):
    os.killpg(shop._worker.process.pid, signal.SIGKILL)
    shop.stop_worker()


def state(one):
    return RegisterImport.objects.get(pk=one.pk).state


def register():
    models = (Certificate, CertifiedProduct, StarPeriod, Producer)
    return tuple(model.objects.count() for model in models)


def waits(table):
    """Whether somebody waits for the table's lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = %s::regclass", [table]
        )
        return cursor.fetchone()[0] > 0


def until(is_so, shop):
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, shop.logs()[-3000:]
        time.sleep(0.1)
