"""Two imports of one list at the same moment: one writes, the other finds everything as it is."""

import time

import pytest
from django.db import IntegrityError, connection

from marketplace import clock
from marketplace.certification.models import Certificate, StarPeriod
from plugins.ocop_sync import apply, parse, plan
from plugins.ocop_sync.planned import Outcome
from plugins.ocop_sync.tally import Tally
from tests.concurrency.buyers import PATIENCE, Meeting, at_once
from tests.plugins.ocop_sync import files

pytestmark = pytest.mark.django_db(transaction=True)

CONTENT = files.annex(
    [files.award("Trà A"), files.award("Trà B")], above=files.title(day="05/8/2025")
)


@pytest.fixture(autouse=True)
def kept_elsewhere(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path


def import_it() -> Tally:
    return apply.apply(parse.parse("ds.xlsx", CONTENT), CONTENT, actor_id=1)


def after_planning(monkeypatch, pause):
    """A pause point in each import, between the plan and its writing."""
    make = plan.make

    def make_and_pause(*given):
        made = make(*given)
        pause()
        return made

    monkeypatch.setattr(plan, "make", make_and_pause)


def until_somebody_waits_for_the_register():
    """pg_locks is read anew each time; pg_stat_activity stands still inside a transaction."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
                " AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody came to wait for the register")


def test_the_second_import_waits_and_finds_nothing_to_do(monkeypatch):
    first = iter([until_somebody_waits_for_the_register])
    after_planning(monkeypatch, lambda: next(first, lambda: None)())

    plans = at_once(import_it, import_it)

    outcomes = [(made.count(Outcome.CREATED), made.count(Outcome.UNCHANGED)) for made in plans]
    assert sorted(outcomes) == [(0, 2), (2, 0)]
    assert (Certificate.objects.count(), StarPeriod.objects.count()) == (2, 2)


def test_without_the_lock_the_database_refuses(monkeypatch):
    monkeypatch.setattr(apply, "lock_register", lambda: None)
    after_planning(monkeypatch, Meeting(2).wait)

    answers = at_once(import_it, import_it)

    broken = [answer for answer in answers if isinstance(answer, IntegrityError)]
    assert len(broken) == 1
    assert "producer_once_a_province" in str(broken[0])
    assert (Certificate.objects.count(), StarPeriod.objects.count()) == (2, 2)
    assert clock.today() > Certificate.objects.first().first_day
