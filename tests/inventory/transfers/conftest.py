from types import SimpleNamespace

import pytest


@pytest.fixture
def shop(db, set_clock):
    """A centre with 10 units of honey in lot L1, and a point without any."""
    from tests import factories  # not before Django is set up

    set_clock("2026-11-22T12:00:00+07:00")
    seller = factories.operator()
    centre = factories.place("Trung tâm", seller=seller)
    return SimpleNamespace(
        centre=centre,
        point=factories.place("Điểm bán", seller=seller),
        honey=factories.listing(factories.certified("Mật ong"), at=centre, quantity=10),
        set_clock=set_clock,
    )
