from collections.abc import Mapping
from dataclasses import dataclass

from marketplace.inventory.locks import ShelfKey
from marketplace.inventory.models import Shelf


@dataclass(frozen=True)
class StockChanged:
    """Units of these articles came, went, were held or released somewhere."""

    variant_ids: frozenset[int]


@dataclass(frozen=True)
class HoldsEnded:
    """These holds promise nothing any more: taken, released, or their time has passed."""

    hold_ids: frozenset[int]


@dataclass(frozen=True)
class TransferEnding:
    """The transfer is locked, its shelves are not yet: who has rows to lock before them does so now."""

    transfer_id: int


@dataclass(frozen=True)
class GoodsArrived:
    """Goods of a transfer have just come onto shelves of a place: its destination's, or back home.

    units: good ones by article; locked: their shelves, as lock_stock() returned them; is_over:
    nothing is on the way any more.
    """

    transfer_id: int
    place_id: int
    units: Mapping[int, int]
    locked: Mapping[ShelfKey, Shelf]
    is_over: bool
