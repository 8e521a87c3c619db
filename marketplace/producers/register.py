"""Entering producers into the register, and correcting where they are."""

from collections.abc import Iterable
from dataclasses import dataclass

from marketplace import bulk, clock, codes, events, text
from marketplace.audit.record import record_many
from marketplace.places.models import Party
from marketplace.producers.events import ProducersMoved
from marketplace.producers.models import Producer

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

LOCATION = ("address", "address_remark", "unit_id", "province_id")


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
    if not new:
        return
    moment = clock.now()
    parties, ids = bulk.keys(Party, len(new)), bulk.keys(Producer, len(new))
    named = [codes.new_code() for _one in new]
    bulk.insert(
        Party,
        ("id", "code", "kind"),
        ((party, codes.new_code(), Party.Kind.PRODUCER) for party in parties),
    )
    bulk.insert(
        Producer,
        (
            *("id", "party_id", "code", "slug", "name", "folded", "sort_key", "kind"),
            *("registered_at", *LOCATION),
        ),
        (
            (
                *(pk, party, code, text.slug(one.name), one.name, text.fold(one.name)),
                *(text.sort_key(one.name), kind_of(one.name), moment),
                *_fields(one.location).values(),
            )
            for pk, party, code, one in zip(ids, parties, named, new, strict=True)
        ),
    )
    for pk, one in zip(ids, new, strict=True):
        one.id = pk
    record_many(
        "producers.register",
        actor_id=actor_id,
        subjects=((f"producer:{code}", {}) for code in named),
    )


def relocate(locations: dict[int, Location], *, actor_id: int | None) -> None:
    """Correct where producers are, by id. Audited, by units alone; publishes ProducersMoved."""
    if not locations:
        return
    rows = list(Producer.objects.filter(pk__in=locations).only("id", "code", "unit_id"))
    bulk.update(
        Producer, LOCATION, ((row.pk, *_fields(locations[row.pk]).values()) for row in rows)
    )
    record_many(
        "producers.relocate",
        actor_id=actor_id,
        subjects=(
            (f"producer:{row.code}", {"unit": locations[row.pk].unit_id, "was": row.unit_id})
            for row in rows
        ),
    )
    events.publish(ProducersMoved(frozenset(row.pk for row in rows)))


def kind_of(name: str) -> str:
    """The legal form a name says itself, OTHER where it says none."""
    folded = text.fold(name).removeprefix("chi nhanh ") + " "
    return next((kind for words, kind in BEGINNINGS if folded.startswith(words)), Kind.OTHER)


def _fields(location: Location) -> dict[str, str | int | None]:
    """The columns of LOCATION, in its order."""
    return {
        "address": location.address,
        "address_remark": location.remark,
        "unit_id": location.unit_id,
        "province_id": location.province_id,
    }
