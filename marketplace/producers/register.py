"""Entering producers into the register, and correcting where they are."""

from collections.abc import Iterable
from dataclasses import dataclass

from marketplace import clock, codes, text
from marketplace.audit.record import record_many
from marketplace.places.models import Party
from marketplace.producers.models import Producer

BATCH = 1000
Kind = Producer.Kind

# How a folded name begins, by legal form; a branch is of its company's form.
BEGINNINGS: tuple[tuple[str, str], ...] = (
    ("to hop tac", Kind.COOPERATIVE_GROUP),
    ("tht ", Kind.COOPERATIVE_GROUP),
    ("hop tac xa", Kind.COOPERATIVE),
    ("lien hiep hop tac xa", Kind.COOPERATIVE),
    ("htx ", Kind.COOPERATIVE),
    ("doanh nghiep tu nhan", Kind.PRIVATE_ENTERPRISE),
    ("dntn ", Kind.PRIVATE_ENTERPRISE),
    ("cong ty", Kind.COMPANY),
    ("ctcp ", Kind.COMPANY),
    ("cty ", Kind.COMPANY),
    ("tong cong ty", Kind.COMPANY),
    ("ho kinh doanh", Kind.HOUSEHOLD),
    ("ho san xuat", Kind.HOUSEHOLD),
    ("ho gia dinh", Kind.HOUSEHOLD),
    ("hkd ", Kind.HOUSEHOLD),
    ("co so", Kind.WORKSHOP),
)


@dataclass(slots=True)
class Location:
    """Where a producer is: the address as printed, and its units of today as far as known.

    remark: "" when the commune is certain, else as places.addresses says it.
    """

    address: str
    remark: str
    unit_id: int | None
    province_id: int | None


@dataclass(eq=False, slots=True)
class NewProducer:
    """A producer the register does not hold. id: set when it is written."""

    name: str
    location: Location
    id: int | None = None


def register(new: Iterable[NewProducer], *, actor_id: int | None) -> None:
    """Enter producers, each with its party for the stock ledger, and set their ids. Audited.

    Raises IntegrityError when one of that folded name is already in the province: whoever calls
    has looked, under the register's lock.
    """
    new = list(new)
    parties = Party.objects.bulk_create(
        [Party(code=codes.new_code(), kind=Party.Kind.PRODUCER) for _one in new], batch_size=BATCH
    )
    moment = clock.now()
    rows = Producer.objects.bulk_create(
        [
            Producer(
                party=party,
                code=codes.new_code(),
                slug=text.slug(one.name),
                name=one.name,
                folded=text.fold(one.name),
                sort_key=text.sort_key(one.name),
                kind=kind_of(one.name),
                registered_at=moment,
                **_fields(one.location),
            )
            for one, party in zip(new, parties, strict=True)
        ],
        batch_size=BATCH,
    )
    for one, row in zip(new, rows, strict=True):
        one.id = row.pk
    record_many(
        "producers.register",
        actor_id=actor_id,
        subjects=[(f"producer:{row.code}", {}) for row in rows],
    )


def relocate(locations: dict[int, Location], *, actor_id: int | None) -> None:
    """Correct where producers are, by id, as a newer print of the same decision has it. Audited."""
    if not locations:
        return
    rows = list(Producer.objects.filter(pk__in=locations))
    for row in rows:
        for name, value in _fields(locations[row.pk]).items():
            setattr(row, name, value)
    names = ["address", "address_remark", "unit_id", "province_id"]
    Producer.objects.bulk_update(rows, [name.removesuffix("_id") for name in names], batch_size=200)
    record_many(
        "producers.relocate",
        actor_id=actor_id,
        subjects=[(f"producer:{row.code}", {"unit": row.unit_id}) for row in rows],
    )


def kind_of(name: str) -> str:
    """The legal form a name says itself, OTHER where it says none."""
    folded = text.fold(name).removeprefix("chi nhanh ") + " "
    return next((kind for words, kind in BEGINNINGS if folded.startswith(words)), Kind.OTHER)


def _fields(location: Location) -> dict:
    return {
        "address": location.address,
        "address_remark": location.remark,
        "unit_id": location.unit_id,
        "province_id": location.province_id,
    }
