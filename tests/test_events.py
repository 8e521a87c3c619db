"""News inside the transaction that made it: told once to each, and undone with it."""

from dataclasses import dataclass

import pytest
from django.contrib.auth.models import Group
from django.db import transaction

from marketplace import events


@dataclass(frozen=True)
class Counted:
    units: int


@dataclass(frozen=True)
class CountedAgain(Counted):
    pass


@pytest.fixture(autouse=True)
def no_other_handlers(monkeypatch):
    monkeypatch.setattr(events, "_handlers", {Counted: [], CountedAgain: []})


@pytest.mark.django_db(transaction=True)
def test_news_outside_a_transaction_is_refused():
    heard = []
    events.subscribe(Counted)(heard.append)

    with pytest.raises(RuntimeError, match="Counted was published outside a transaction"):
        events.publish(Counted(1))
    assert heard == []


@pytest.mark.django_db
def test_each_handler_hears_it_once_in_the_order_of_subscribing():
    heard = []

    def first(event):
        heard.append(("first", event))

    def second(event):
        heard.append(("second", event))

    events.subscribe(Counted)(first)
    events.subscribe(Counted)(second)
    events.subscribe(Counted)(first)  # an app that is ready twice
    events.publish(Counted(3))

    assert heard == [("first", Counted(3)), ("second", Counted(3))]


@pytest.mark.django_db
def test_only_its_own_type_is_heard():
    heard = []
    events.subscribe(Counted)(heard.append)

    events.publish(CountedAgain(3))

    assert heard == []


def test_the_decorated_function_stays_itself():
    def handle(event):
        pass

    assert events.subscribe(Counted)(handle) is handle


@pytest.mark.django_db(transaction=True)
def test_a_handler_that_fails_undoes_the_change():
    @events.subscribe(Counted)
    def fail(event):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Group.objects.create(name="Kho")
        events.publish(Counted(1))

    assert not Group.objects.exists()
