"""Mã nhận hàng: six digits that whoever collects says at the point."""

import secrets

from marketplace.orders.models import Parcel
from marketplace.places.models import Place


def new_pickup_code(place: Place) -> str:
    """Six random digits that no open parcel at the place has; the database holds them apart."""
    open_there = Parcel.objects.filter(place=place, ended_at=None).exclude(pickup_code="")
    taken = set(open_there.values_list("pickup_code", flat=True))
    while True:
        code = f"{secrets.randbelow(10**6):06d}"
        if code not in taken:
            return code
