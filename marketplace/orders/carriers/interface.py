"""What a carrier has to answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True)
class Item:
    """Sales units of one article; price: đồng of one."""

    name: str
    code: str
    quantity: int
    price: int


@dataclass(frozen=True)
class Consignment:
    """A parcel as a carrier is told of it; nothing of ours but its code.

    code: the parcel's, under which the carrier takes it once. ward, province: names of today's
    units. to_collect: đồng to take at the door. weight: grams.
    """

    code: str
    name: str
    phone: str
    address: str
    ward: str
    province: str
    note: str
    to_collect: int
    weight: int
    items: Sequence[Item]


@dataclass(frozen=True)
class Booked:
    """fee: đồng that the carrier asks of the seller; expected: when it thinks to be at the door."""

    tracking_code: str
    fee: int | None = None
    expected: datetime | None = None


class CarrierRefused(Exception):
    """The carrier will not take the parcel as it is; its words say why. Asking again changes nothing."""


class CarrierSilent(Exception):
    """No answer, or one that says nothing: ask again later."""


class Adapter(Protocol):
    """A kind of carrier, by its name in orders.carriers.ADAPTERS.

    gives_codes: whether create() asks it for a tracking code, over the network, outside of any
    transaction; otherwise somebody types the code in. is_set_up: whether it can be asked here.
    """

    name: str
    words: Any
    gives_codes: bool

    def is_set_up(self) -> bool: ...

    def create(self, consignment: Consignment) -> Booked:
        """Book the parcel. The second time for one code it answers as the first.

        Raises CarrierRefused, CarrierSilent.
        """

    def page(self, tracking_code: str) -> str:
        """The public address where a parcel can be followed; "" where there is none."""
