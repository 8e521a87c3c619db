"""Goods go out first expiry first; lots without a date keep, and go last."""

from datetime import date

import pytest

from marketplace.inventory.models import Entry
from marketplace.inventory.receiving import Received, receive
from marketplace.orders.place_order import place_order
from tests import factories
from tests.handing import hand_over

pytestmark = pytest.mark.django_db


def test_dated_goods_leave_before_those_that_keep(set_clock):
    set_clock("2026-11-22T12:00:00+07:00")
    place = factories.place()
    listing = factories.listing(at=place, quantity=2)  # lot L1, without a date
    lots = {"late": date(2028, 1, 1), "soon": date(2026, 11, 23), "today": date(2026, 11, 22)}
    for code, day in lots.items():
        receive(
            place,
            [Received(listing.variant_id, code, 2, best_before=day)],
            owner_id=listing.producer.party_id,
            actor_id=7,
            client_key=code,
        )
    parcel = place_order(factories.checkout(listing, quantity=7)).parcels.get()

    hand_over(parcel.code, actor_id=7, client_key="k")

    out = Entry.objects.filter(document__kind="sale", quantity__lt=0).order_by("pk")
    taken = list(out.values_list("lot__code", "quantity"))
    assert taken == [("today", -2), ("soon", -2), ("late", -2), ("L1", -1)]
