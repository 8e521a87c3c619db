"""Under the load of shoppers and staff, web, worker and PostgreSQL are killed: no order is lost, none is there twice.

`make test` kills five times, `make soak` fifty (SOAK_KILLS).
"""

import os
import random
import time
from collections import Counter
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.urls import reverse

from marketplace.embedded.roles import connected_to
from marketplace.inventory.stock_check.check import check as check_stock
from marketplace.orders.models import ShopOrder
from marketplace.orders.order_check.check import check as check_orders
from marketplace.outbox.models import Message
from marketplace.places.supply import set_supplier
from tests import factories
from tests.soak.busy_people import Clerk, Log, Shopper
from tests.soak.killed_shop import CAN_DIE, KilledShop

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("SOAK_KILLS", "5"))
SEED = int(os.environ.get("SOAK_SEED", "20261122"))
SHOPPERS, PRODUCTS, UNITS = 4, 6, 100_000
PAUSE = (0.3, 2.5)  # seconds of trade before the next kill


@pytest.fixture
def shop(django_db_setup, django_db_blocker, static_files, tmp_path):
    """One with two places, and goods for everybody."""
    shop = KilledShop(tmp_path)
    with django_db_blocker.unblock():
        source = django_db_setup.clone()
        try:
            shop.start(django_db_setup.owner_url(source), os.environ)
            django_db_setup.drop(source)
            with connected_to(shop.database_url):
                yield shop
        finally:
            shop.stop()


def goods() -> tuple[list[str], str]:
    """Addresses of products, half of them from a second place, and the code of the first.

    The second place supplies the first: all of it can be collected there.
    """
    centre = factories.place()
    other = factories.place("Chi nhánh", seller=centre.operator)
    set_supplier(centre, other, actor_id=None)
    listings = [
        factories.listing(at=(centre, other)[number % 2], quantity=UNITS, price=10_000)
        for number in range(PRODUCTS)
    ]
    pages = [reverse("shop:product", kwargs={"slug": x.slug, "code": x.code}) for x in listings]
    return pages, centre.code


def test_every_order_that_was_told_is_there_once_and_no_other(shop):
    addresses, point = goods()
    chance, log = random.Random(SEED), Log()
    port = urlsplit(shop.url).port
    shoppers = [Shopper(port, addresses, point, SEED + number, log) for number in range(SHOPPERS)]
    people = [*shoppers, Clerk(SEED)]
    for one in people:
        one.start()

    killed: Counter[str] = Counter()
    try:
        for number in range(KILLS):
            time.sleep(chance.uniform(*PAUSE))
            name = CAN_DIE[number] if number < len(CAN_DIE) else chance.choice(CAN_DIE)
            shop.kill(name)
            killed[name] += 1
        time.sleep(PAUSE[1])
    finally:
        for one in people:
            one.enough.set()
        for one in people:
            one.join(240)

    clerk = people[-1]
    print(
        f"killed {dict(killed)}; {len(log.told)} orders told, {log.unanswered} presses made again;"
    )
    print(f"the clerk: {dict(clerk.did)}")
    assert (log.broken, clerk.broken) == ([], []), shop.logs()
    assert not any(one.is_alive() for one in people)
    connection.close()  # the one that goods() used is dead
    placed = list(ShopOrder.objects.values_list("code", flat=True))
    assert Counter(log.told) == Counter(placed)
    assert len(placed) > KILLS
    assert Message.objects.filter(kind="order.event").count() >= len(placed)
    assert check_stock().broken == []
    assert check_orders().broken == []
