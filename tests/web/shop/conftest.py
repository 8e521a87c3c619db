from dataclasses import dataclass
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def no_cache_of_another_test():
    from django.core.cache import cache

    cache.clear()


@dataclass
class Shop:
    """tea, nuts: offers; honey: certified, sold by nobody; maker: of tea and honey."""

    place: Any
    maker: Any
    tea: Any
    nuts: Any
    honey: Any

    def address(self, listing) -> str:
        return f"/san-pham/{listing.slug}-{listing.code}/"


@pytest.fixture
def shop(db):
    from marketplace import events
    from marketplace.certification.events import CertificatesChanged
    from tests import factories  # not before Django is set up

    place = factories.place("Trung tâm OCOP tỉnh Lâm Đồng")
    maker = factories.producer("Hợp tác xã Chè Lạc Dương")
    tea = factories.certified("Trà Bí đao", stars=3, group="II", of=maker)
    nuts = factories.certified("Hạt Điều rang muối", stars=4, group="I")
    honey = factories.certified("Mật ong Bảo Lộc", stars=3, group="I", of=maker)
    events.publish(CertificatesChanged(frozenset([honey.pk])))
    return Shop(
        place=place,
        maker=maker,
        tea=factories.listing(tea, at=place, price=58_000),
        nuts=factories.listing(nuts, at=place, price=145_000),
        honey=honey,
    )


@pytest.fixture
def put(client):
    """put(listing, quantity): into the client's basket."""

    def put(listing, quantity=1):
        return client.post("/gio-hang/them/", {"listing": listing.code, "quantity": quantity})

    return put
