"""Saleor's warehouse of one of our places: the row that stock hangs on, and its address.

The only functions that write Warehouse, ShippingZone and Address rows of places.
"""

from typing import Any

from saleor.shipping.models import ShippingZone

from marketplace.saleor_bridge.models import Address, Warehouse

COUNTRY = "VN"
ZONE_NAME = "Việt Nam"
LONGEST_NAME = 250  # Warehouse.name


def create_warehouse(
    *,
    name: str,
    slug: str,
    operator_name: str,
    street: str,
    commune: str,
    province: str,
    phone: str = "",
) -> Warehouse:
    """A warehouse with its address, in the one shipping zone of the country; in the caller's
    transaction.

    `slug` is unique among warehouses. `commune` and `province` are names as they stand on letters;
    Saleor's own address rules for Viet Nam still ask for districts and are not applied.
    """
    address = Address(
        company_name=operator_name,
        street_address_1=street,
        city=commune,
        country_area=province,
        country=COUNTRY,
        phone=phone,
    )
    address.save()
    warehouse = Warehouse(name=name, slug=slug, company_name=operator_name, address=address)
    warehouse.save()
    warehouse.shipping_zones.add(_zone())
    return warehouse


def rename_warehouse(warehouse_id: Any, *, name: str, street: str, phone: str) -> None:
    """The warehouse's name and the street and phone of its address, in the caller's transaction."""
    Warehouse.objects.filter(pk=warehouse_id).update(name=name)
    Address.objects.filter(warehouse=warehouse_id).update(street_address_1=street, phone=phone)


def _zone() -> ShippingZone:
    zone = ShippingZone.objects.filter(name=ZONE_NAME).order_by("pk").first()
    if zone is None:
        zone = ShippingZone(name=ZONE_NAME, countries=[COUNTRY], default=True)
        zone.save()
    return zone
