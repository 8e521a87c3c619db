"""Giao Hàng Nhanh: its published call that books a parcel.

Source: GHN's API for shops, POST /shiip/public-api/v2/shipping-order/create, with the units of
July 2025 by their names (is_new_to_address). The parcel's code is the client_order_code, under which GHN
takes an order once and answers the second time with the first.
"""

from typing import Any

import requests
from django.conf import settings
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy

from marketplace.orders.carriers.interface import (
    Booked,
    CarrierRefused,
    CarrierSilent,
    Consignment,
)

PATH = "/shiip/public-api/v2/shipping-order/create"
TIMEOUT = (5, 20)  # seconds to connect, to answer
SELLER_PAYS = 1  # payment_type_id: our fee is in what is collected at the door
LIGHT = 2  # service_type_id: parcels of the ordinary kind
LEAST_GRAMS = 100
LONGEST_WORDS = 300  # Shipment.refused


class Ghn:
    name = "ghn"
    words = gettext_lazy("Giao Hàng Nhanh (GHN): gives the tracking code by itself")
    gives_codes = True

    def is_set_up(self) -> bool:
        return bool(settings.GHN_URL and settings.GHN_TOKEN and settings.GHN_SHOP_ID)

    def create(self, consignment: Consignment) -> Booked:
        headers = {"Token": settings.GHN_TOKEN, "ShopId": settings.GHN_SHOP_ID}
        address = settings.GHN_URL.rstrip("/") + PATH
        try:
            answer = requests.post(
                address,
                json=_body(consignment),
                headers=headers,
                timeout=TIMEOUT,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise CarrierSilent(type(error).__name__) from None
        if answer.status_code >= 500 or answer.status_code == 429:
            raise CarrierSilent(str(answer.status_code))
        try:
            return _read(answer.json())
        except (ValueError, KeyError, TypeError, AttributeError):
            raise CarrierSilent("unreadable") from None

    def page(self, tracking_code: str) -> str:
        return f"https://donhang.ghn.vn/?order_code={tracking_code}"


def _body(consignment: Consignment) -> dict[str, Any]:
    weight = max(consignment.weight, LEAST_GRAMS)
    return {
        "client_order_code": consignment.code,
        "to_name": consignment.name,
        "to_phone": f"0{consignment.phone.removeprefix('+84')}",
        "to_address": consignment.address,
        "to_ward_name": consignment.ward,
        "to_province_name": consignment.province,
        "is_new_to_address": True,
        "cod_amount": consignment.to_collect,
        "weight": weight,
        "required_note": "KHONGCHOXEMHANG",
        "note": consignment.note,
        "payment_type_id": SELLER_PAYS,
        "service_type_id": LIGHT,
        "items": [
            {"name": one.name, "code": one.code, "quantity": one.quantity, "price": one.price}
            for one in consignment.items
        ],
    }


def _read(told: dict[str, Any]) -> Booked:
    if told["code"] != 200:
        words = str(told.get("code_message_value") or told.get("message") or told["code"])
        raise CarrierRefused(words[:LONGEST_WORDS])
    data = told["data"]
    fee = data.get("total_fee")
    if not data["order_code"]:
        raise ValueError("no code")
    return Booked(
        tracking_code=str(data["order_code"]),
        fee=int(fee) if fee is not None else None,
        expected=parse_datetime(str(data.get("expected_delivery_time") or "")),
    )
