"""The demo has something to do on every screen, once, and its stock is true."""

import pytest
from django.core.management import call_command

from marketplace import clock
from marketplace.demo import deliveries, movements, offers, past_weeks
from marketplace.inventory import expiry, targets
from marketplace.inventory.models import Adjustment, Balance, Document, Entry, Stocktake, Transfer
from marketplace.inventory.pace import paces
from marketplace.places.models import Place
from marketplace.places.supply import set_supplier
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    seller = factories.operator()
    keys = ("da_lat", "dak_song", "duc_trong", "phan_thiet", "gia_nghia")
    found = {key: factories.place(key, seller=seller) for key in keys}
    for key in keys[1:]:
        set_supplier(found[key], found["da_lat"], actor_id=None)
    for offer in offers.OFFERS:
        factories.certified(offer.name)
    offers.put_on_sale(found, actor_id=1)
    return found


def begin(places):
    past_weeks.tell(places, 1)
    deliveries.bring(places, 1)
    movements.begin(places, 1)


def test_every_kind_of_work_waits_and_a_second_run_adds_nothing(places):
    begin(places)
    entries, documents = Entry.objects.count(), Document.objects.count()

    begin(places)

    assert (Entry.objects.count(), Document.objects.count()) == (entries, documents)
    states = Transfer.objects.order_by("state").values_list("state", flat=True)
    assert list(states) == ["draft", "sent"]
    assert Stocktake.objects.get().state == Stocktake.State.COUNTING
    assert Adjustment.objects.get().state == Adjustment.State.WAITING
    assert Balance.objects.filter(condition="blocked", quantity__gt=0).count() == 1
    everywhere = Place.objects.all()
    assert expiry.ending(everywhere, day=clock.today(), within=30).count() == 2
    short = [need for need in targets.needs(everywhere, clock.today()) if need.short]
    assert any(need.can_send for need in short)


def test_the_past_weeks_leave_the_shelves_as_they_were(places):
    before = dict(Balance.objects.values_list("pk", "quantity"))

    past_weeks.tell(places, 1)

    assert dict(Balance.objects.values_list("pk", "quantity")) == before
    sold = paces([place.pk for place in places.values()], clock.today())
    assert sorted(pace.sold for pace in sold.values()) == sorted(
        sum(units) for units in past_weeks.WEEKS.values()
    )


def test_the_ledger_holds_after_it(places, capsys):
    begin(places)

    call_command("check_stock")

    assert capsys.readouterr().err == ""
