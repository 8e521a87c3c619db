"""What certification.record writes: decisions as published, and corrections of them."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(eq=False, slots=True)
class NewProduct:
    """A certified product the register does not hold. id: set when it is written."""

    producer_id: int
    name: str
    group_id: int | None
    id: int | None = None


@dataclass(eq=False, slots=True, kw_only=True)
class NewCertificate:
    """One decision about one product, as published.

    confirmed: somebody besides the recorder stands behind it; with a number, a day and an
    authority it is active then, else pending. id: set when it is written.
    """

    product: NewProduct | int
    stars: int
    potential_stars: int | None
    score: Decimal | None
    number: str
    decided_on: date | None
    authority: str
    award_year: int | None
    printed_last_day: date | None
    printed_group: str
    printed_address: str
    note: str
    source_level: str
    source_file: str
    source_sheet: str
    source_row: int | None
    confirmed: bool
    id: int | None = None

    @property
    def product_id(self) -> int:
        """Of its product, which is written by now."""
        known = self.product if isinstance(self.product, int) else self.product.id
        if known is None:
            raise RuntimeError("the product of this certificate is not written yet")
        return known


@dataclass(slots=True)
class Correction:
    """Fields of a recorded certificate as a later print has them.

    confirms: it was pending with a whole decision, and somebody stands behind it now. told: what
    the audit line says, field → [old, new]; set when it is written.
    """

    certificate_id: int
    changes: dict[str, Any]
    confirms: bool = False
    told: dict[str, list[Any]] = field(default_factory=dict)


@dataclass(slots=True)
class Batch:
    """What is written together. groups: certified product id → its group id as corrected."""

    certificates: list[NewCertificate] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    groups: dict[int, int] = field(default_factory=dict)
