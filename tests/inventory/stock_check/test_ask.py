"""A check that somebody asks for, and the one of every night."""

import pytest

from marketplace import jobs
from marketplace.audit.models import Line
from marketplace.inventory import tasks
from marketplace.inventory.models import StockCheck
from marketplace.inventory.stock_check.ask import ask, is_asked
from marketplace.outbox import deliver
from tests import factories

pytestmark = pytest.mark.django_db


def test_what_is_asked_for_is_done_once_by_the_worker():
    assert ask(actor_id=7)
    assert not ask(actor_id=8)  # it is on its way already
    assert is_asked()
    assert StockCheck.objects.count() == 0

    assert deliver.sweep() == 1

    assert not is_asked()
    assert StockCheck.objects.get().broken_count == 0
    assert Line.objects.get(action="inventory.ask_check").actor_id == 7
    assert ask(actor_id=8)


def test_the_worker_knows_the_task_of_every_night(settings):
    named = settings.CELERY_BEAT_SCHEDULE["stock"]["task"]
    jobs.app.loader.import_default_modules()

    assert jobs.app.tasks[named].name == tasks.check_stock.name


def test_what_was_looked_at_is_kept(set_clock):
    set_clock("2026-11-22T10:42:00+07:00")
    factories.listing(quantity=12)

    tasks.check_stock()

    kept = StockCheck.objects.get()
    assert (kept.counts["units"], kept.counts["entries"], kept.broken) == (12, 2, [])
    assert f"{kept.started_at:%H:%M}" == "03:42"  # UTC
