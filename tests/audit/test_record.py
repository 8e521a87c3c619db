"""A line says who did what to which record and when. That nobody changes one: tests/inventory."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from marketplace.audit.models import Line
from marketplace.audit.record import record, record_many

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(set_clock):
    set_clock("2026-11-22T12:00:00+07:00")


def test_a_line_has_its_act_and_its_moment():
    record("orders.cancel", actor_id=7, subject="parcel:ABC", data={"units": 2})

    line = Line.objects.get()
    assert line.at == datetime(2026, 11, 22, 5, tzinfo=UTC)
    assert (line.action, line.actor_id, line.subject) == ("orders.cancel", 7, "parcel:ABC")
    assert line.data == {"units": 2}


def test_a_machine_is_nobody():
    record("x.y", actor_id=None, subject="x:1", data={})

    assert Line.objects.get().actor_id is None


def test_many_lines_of_one_act_carry_one_moment(django_assert_num_queries):
    subjects = ((f"certificate:{number}", {"stars": number}) for number in range(3))
    with django_assert_num_queries(1):
        record_many("certification.award", actor_id=7, subjects=subjects)

    lines = list(Line.objects.order_by("pk").values_list("subject", "data"))
    assert lines == [(f"certificate:{number}", {"stars": number}) for number in range(3)]
    assert Line.objects.values("at", "actor_id", "action").distinct().count() == 1


def test_what_was_undone_leaves_no_line():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record("x.y", actor_id=7, subject="x:1", data={})
        raise ZeroDivisionError

    assert not Line.objects.exists()
