from datetime import date

import pytest

from marketplace import clock
from marketplace.listings.assortment import Reach, asked_of, matrix
from marketplace.places.models import Place
from marketplace.places.supply import set_supplier
from tests import factories

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
NOW = clock.day_start(TODAY)


@pytest.fixture
def chain():
    """A centre that supplies a district that supplies a point, and one that nobody supplies."""
    centre = factories.place("Trung tâm")
    places = [centre]
    for name in ("Khu vực", "Điểm bán"):
        place = factories.place(name, seller=centre.operator, kind=Place.Kind.SALES_POINT)
        places.append(set_supplier(place, places[-1], actor_id=None))
    return [*places, factories.place("Một mình", seller=centre.operator)]


def asked():
    return asked_of(factories.province().pk, NOW)


def test_what_a_supplier_at_any_depth_has_can_be_ordered(chain):
    centre, _district, point, _alone = chain
    at_centre, at_point = factories.certified("A"), factories.certified("B")
    listing = factories.listing(at_centre, at=centre)
    factories.listing(at_point, at=point)

    found = matrix(chain, asked(), TODAY)

    assert (found.rows[0].product, found.rows[0].listing) == (at_centre, listing)
    assert [list(row.reaches) for row in found.rows] == [
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
    factories.listing(at=chain[0], best_before=date(2026, 11, 21))

    assert matrix(chain[:1], asked(), date(2026, 11, 21)).shares[0].percent == 100
    assert matrix(chain[:1], asked(), TODAY).shares[0].percent == 0


def test_every_product_of_the_province_with_a_star_now_is_asked_for(chain):
    nobody_sells, paused = factories.certified("A"), factories.certified("B")
    factories.listing(paused, at=chain[0])
    paused.listings.update(state="paused")
    factories.certified("C", stars=2)  # certified, and without a star
    ended = factories.certified("D", decided_on=date(2020, 1, 1))
    factories.listing(factories.certified("E"), at=chain[0])
    elsewhere = factories.province("48", "Đà Nẵng").pk

    found = matrix(chain[:1], asked(), TODAY)

    assert [(row.product.name, row.listing is None) for row in found.rows] == [
        ("A", True),
        ("B", True),
        ("E", False),
    ]
    assert (found.shares[0].percent, found.shares[0].missing) == (33, 2)
    assert nobody_sells.producer == found.rows[0].product.producer
    assert ended in asked_of(factories.province().pk, clock.day_start(date(2021, 1, 1)))
    assert list(asked_of(elsewhere, NOW)) == []


def test_of_no_product_there_is_no_share(chain):
    assert matrix(chain[:1], [], TODAY).shares[0].percent is None


@pytest.mark.parametrize("number", [1, 5])
def test_queries_do_not_grow_with_the_products(chain, number, django_assert_num_queries):
    for _one in range(number):
        factories.listing(at=chain[0])
        factories.certified()

    products = asked()
    with django_assert_num_queries(4):
        found = matrix(chain, products, TODAY)

    assert len(found.rows) == 2 * number
