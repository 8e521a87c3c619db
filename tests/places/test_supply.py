import pytest
from django.db import IntegrityError, transaction

from marketplace import clock
from marketplace.audit.models import Line
from marketplace.places.models import Place
from marketplace.places.refused import PlaceRefused
from marketplace.places.supply import reached_from, set_supplier, supply_chain_of
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain():
    """Four places, each supplying the next: [provincial, district, point, booth]."""
    seller = factories.operator()
    made = [factories.place(name, seller=seller) for name in ("Tỉnh", "Khu vực", "Điểm", "Gian")]
    for above, below in zip(made, made[1:], strict=False):
        set_supplier(below, above, actor_id=7)
    return [Place.objects.get(pk=place.pk) for place in made]


def test_a_supplier_is_kept_with_who_said_so(chain):
    line = Line.objects.filter(action="places.supplier").latest("pk")

    assert [place.supplied_by for place in chain] == [None, *chain[:3]]
    assert line.actor_id == 7
    assert line.subject == f"place:{chain[3].code}"
    assert line.data == {"from": None, "to": chain[2].code}


def test_saying_the_same_again_writes_nothing(chain):
    before = Line.objects.count()

    set_supplier(chain[3], chain[2], actor_id=7)

    assert Line.objects.count() == before


@pytest.mark.parametrize("depth", [0, 1, 2, 3])
def test_a_ring_of_any_length_is_refused_and_names_its_places(chain, depth):
    with pytest.raises(PlaceRefused) as refused:
        set_supplier(chain[0], chain[depth], actor_id=7)

    assert refused.value.codes == ["supply_ring"]
    assert refused.value.problems[0].data["places"] == [
        place.code for place in reversed(chain[: depth + 1])
    ]
    assert Place.objects.get(pk=chain[0].pk).supplied_by_id is None


@pytest.mark.parametrize("depth", [0, 1, 2, 3])
def test_the_database_refuses_a_ring_by_itself(chain, depth):
    with (
        pytest.raises(IntegrityError, match="supply itself|not_own_supplier"),
        transaction.atomic(),
    ):
        Place.objects.filter(pk=chain[0].pk).update(supplied_by=chain[depth])


def test_a_closed_place_supplies_nobody(chain):
    closed = factories.place("Đã đóng", seller=chain[0].operator)
    Place.objects.filter(pk=closed.pk).update(closed_on="2026-01-01")

    with pytest.raises(PlaceRefused) as refused:
        set_supplier(chain[0], closed, actor_id=7)

    assert refused.value.codes == ["supplier_closed"]


def test_a_chain_may_be_cut_and_turned_round(chain):
    set_supplier(chain[1], None, actor_id=7)
    set_supplier(chain[0], chain[3], actor_id=7)

    reached = Place.objects.filter(
        pk__in=reached_from(Place.objects.filter(pk=chain[1].pk).values("pk"))
    )
    assert {place.name for place in reached} == {"Tỉnh", "Khu vực", "Điểm", "Gian"}


def test_from_nowhere_nothing_is_reached(chain):
    assert reached_from(Place.objects.none().values("pk")) == []


def test_recognition_and_hours_are_held_by_the_database(chain):
    place = chain[0]
    place.hours.create(weekday=1, opens=420, closes=690)
    place.hours.create(weekday=1, opens=690, closes=1020)
    for opens, closes in ((600, 700), (1000, 1000), (-1, 60), (1400, 1441)):
        with pytest.raises(IntegrityError), transaction.atomic():
            place.hours.create(weekday=1, opens=opens, closes=closes)
    with pytest.raises(IntegrityError), transaction.atomic():
        place.recognitions.create(
            number="1/QĐ-UBND",
            decided_on="2026-03-01",
            authority="UBND tỉnh",
            valid_from="2026-02-01",
            recorded_at=clock.now(),
        )


def test_the_chain_of_a_place_is_all_above_and_below_it(chain):
    top, middle, point, booth = chain
    beside = factories.place("Điểm khác", seller=top.operator)
    set_supplier(beside, top, actor_id=7)

    keys = {place.pk for place in chain}
    assert supply_chain_of([middle]) == supply_chain_of([booth, point]) == keys
    assert supply_chain_of([beside]) == {beside.pk, top.pk}
    assert supply_chain_of([top, booth]) == keys | {beside.pk}
    assert supply_chain_of([]) == set()
