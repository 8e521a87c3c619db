"""Rows by COPY: whatever a value holds, it comes back as it was."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from marketplace import bulk, clock
from marketplace.audit.models import Line
from marketplace.certification.models import CertifiedProduct
from marketplace.places.models import Party

pytestmark = pytest.mark.django_db
TEXTS = [
    "",
    "\\N",
    "a\tb",
    "a\nb\r\nc",
    "\\.",
    "\\\\t",
    "“Đắk Nông” ' \" {x}",
    "\u00a0",
    "NULL",
    "🌟",
]


def insert(*subjects: str, data: Any = None) -> None:
    bulk.insert(
        Line,
        ("at", "actor_id", "action", "subject", "data"),
        ((clock.now(), None, "test.bulk", subject, data or {}) for subject in subjects),
    )


def lines() -> list[str]:
    found = Line.objects.filter(action="test.bulk").order_by("pk")
    return list(found.values_list("subject", flat=True))


def test_every_text_comes_back_as_it_was() -> None:
    insert(*TEXTS)

    assert lines() == TEXTS


def test_values_of_every_kind() -> None:
    moment, data = clock.now(), {"a\tb": ["“\\n”", None, 1, 2.5, True]}

    bulk.insert(
        Line,
        ("at", "actor_id", "action", "subject", "data"),
        [(moment, 7, "test.bulk", Party.Kind.PRODUCER, data), (moment, None, "test.bulk", "", {})],
    )

    first, second = Line.objects.filter(action="test.bulk").order_by("pk")
    assert (first.at, first.actor_id, first.subject, first.data) == (moment, 7, "producer", data)
    assert (second.actor_id, second.data) == (None, {})
    assert bulk._line((date(2026, 8, 5), Decimal("61.50"), True)) == "2026-08-05\t61.50\t1\n"


def test_many_rows_are_one_statement_and_none_is_no_statement() -> None:
    with CaptureQueriesContext(connection) as captured:
        insert(*(f"line {number}" for number in range(3000)))
        insert()

    assert len(captured) == 1
    assert lines() == [f"line {number}" for number in range(3000)]


def test_keys_are_new_and_ascending() -> None:
    before = Party.objects.create(code="A", kind="operator").pk

    keys = bulk.keys(Party, 3)

    assert keys == sorted(keys) and keys[0] > before
    bulk.insert(Party, ("id", "code", "kind"), [(key, f"B{key}", "producer") for key in keys])
    assert Party.objects.create(code="C", kind="operator").pk > keys[-1]


def test_rows_that_are_there_take_other_values_and_the_others_come() -> None:
    one, other = (Party.objects.create(code=code, kind="operator") for code in "AB")

    bulk.update(Party, ["kind"], [(one.pk, "producer")])
    bulk.upsert(Party, ("code", "kind"), [("B", "producer"), ("C", "operator")], by="code")

    assert list(Party.objects.order_by("code").values_list("code", "kind")) == [
        ("A", "producer"),
        ("B", "producer"),
        ("C", "operator"),
    ]
    assert Party.objects.get(code="B").pk == other.pk


def test_columns_that_are_not_named_take_the_models_defaults() -> None:
    from tests.factories import producer

    maker = producer()
    columns = ("code", "name", "folded", "producer_id", "first_seen_at")

    bulk.insert(CertifiedProduct, columns, [("X", "Trà", "tra", maker.pk, clock.now())])

    made = CertifiedProduct.objects.get(code="X")
    assert (made.slug, made.group_id) == ("", None)


def test_what_the_database_refuses_is_djangos_error_and_nothing_stays() -> None:
    from django.db import transaction

    with pytest.raises(IntegrityError, match="ocop_places_party_kind"), transaction.atomic():
        bulk.insert(Party, ("code", "kind"), [("A", "operator"), ("B", "nobody")])

    assert Party.objects.count() == 0


def test_objects_in_hand_get_their_keys_in_one_statement(django_assert_num_queries) -> None:
    made = [
        Line(at=clock.now(), action="test.bulk", subject=subject, data={"n": number})
        for number, subject in enumerate(TEXTS)
    ]

    with django_assert_num_queries(1):
        bulk.add(Line, made)

    assert [Line.objects.get(pk=one.pk).subject for one in made] == TEXTS
    assert Line.objects.get(pk=made[3].pk).data == {"n": 3}
    bulk.add(Line, [])


def test_a_row_becomes_an_object_whatever_the_order_of_its_columns() -> None:
    insert("order:A", data={"a": 1})
    [row] = Line.objects.values_list("subject", "id", "action")

    made = bulk.made_of(Line, ("subject", "id", "action"), row)

    assert (made.pk, made.action, made.subject) == (row[1], "test.bulk", "order:A")
    assert made.data == {"a": 1}
