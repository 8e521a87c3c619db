from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class CertificatesChanged:
    """Certificates or star periods of these certified products were written."""

    certified_product_ids: frozenset[int]


@dataclass(frozen=True)
class ProductsMerged:
    """These certified products became part of others: merged id → kept id.

    A room above moves what it has of the merged ones in the same transaction, and writes what
    moved into `moved`, by merged id and then a name of its own: it gets it back when they part.
    """

    into: dict[int, int]
    moved: dict[int, dict[str, Any]]


@dataclass(frozen=True)
class ProductsParted:
    """Merges of certified products were undone: as ProductsMerged, `moved` as it was written."""

    into: dict[int, int]
    moved: dict[int, dict[str, Any]]


@dataclass(frozen=True)
class ProducersMerged:
    """One producer became part of another; moved: as in ProductsMerged, of this one merge."""

    merged_id: int
    kept_id: int
    moved: dict[str, Any]


@dataclass(frozen=True)
class ProducersParted:
    """The merge of two producers was undone, `moved` as it was written."""

    merged_id: int
    kept_id: int
    moved: dict[str, Any]
