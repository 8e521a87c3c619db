"""What an import would do: a pure function of the parsed file, the register and the day."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from marketplace.certification import groups
from marketplace.certification.models import ProductGroup
from marketplace.certification.succession import Rating, succession
from marketplace.producers.register import Location
from plugins.ocop_sync import withdraw
from plugins.ocop_sync.changes import changes, printed
from plugins.ocop_sync.fields.decision import is_central
from plugins.ocop_sync.fields.group import group_names
from plugins.ocop_sync.fields.text import fold, same
from plugins.ocop_sync.identity import Certificate, Producer, Product, Register
from plugins.ocop_sync.parse import BadRow, GoodRow, ParsedFile, Problem
from plugins.ocop_sync.planned import Outcome, Plan, PlannedRow, State, Withdrawn
from plugins.ocop_sync.product_row import LONGEST
from plugins.ocop_sync.snapshot import Snapshot, Whereabouts
from plugins.ocop_sync.standing import check_days, check_last_day, check_others, problem


class Refused(Exception):
    """This row can't be taken."""

    def __init__(self, problem: Problem):
        super().__init__(problem.code)
        self.problem = problem


def make(
    parsed: ParsedFile,
    snapshot: Snapshot,
    today: date,
    watch: Callable[[Iterable[GoodRow]], Iterable[GoodRow]] = lambda rows: rows,
    level: str | None = None,
) -> Plan:
    """The plan for a file against the register as it stands. watch: may look on as rows pass.

    level: of the source, by who brought the file; None: as each row says.
    """
    planner = _Planner(parsed, snapshot, today, level)
    for row in watch(parsed.rows):
        planner.take(row)
    return planner.finish()


class _Planner:
    def __init__(self, parsed: ParsedFile, snapshot: Snapshot, today: date, level: str | None):
        self.plan = Plan(parsed, rejected=list(parsed.bad), level=level)
        self.register = Register(snapshot)
        self.snapshot = snapshot
        self.today = today
        self._groups: dict[tuple[str, bool], ProductGroup | None] = {}
        self._told: dict[int, str] = {}

    def take(self, row: GoodRow) -> None:
        try:
            _refuse(check_days(row, self.today))
            if row.withdraws:
                self._withdraw(row)
            else:
                self._award(row)
        except Refused as refused:
            bad = BadRow(row.sheet, row.number, (refused.problem,))
            self.plan.rejected.append(bad)

    def finish(self) -> Plan:
        order = {name: place for place, name in enumerate(self.plan.parsed.sheets)}
        self.plan.rejected.sort(key=lambda bad: (order[bad.sheet], bad.number))
        touched = {
            id(planned.certificate.product): planned.certificate.product
            for planned in self.plan.rows
            if planned.outcome is Outcome.CREATED or planned.confirms
        }
        for product in touched.values():
            self.plan.superseded += self._newly_superseded(product)
        return self.plan

    def _award(self, row: GoodRow) -> None:
        where = self._where(row)
        product, producer = fold(row.product), fold(row.producer)
        whose = self.register.producer(producer, where.province_id)
        known = self.register.same_decision(row.decision, product, producer, whose)
        if known is None:
            first = self.register.row_of(row.decision, product, producer)
            if first and row.decision.is_complete and not is_central(row.decision.authority):
                raise Refused(problem(row, "duplicate", "product", row.product, first=first))
            if not self._is_told(row, whose):
                self._create(row, whose, where)
            return
        if known.row:
            raise Refused(problem(row, "duplicate", "product", row.product, first=known.row))
        known.row = self.plan.parsed.place(row.sheet, row.number)
        self._update(row, known, where)

    def _create(self, row: GoodRow, whose: Producer | None, where: Whereabouts) -> None:
        whose = self._producer(row, whose, where)
        product = self._product(row, whose)
        decided = row.decision.is_complete
        active = decided and self.plan.gives_stars
        if active:
            _refuse(check_others(row, self.register.certificates_of(product)))
            waiting = self.register.waiting(product, row.decision)
            if waiting:
                self._promote(row, waiting, where)
                return
        certificate = Certificate(
            id=None,
            product=product,
            values=printed(row),
            number=row.decision.number,
            decided_on=row.decision.day,
            first_day=row.decision.day if decided else None,
            state=State.ACTIVE if active else State.PENDING,
            row=self.plan.parsed.place(row.sheet, row.number),
        )
        self.register.add(certificate)
        self.plan.rows.append(PlannedRow(row, Outcome.CREATED, certificate))

    def _is_told(self, row: GoodRow, whose: Producer | None) -> bool:
        """Whether a row without a decision says what a decided certificate says already."""
        if row.decision.number or whose is None:
            return False
        product = self.register.product(whose, fold(row.product), self._group(row))
        known = self.register.told(product, row, self.today) if product else None
        if known is None:
            return False
        if id(known) in self._told:
            first = self._told[id(known)]
            raise Refused(problem(row, "duplicate", "product", row.product, first=first))
        self._told[id(known)] = self.plan.parsed.place(row.sheet, row.number)
        self.plan.rows.append(PlannedRow(row, Outcome.UNCHANGED, known))
        return True

    def _promote(self, row: GoodRow, waiting: Certificate, where: Whereabouts) -> None:
        """The decision a certificate waited for has come."""
        by = row.decision
        given = row.given.has("last_day")
        _refuse(check_last_day(row, None if given else waiting.values["printed_last_day"]))
        changed = changes(waiting, printed(row), row)
        before = waiting.number, waiting.decided_on, waiting.values["authority"]
        after = by.number, by.day, by.authority
        for name, old, new in zip(
            ("number", "decided_on", "authority"), before, after, strict=True
        ):
            if old != new:
                changed[name] = (old, new)
        self.register.decide(waiting, by)
        waiting.row = self.plan.parsed.place(row.sheet, row.number)
        self._follow(row, waiting, changed, where)
        self.plan.rows.append(PlannedRow(row, Outcome.UPDATED, waiting, changed, confirms=True))

    def _update(self, row: GoodRow, known: Certificate, where: Whereabouts) -> None:
        again = known.state == State.UNDONE
        changed = changes(known, printed(row), row)
        confirms = not known.counts and row.decision.is_complete and self.plan.gives_stars
        if changed and known.counts and not self.plan.gives_stars:
            raise Refused(problem(row, "source_too_weak", "product", row.product))
        if confirms:
            _refuse(check_others(row, self.register.certificates_of(known.product), known))
        if again:
            known.state, known.first_day = State.PENDING, None
        if confirms:
            known.state, known.first_day = State.ACTIVE, known.decided_on
        self._follow(row, known, changed, where)
        outcome = Outcome.UPDATED if changed or confirms or again else Outcome.UNCHANGED
        self.plan.rows.append(PlannedRow(row, outcome, known, changed, confirms, again))

    def _follow(
        self, row: GoodRow, known: Certificate, changed: dict[str, Any], where: Whereabouts
    ) -> None:
        """Take a corrected group or address over to the product and its producer."""
        if "printed_group" in changed:
            self._regroup(known.product, self._group(row))
        if "printed_address" in changed:
            self._relocate(known.product.producer, changed["printed_address"][0], row, where)

    def _producer(self, row: GoodRow, whose: Producer | None, where: Whereabouts) -> Producer:
        if whose is None:
            folded = fold(row.producer)
            return self.register.add_producer(
                Producer(None, folded, where.province_id, row.address, row.producer, where)
            )
        if whose.province_id is None and where.province_id is not None:
            self._move(whose, row.address or whose.address, where)
        return whose

    def _product(self, row: GoodRow, producer: Producer) -> Product:
        folded, group = fold(row.product), self._group(row)
        product = self.register.product(producer, folded, group)
        if product is None:
            group_id = group.pk if group else None
            return self.register.add_product(Product(None, producer, folded, group_id, row.product))
        if product.group_id is None and group:
            self._regroup(product, group)
        return product

    def _regroup(self, product: Product, group: ProductGroup | None) -> None:
        """Correct a product's group, unless its name is taken there: then a person has to look."""
        if group is None or product.group_id == group.pk:
            return
        if self.register.holds_group(product, group.pk):
            return
        product.group_id = group.pk
        if product.id is not None:
            self.plan.groups[product.id] = group.pk

    def _relocate(self, producer: Producer, before: str, row: GoodRow, where: Whereabouts) -> None:
        """A corrected address moves the producer that had it from this print, within one identity.

        Never to nowhere: an address that says less leaves the producer where it is known to be.
        """
        if where.province_id is None or not same(producer.address, before):
            return
        moves = where.province_id != producer.province_id
        taken = self.register.producer(producer.folded, where.province_id)
        if moves and taken not in (None, producer):
            return
        self._move(producer, row.address, where)

    def _move(self, producer: Producer, address: str, where: Whereabouts) -> None:
        producer.address, producer.where = address, where
        producer.province_id = where.province_id
        if producer.id is not None:
            self.plan.locations[producer.id] = location(address, where)

    def _withdraw(self, row: GoodRow) -> None:
        if not self.plan.gives_stars:
            raise Refused(problem(row, "withdrawal_too_weak", "product", row.product))
        found = withdraw.find(row, self.register, self._where(row), self._group(row))
        if isinstance(found, Problem):
            raise Refused(found)
        place = self.plan.parsed.place(row.sheet, row.number)
        if found.before:
            found.before.withdrawn_row = place
            self.plan.rows.append(PlannedRow(row, Outcome.UNCHANGED, found.before))
            return
        number = row.decision.number
        reason = (row.reason or row.note)[: LONGEST["reason"]]
        for certificate in found.active:
            certificate.withdrawn_row = place
            certificate.state, certificate.revoked_at = State.REVOKED, found.at
            certificate.revocation_number = number
            self.plan.withdrawn.append(Withdrawn(certificate, found.at, number, reason))
        self.plan.rows.append(PlannedRow(row, Outcome.REVOKED, found.active[0]))

    def _where(self, row: GoodRow) -> Whereabouts:
        """By the address; without one, the province of the authority, which rates only its own."""
        day = row.decision.day
        if row.address:
            return self.snapshot.whereabouts[row.address, day]
        signed = self.snapshot.whereabouts.get((row.decision.authority, day), Whereabouts())
        if signed.province_id is None:
            return Whereabouts()
        return Whereabouts(None, signed.province_id, "unknown_commune")

    def _group(self, row: GoodRow) -> ProductGroup | None:
        day = row.decision.day
        key = (row.group, day is None or day >= groups.SCHEME_2023_FROM)
        if key not in self._groups:
            found = (
                groups.find(name, day, self.snapshot.groups) for name in group_names(row.group)
            )
            self._groups[key] = next(filter(None, found), None)
        return self._groups[key]

    def _newly_superseded(self, product: Product) -> int:
        decided = {id(one): one for one in self.register.certificates_of(product) if one.counts}
        outcomes = succession(
            # Last days and revocations decide when a star ends, not which rating follows which.
            Rating(key, one.values["stars"], one.first_day, one.first_day)
            for key, one in decided.items()
            if one.first_day
        )
        return sum(
            outcome.superseded_by is not None and decided[key].state == State.ACTIVE
            for key, outcome in outcomes.items()
        )


def _refuse(found: Problem | None) -> None:
    if found:
        raise Refused(found)


def location(address: str, where: Whereabouts) -> Location:
    return Location(address, where.remark, where.unit_id, where.province_id)
