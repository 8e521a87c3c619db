"""Who carries parcels, by the name that Carrier.adapter keeps."""

from marketplace.orders.carriers.ghn import Ghn
from marketplace.orders.carriers.interface import Adapter
from marketplace.orders.carriers.own_rider import OwnRider

ADAPTERS: dict[str, Adapter] = {adapter.name: adapter for adapter in (OwnRider(), Ghn())}

__all__ = ["ADAPTERS", "Adapter"]
