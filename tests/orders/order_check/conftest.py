import pytest


@pytest.fixture
def listing():
    from tests import factories  # not before Django is set up

    return factories.listing(quantity=12, price=100_000)


@pytest.fixture
def parcel(listing):
    """Two units wait for a call; 230,000 đồng are due."""
    from marketplace.orders.place_order import place_order
    from tests import factories

    return place_order(factories.checkout(listing, quantity=2)).parcels.get()


@pytest.fixture
def owner(owner_cursor):
    from tests.owner_hand import hand

    return hand(owner_cursor)
