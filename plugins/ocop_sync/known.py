"""Producers, products and certificates as a plan knows them: of the register, or its own."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from marketplace.certification.models import Certificate as Recorded
from plugins.ocop_sync.by_hand import ByHand
from plugins.ocop_sync.fields.decision import Decision
from plugins.ocop_sync.snapshot import HeldCertificate, Whereabouts

# What a certificate holds of a row, and what a re-import may change.
PRINTED = (
    "stars",
    "potential_stars",
    "score",
    "authority",
    "award_year",
    "printed_last_day",
    "printed_group",
    "printed_address",
    "note",
)


@dataclass(eq=False, slots=True)
class Producer:
    """id: None for one the plan adds. name, where: of the row that made it. addressed_on: the
    day of the newest decision that prints an address of it. merged_into: the one that is kept,
    for a name that only leads there."""

    id: int | None
    folded: str
    province_id: int | None
    address: str
    name: str = ""
    where: Whereabouts = Whereabouts()
    addressed_on: date | None = None
    merged_into: "Producer | None" = None

    @property
    def kept(self) -> "Producer":
        return self.merged_into or self


@dataclass(eq=False, slots=True)
class Product:
    """merged_into: the one that is kept, for a name that only leads there."""

    id: int | None
    producer: Producer
    folded: str
    group_id: int | None
    name: str = ""
    merged_into: "Product | None" = None

    @property
    def kept(self) -> "Product":
        return self.merged_into or self


@dataclass(eq=False, slots=True)
class Certificate:
    """As the register holds it, or as the plan adds it. row, withdrawn_row: where this file
    awards it, and where it takes it back. by_hand: the corrections by hand that stand."""

    id: int | None
    product: Product
    values: dict[str, Any]
    number: str
    decided_on: date | None
    first_day: date | None
    state: str
    revoked_at: Any = None
    revocation_number: str = ""
    row: str = ""
    withdrawn_row: str = ""
    by_hand: dict[str, ByHand] = field(default_factory=dict)

    @property
    def counts(self) -> bool:
        """Whether it is decided: what waits, or was undone, takes no part in what follows what."""
        return self.state not in (Recorded.State.PENDING, Recorded.State.UNDONE)

    @property
    def decision(self) -> Decision:
        return Decision(self.number, self.decided_on, self.values["authority"])

    @property
    def printed_decision(self) -> Decision:
        """As the registry prints it, where people have corrected it by hand."""
        return Decision(
            self.printed("number", self.number),
            self.printed("decided_on", self.decided_on),
            self.printed("authority", self.values["authority"]),
        )

    def printed(self, name: str, held: Any) -> Any:
        """What the registry printed, where the value held was corrected by hand."""
        return self.by_hand[name].printed if name in self.by_hand else held


def written(thing: Producer | Product | Certificate) -> int:
    """Its key in the register, which it has by now."""
    if thing.id is None:
        raise RuntimeError("this is not written yet")
    return thing.id


def certificate_as_held(held: HeldCertificate, product: Product) -> Certificate:
    return Certificate(
        id=held.id,
        product=product,
        values={name: getattr(held, name) for name in PRINTED},
        number=held.number,
        decided_on=held.decided_on,
        first_day=held.first_day,
        state=held.state,
        revoked_at=held.revoked_at,
        revocation_number=held.revocation_number,
    )
