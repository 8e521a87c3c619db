import pytest

from marketplace.orders import basket as baskets
from marketplace.orders.forget_baskets import forget_baskets
from marketplace.orders.models import Basket, BasketLine
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_basket_is_forgotten_sixty_days_after_it_was_last_touched(set_clock):
    set_clock("2026-11-22T08:00:00+07:00")
    listing = factories.listing()
    old, kept = baskets.open_basket(None), baskets.open_basket(None)
    baskets.add(old, listing.code, 2)
    set_clock("2026-11-22T08:00:01+07:00")
    baskets.add(kept, listing.code, 1)

    set_clock("2027-01-21T08:00:01+07:00")

    assert forget_baskets() == 1
    assert list(Basket.objects.all()) == [kept]
    assert BasketLine.objects.get().basket_id == kept.pk
