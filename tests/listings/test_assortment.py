from datetime import date

import pytest

from marketplace.listings.assortment import Reach, asked_of, matrix
from marketplace.places.models import Place
from marketplace.places.supply import set_supplier
from tests import factories

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)


@pytest.fixture
def chain():
    """A centre that supplies a district that supplies a point, and one that nobody supplies."""
    centre = factories.place("Trung tâm")
    places = [centre]
    for name in ("Khu vực", "Điểm bán"):
        place = factories.place(name, seller=centre.operator, kind=Place.Kind.SALES_POINT)
        places.append(set_supplier(place, places[-1], actor_id=None))
    return [*places, factories.place("Một mình", seller=centre.operator)]


def test_what_a_supplier_at_any_depth_has_can_be_ordered(chain):
    centre, _district, point, _alone = chain
    at_centre = factories.listing(at=centre)
    at_point = factories.listing(at=point)

    found = matrix(chain, [at_centre, at_point], TODAY)

    assert [list(reaches) for _listing, reaches in found.rows] == [
        [Reach.STOCKED, Reach.ORDERABLE, Reach.ORDERABLE, Reach.MISSING],
        [Reach.MISSING, Reach.MISSING, Reach.STOCKED, Reach.MISSING],
    ]
    assert [share.percent for share in found.shares] == [50, 50, 100, 0]
    assert [(share.stocked, share.orderable, share.missing) for share in found.shares] == [
        (1, 0, 1),
        (0, 1, 1),
        (1, 1, 0),
        (0, 0, 2),
    ]


def test_goods_past_their_date_are_nowhere(chain, set_clock):
    set_clock("2026-11-20T12:00:00+07:00")
    listing = factories.listing(at=chain[0], best_before=date(2026, 11, 21))

    assert matrix(chain[:1], [listing], date(2026, 11, 21)).shares[0].percent == 100
    assert matrix(chain[:1], [listing], TODAY).shares[0].percent == 0


def test_the_province_of_the_producer_says_what_is_asked_for(chain):
    listing = factories.listing(at=chain[0])

    assert list(asked_of(factories.province().pk)) == [listing]
    assert list(asked_of(factories.province("48", "Đà Nẵng").pk)) == []


@pytest.mark.parametrize("number", [1, 5])
def test_queries_do_not_grow_with_the_products(chain, number, django_assert_num_queries):
    for _one in range(number):
        factories.listing(at=chain[0])
    asked = list(asked_of(factories.province().pk))

    with django_assert_num_queries(3):
        matrix(chain, asked, TODAY)
