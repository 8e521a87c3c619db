from types import SimpleNamespace

import pytest


@pytest.fixture
def stocked(shops, honey):
    """A centre with 10 units of honey, a point without any, and the honey's listing."""
    return SimpleNamespace(honey=honey, **vars(shops))


@pytest.fixture
def honey(shops):
    from tests import factories  # not before Django is set up

    return factories.listing(factories.certified("Mật ong"), at=shops.centre, quantity=10)


@pytest.fixture
def stocktake(shops, honey):
    """Begun at the centre that has the honey."""
    from tests.inventory.stocktakes.counting import begin

    return begin(shops.centre)
