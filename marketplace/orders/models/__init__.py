"""The records of orders: from basket to hand, and what comes back."""

from marketplace.orders.models.basket import Basket, BasketLine
from marketplace.orders.models.booking import Booking
from marketplace.orders.models.checked import OrderCheck
from marketplace.orders.models.delivery import (
    Carrier,
    DeliveryRate,
    DeliveryZone,
    Shipment,
    ZoneUnit,
)
from marketplace.orders.models.order import (
    Complaint,
    InvoiceRequest,
    OrderedSet,
    OrderEvent,
    ShopOrder,
)
from marketplace.orders.models.parcel import BEFORE_PACKING, HELD, OUTSIDE, OVER, Parcel, ParcelLine
from marketplace.orders.models.payment import (
    CarrierStatement,
    CarrierStatementLine,
    Payment,
    Refund,
)
from marketplace.orders.models.returned import ReturnLine, ReturnPhoto, ReturnRequest

__all__ = [
    "BEFORE_PACKING",
    "Basket",
    "BasketLine",
    "Booking",
    "Carrier",
    "CarrierStatement",
    "CarrierStatementLine",
    "Complaint",
    "DeliveryRate",
    "DeliveryZone",
    "HELD",
    "InvoiceRequest",
    "OrderCheck",
    "OUTSIDE",
    "OVER",
    "OrderEvent",
    "OrderedSet",
    "Parcel",
    "ParcelLine",
    "Payment",
    "Refund",
    "ReturnLine",
    "ReturnPhoto",
    "ReturnRequest",
    "Shipment",
    "ShopOrder",
    "ZoneUnit",
]
