"""The check sees one moment, whatever is sold while it looks."""

import pytest

from marketplace.inventory.stock_check import check as checking
from marketplace.orders.place_order import place_order
from tests import factories
from tests.concurrency.buyers import at_once
from tests.handing import hand_over

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_sale_between_two_looks_breaks_nothing(monkeypatch):
    listing = factories.listing(quantity=10)
    parcels = iter(
        [place_order(factories.checkout(listing)).parcels.get().code for _number in range(7)]
    )
    look = checking._broken

    def look_and_sell(cursor, relation):
        code = next(parcels)
        (sold,) = at_once(lambda: hand_over(code, actor_id=7, client_key=code))
        assert sold.state == "delivered"
        return look(cursor, relation)

    monkeypatch.setattr(checking, "_broken", look_and_sell)

    checked = checking.check()

    assert checked.broken == []
    assert checked.counts["units"] == 10  # the moment is the one before all sales


def test_without_one_moment_it_would_cry_wolf(monkeypatch):
    """The twin: each look of its own moment sees a sale half told."""
    listing = factories.listing(quantity=10)
    parcels = iter(
        [place_order(factories.checkout(listing)).parcels.get().code for _number in range(7)]
    )

    from django.db import connection, transaction

    seen = {}
    with transaction.atomic(), connection.cursor() as cursor:  # READ COMMITTED
        for name, statement in (
            ("shelf", "SELECT sum(on_hand)::int FROM ocop_inventory_shelf"),
            ("balance", "SELECT sum(quantity)::int FROM ocop_inventory_balance"),
        ):
            cursor.execute(statement)
            seen[name] = cursor.fetchone()[0]
            code = next(parcels)
            at_once(lambda code=code: hand_over(code, actor_id=7, client_key=code))

    assert seen == {"shelf": 10, "balance": 9}
