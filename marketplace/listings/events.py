from dataclasses import dataclass


@dataclass(frozen=True)
class ListingsChanged:
    """These listings were published, paused or changed."""

    listing_ids: frozenset[int]
