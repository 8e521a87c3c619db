"""Two write-offs of one person at once, on two shelves: together too much for one alone."""

import pytest

from marketplace.inventory import adjustments, second_person
from marketplace.inventory.models import Adjustment, Shelf
from marketplace.places.models import Place
from tests import factories
from tests.concurrency.buyers import Meeting, at_once, until_someone_waits_for_a_lock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shelves():
    place = factories.place()
    return [factories.listing(at=place, quantity=5, price=100_000) for _one in range(2)]


def write_off_both(shelves):
    place = Place.objects.get()

    def write_off(listing):
        goods = [factories.picked(listing, 3)]
        said = {"note": "Vỡ chai", "actor_id": 7, "client_key": listing.code}
        return adjustments.ask(place, "broken", goods, **said)

    answers = at_once(*(lambda one=one: write_off(one) for one in shelves))
    assert all(isinstance(answer, Adjustment) for answer in answers), answers
    return sorted(answer.state for answer in answers)


def before_deciding(monkeypatch, pause):
    """A pause point between what has been added up and what is made of it."""
    alone = second_person.alone

    def add_up_and_pause(*args, **kwargs):
        found = alone(*args, **kwargs)
        pause()
        return found

    monkeypatch.setattr(second_person, "alone", add_up_and_pause)


def test_the_second_waits_and_sees_the_first(shelves, monkeypatch):
    came = []

    def first_only():
        came.append(1)
        if len(came) == 1:
            until_someone_waits_for_a_lock()

    before_deciding(monkeypatch, first_only)

    assert write_off_both(shelves) == ["posted", "waiting"]
    assert sorted(Shelf.objects.values_list("on_hand", flat=True)) == [2, 5]


def test_without_the_lock_both_are_posted_alone(shelves, monkeypatch):
    monkeypatch.setattr(second_person, "_for_update", lambda rows: rows)
    before_deciding(monkeypatch, Meeting(2).wait)

    assert write_off_both(shelves) == ["posted", "posted"]
