from dataclasses import dataclass


@dataclass(frozen=True)
class StockChanged:
    """Units of these articles came, went, were held or released somewhere."""

    variant_ids: frozenset[int]
