"""Who and what a row speaks of: finding producer, product and certificate, in memory."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from marketplace.certification import named
from marketplace.certification.models import Certificate as Recorded
from marketplace.certification.models import ProductGroup
from marketplace.certification.validity import last_day
from plugins.ocop_sync.fields.decision import Decision, number_key
from plugins.ocop_sync.known import Certificate, Producer, Product, certificate_as_held
from plugins.ocop_sync.parse import GoodRow
from plugins.ocop_sync.snapshot import Snapshot


class Register:
    """The snapshot by names, with what the plan adds as it goes."""

    def __init__(self, snapshot: Snapshot, known: Iterable[Producer] = ()):
        """known: producers as the rows before these have left them, whatever the snapshot says."""
        self._groups = {group.pk: group for group in snapshot.groups}
        self.producers: dict[str, list[Producer]] = defaultdict(list)
        self.products: dict[tuple[int, str], list[Product]] = defaultdict(list)
        self.certificates: dict[int, list[Certificate]] = defaultdict(list)
        self._same: dict[tuple, list[Certificate]] = defaultdict(list)
        producers = self._read_producers(snapshot, list(known))
        products = {
            one.id: Product(one.id, producers[one.producer_id].kept, one.folded, one.group_id)
            for one in snapshot.products
        }
        for one in snapshot.products:
            product = products[one.id]
            product.merged_into = products[one.merged_into] if one.merged_into else None
            self.products[id(product.producer), one.folded].append(product)
        for one_held in snapshot.certificates:
            certificate = certificate_as_held(one_held, products[one_held.certified_product_id])
            certificate.by_hand = snapshot.by_hand.get(one_held.id, {})
            self.add(certificate)
        self._find_by_print()

    def _read_producers(self, snapshot: Snapshot, known: list[Producer]) -> dict[int, Producer]:
        found = {one.id: one for one in known if one.id is not None}
        for held in snapshot.producers:
            found.setdefault(
                held.id,
                Producer(
                    held.id,
                    held.folded,
                    held.province_id,
                    held.address,
                    addressed_on=held.addressed_on,
                ),
            )
        for held in snapshot.producers:
            found[held.id].merged_into = found[held.merged_into] if held.merged_into else None
        for producer in [*found.values(), *(one for one in known if one.id is None)]:
            self.producers[producer.folded].append(producer)
        return found

    def add(self, certificate: Certificate) -> None:
        product = certificate.product
        self.certificates[id(product)].append(certificate)
        key = same_key(certificate.decision, product.folded, product.producer.folded)
        self._same[key].append(certificate)

    def _find_by_print(self) -> None:
        """A decision that was corrected by hand is still found by what its list prints.

        After all others: a certificate of just that decision goes first.
        """
        for certificate in [one for some in self.certificates.values() for one in some]:
            if certificate.by_hand.keys() & {"number", "decided_on", "authority"}:
                product = certificate.product
                names = product.folded, product.producer.folded
                alike = self._same[same_key(certificate.printed_decision, *names)]
                if certificate not in alike:
                    alike.append(certificate)

    def certificates_of(self, product: Product) -> list[Certificate]:
        return self.certificates.get(id(product), [])

    def kept_names(self, product: str, producer: str, whose: Producer | None) -> tuple[str, str]:
        """The folded names under which the register keeps what a row calls by these."""
        makers = [whose] if whose else [one.kept for one in self.producers.get(producer, [])]
        for maker in makers:
            for alike in self.products.get((id(maker), product), []):
                if alike.merged_into:
                    return alike.kept.folded, maker.folded
        return product, makers[0].folded if makers else producer

    def same_decision(
        self, decision: Decision, product: str, producer: str, whose: Producer | None
    ) -> Certificate | None:
        """The certificate of this very decision about this product and producer, if it is known.

        Two producers of one name may stand in one decision of a ministry, so the producer found
        by name and province goes first. A whole decision that knows just one of the name, and
        this file has not yet spoken of it, means that one: its address was corrected.
        """
        known = self._same.get(same_key(decision, product, producer), [])
        for certificate in known:
            if certificate.product.producer is whose:
                return certificate
        free = [certificate for certificate in known if not certificate.row]
        return free[0] if decision.is_complete and len(known) == len(free) == 1 else None

    def row_of(self, decision: Decision, product: str, producer: str) -> str:
        """Where this file spoke of this decision, product and producer, wherever they lie; or ""."""
        alike = self._same.get(same_key(decision, product, producer), [])
        return next((one.row for one in alike if one.row), "")

    def waiting(self, product: Product, decision: Decision) -> Certificate | None:
        """The one certificate of the register that waits for this decision.

        It has no number of its own, and its year, day and authority, where known, are these.
        """
        fitting = [
            one
            for one in self.certificates_of(product)
            if one.state == Recorded.State.PENDING
            and not (one.number or one.row)
            and _may_be(decision, one.decision, one.values["award_year"])
        ]
        named = [one for one in fitting if one.values["award_year"]]
        return next((some[0] for some in (fitting, named) if len(some) == 1), None)

    def decide(self, certificate: Certificate, decision: Decision) -> None:
        """Make a waiting certificate the decision's own, active from its day."""
        product = certificate.product
        names = product.folded, product.producer.folded
        self._same[same_key(certificate.decision, *names)].remove(certificate)
        certificate.number, certificate.decided_on = decision.number, decision.day
        certificate.values = {**certificate.values, "authority": decision.authority}
        certificate.state, certificate.first_day = Recorded.State.ACTIVE, decision.day
        self._same[same_key(decision, *names)].append(certificate)

    def told(self, product: Product, row: GoodRow, today: date) -> Certificate | None:
        """The decided certificate of the register that a row without a decision repeats.

        The same stars, and the same year; a row that names no year repeats the one in force.
        """
        for one in self.certificates_of(product):
            alike = row.stars in (one.values["stars"], one.printed("stars", None))
            if one.row or not one.counts or not alike or not one.first_day:
                continue
            in_force = one.state == Recorded.State.ACTIVE and last_day(one.first_day) >= today
            if (row.award_year or in_force) and _may_be(one.decision, row.decision, row.award_year):
                return one
        return None

    def producer(self, folded: str, province_id: int | None) -> Producer | None:
        """By name within the province, as named.producer() says."""
        return named.producer(self.producers.get(folded, []), province_id)

    def add_producer(self, producer: Producer) -> Producer:
        self.producers[producer.folded].append(producer)
        return producer

    def product(
        self, producer: Producer, folded: str, group: ProductGroup | None
    ) -> Product | None:
        """By name, producer and group, as named.product() says."""
        alike = self.products.get((id(producer), folded), [])
        return named.product(alike, group, self._groups)

    def on_shelf(self, product: Product, group: ProductGroup) -> bool:
        """Whether its group is this one by any scheme's name."""
        known = self._groups[product.group_id] if product.group_id else None
        return known is not None and known.shelf == group.shelf

    def add_product(self, product: Product) -> Product:
        self.products[id(product.producer), product.folded].append(product)
        return product

    def holds_group(self, product: Product, group_id: int) -> bool:
        """Whether another product of the same name and producer is in that group."""
        alike = self.products.get((id(product.producer), product.folded), [])
        return any(one is not product and one.group_id == group_id for one in alike)


def _may_be(whole: Decision, part: Decision, year: int | None) -> bool:
    """Whether a decision that is known in part, perhaps only by its year, can be this one."""
    day, authority = part.day or whole.day, part.key[2] or whole.key[2]
    same_year = year is None or (whole.day is not None and year == whole.day.year)
    return same_year and (day, authority) == (whole.day, whole.key[2])


def same_key(decision: Decision, product: str, producer: str) -> tuple:
    """Equal for certificates of one decision; while it is not whole, its authority does not count."""
    number, day, authority = decision.key
    return (number, day, authority if decision.is_complete else None, product, producer)


def names_award(wanted: Decision, certificate: Certificate) -> bool:
    """Whether a withdrawal that names the award's number means this certificate."""
    return not wanted.number or number_key(wanted.number) == number_key(certificate.number)
