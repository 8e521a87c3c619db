from types import SimpleNamespace

import pytest


@pytest.fixture
def stocked(shops):
    """A centre with 10 units of honey, a point without any, and the honey's listing."""
    from tests import factories  # not before Django is set up

    honey = factories.listing(factories.certified("Mật ong"), at=shops.centre, quantity=10)
    return SimpleNamespace(honey=honey, **vars(shops))
