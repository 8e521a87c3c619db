"""What a plan changes besides certificates: the groups of products, the addresses of producers.

A source that gives no stars changes neither.
"""

from typing import Any

from marketplace.certification import groups
from marketplace.certification.models import ProductGroup
from marketplace.producers.register import Location
from plugins.ocop_sync.fields.group import group_names
from plugins.ocop_sync.fields.text import fold, same
from plugins.ocop_sync.identity import Register
from plugins.ocop_sync.known import Certificate, Producer, Product
from plugins.ocop_sync.parse import GoodRow
from plugins.ocop_sync.planned import Plan
from plugins.ocop_sync.snapshot import Snapshot, Whereabouts


class Beside:
    """Where rows say that producers lie, and in which groups products are; kept in the plan."""

    def __init__(self, register: Register, snapshot: Snapshot, plan: Plan):
        self._register = register
        self._snapshot = snapshot
        self._plan = plan
        self._groups: dict[tuple[str, bool], ProductGroup | None] = {}

    def where(self, row: GoodRow) -> Whereabouts:
        """By the address; without one, the province of the authority, which rates only its own."""
        day = row.decision.day
        if row.address:
            return self._snapshot.whereabouts[row.address, day]
        signed = self._snapshot.whereabouts.get((row.decision.authority, day), Whereabouts())
        if signed.province_id is None:
            return Whereabouts()
        return Whereabouts(None, signed.province_id, "unknown_commune")

    def group(self, row: GoodRow) -> ProductGroup | None:
        day = row.decision.day
        key = (row.group, day is None or day >= groups.SCHEME_2023_FROM)
        if key not in self._groups:
            found = (
                groups.find(name, day, self._snapshot.groups) for name in group_names(row.group)
            )
            self._groups[key] = next(filter(None, found), None)
        return self._groups[key]

    def producer(self, row: GoodRow, whose: Producer | None, where: Whereabouts) -> Producer:
        if whose is None:
            folded = fold(row.producer)
            return self._register.add_producer(
                Producer(None, folded, where.province_id, row.address, row.producer, where)
            )
        if whose.province_id is None and where.province_id is not None and _names(row, whose):
            self._move(whose, row.address or whose.address, where)
        return whose

    def follow(
        self, row: GoodRow, known: Certificate, changed: dict[str, Any], where: Whereabouts
    ) -> None:
        """Take a corrected group or address over to the product and its producer."""
        if "printed_group" in changed and fold(row.product) == known.product.folded:
            self.regroup(known.product, self.group(row))
        if "printed_address" in changed and _names(row, known.product.producer):
            self._relocate(known.product.producer, changed["printed_address"][0], row, where)

    def readdress(self, row: GoodRow, producer: Producer, where: Whereabouts) -> None:
        """The newest decision says where a producer is, whenever its list comes; within the province.

        Never to nowhere, and not for a list that calls the producer by a name it had once.
        """
        day = row.decision.day
        if not row.address or not day or not _names(row, producer):
            return
        if producer.addressed_on and day <= producer.addressed_on:
            return
        producer.addressed_on = day
        stays = where.province_id is None or where.province_id != producer.province_id
        if not stays and not same(producer.address, row.address):
            self._move(producer, row.address, where)

    def regroup(self, product: Product, group: ProductGroup | None) -> None:
        """Correct a product's group, unless its name is taken there: then a person has to look."""
        if group is None or product.group_id == group.pk or not self._plan.gives_stars:
            return
        if self._register.holds_group(product, group.pk):
            return
        product.group_id = group.pk
        if product.id is not None:
            self._plan.groups[product.id] = group.pk

    def _relocate(self, producer: Producer, before: str, row: GoodRow, where: Whereabouts) -> None:
        """A corrected address moves the producer that had it from this print, within one identity.

        Never to nowhere: an address that says less leaves the producer where it is known to be.
        Nor by an older decision than the newest that says where it is.
        """
        if where.province_id is None or not same(producer.address, before):
            return
        newest, day = producer.addressed_on, row.decision.day
        if newest and (day is None or day < newest):
            return
        moves = where.province_id != producer.province_id
        taken = self._register.producer(producer.folded, where.province_id)
        if moves and taken not in (None, producer):
            return
        self._move(producer, row.address, where)

    def _move(self, producer: Producer, address: str, where: Whereabouts) -> None:
        if not self._plan.gives_stars:
            return
        producer.address, producer.where = address, where
        producer.province_id = where.province_id
        if producer.id is not None:
            self._plan.locations[producer.id] = location(address, where)


def _names(row: GoodRow, producer: Producer) -> bool:
    """Whether the row calls the producer as the register does, not by a name that was merged."""
    return fold(row.producer) == producer.folded


def moved(before: str | None, producer: Producer) -> tuple[str, str] | None:
    """The producer's address, old and new, where it has another one now."""
    if before is None or same(before, producer.address):
        return None
    return before, producer.address


def location(address: str, where: Whereabouts) -> Location:
    return Location(address, where.remark, where.unit_id, where.province_id)
