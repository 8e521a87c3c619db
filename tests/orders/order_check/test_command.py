"""The check as a command, as a nightly task, and asked for."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from marketplace.orders.models import OrderCheck
from marketplace.orders.order_check.ask import ask, is_asked
from marketplace.orders.order_check.check import RELATIONS
from marketplace.orders.place_order import place_order
from marketplace.orders.tasks import check_orders
from marketplace.outbox import deliver
from tests import factories
from tests.handing import hand_over
from tests.orders.order_check.looking import checked

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_untouched_database_agrees(listing, parcel):
    hand_over(place_order(factories.checkout(listing)).parcels.get().code, actor_id=7)

    code, said = checked()

    assert (code, said["broken"]) == (0, [])
    assert said["counts"] == {
        "orders": 2,
        "parcels": 2,
        "lines": 2,
        "holds": 1,
        "payments": 2,
        "due": 230_000,
        "events": 1 + 6,  # placed; placed, confirmed, packed, shipped, delivered, paid
    }


def test_an_empty_database_agrees():
    assert checked()[0] == 0


def test_every_relation_is_broken_in_a_test_beside_this_one():
    files = Path(__file__).parent.glob("test_*.py")
    text = "".join(path.read_text(encoding="utf-8") for path in files)

    assert [one.code for one in RELATIONS if f'"{one.code}"' not in text] == []


def test_the_command_says_it_in_words(parcel, owner):
    owner("ocop_orders_payment", "DELETE FROM ocop_orders_payment")
    out = StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("check_orders", stdout=out)

    assert ended.value.code == 1
    line, end = out.getvalue().splitlines()
    assert line == (
        f"payment_is_its_parcel: ocop_orders_payment [order {parcel.order.code}, parcel {parcel.code},"
        f" place {parcel.place.code}] says 0, should say 230000"
    )
    assert "1 rows disagree" in end


def test_the_worker_keeps_one_a_night_and_one_that_is_asked_for(parcel):
    check_orders()
    assert OrderCheck.objects.count() == 1

    assert ask(actor_id=7)
    assert not ask(actor_id=8)
    deliver.sweep()

    assert not is_asked()
    assert OrderCheck.objects.latest("pk").broken_count == 0
    assert OrderCheck.objects.count() == 2
