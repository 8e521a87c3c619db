"""What an import would do: a pure function of the parsed file, the register and the day."""

from collections.abc import Sequence
from datetime import date

from marketplace.certification.succession import Rating, succession
from plugins.ocop_sync import withdraw
from plugins.ocop_sync.beside import Beside, moved
from plugins.ocop_sync.changes import changes, overruled, printed
from plugins.ocop_sync.fields.decision import is_central
from plugins.ocop_sync.fields.text import fold
from plugins.ocop_sync.identity import Register
from plugins.ocop_sync.known import Certificate, Producer, Product
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
    level: str | None = None,
    known: Sequence[Producer] = (),
) -> Plan:
    """The plan for a file, or a batch of one, against the register as it stands.

    level: of the source, by who brought the file; None: as each row says. known: producers as the
    plan of the batch before left them, where this batch goes on with them.
    """
    planner = _Planner(parsed, snapshot, today, Plan(parsed, level=level, known=known))
    for row in parsed.rows:
        planner.take(row)
    return planner.finish()


class _Planner:
    def __init__(self, parsed: ParsedFile, snapshot: Snapshot, today: date, plan: Plan):
        plan.rejected += parsed.bad
        self.plan = plan
        self.register = Register(snapshot, plan.known)
        self.snapshot = snapshot
        self.today = today
        self.beside = Beside(self.register, snapshot, self.plan)
        self._told: dict[int, str] = {}

    def take(self, row: GoodRow) -> None:
        try:
            _refuse(check_days(row, self.today))
            if row.withdraws:
                self._withdraw(row)
            else:
                self._award(row)
        except Refused as refused:
            bad = BadRow(row.sheet, row.number, (refused.problem,), row.position)
            self.plan.rejected.append(bad)

    def finish(self) -> Plan:
        self.plan.rejected.sort(key=lambda bad: bad.position)
        self.plan.producers = [one for some in self.register.producers.values() for one in some]
        touched = {
            id(planned.certificate.product): planned.certificate.product
            for planned in self.plan.rows
            if planned.outcome is Outcome.CREATED or planned.confirms
        }
        for product in touched.values():
            self.plan.superseded += self._newly_superseded(product)
        return self.plan

    def _award(self, row: GoodRow) -> None:
        where = self.beside.where(row)
        product, producer = fold(row.product), fold(row.producer)
        whose = self.register.producer(producer, where.province_id)
        names = self.register.kept_names(product, producer, whose)
        known = self.register.same_decision(row.decision, *names, whose)
        if known is None:
            first = self.register.row_of(row.decision, *names)
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
        decided = row.decision.is_complete
        active = decided and self.plan.gives_stars
        waiting = self._waiting(row, whose) if active and whose else None
        before = whose.address if whose else None
        whose = self.beside.producer(row, whose, where)
        product = self._product(row, whose)
        if waiting:
            self._promote(row, waiting, where)
            return
        if active:
            self.beside.readdress(row, whose, where)
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
        self.plan.rows.append(
            PlannedRow(row, Outcome.CREATED, certificate, moves=moved(before, whose))
        )

    def _waiting(self, row: GoodRow, whose: Producer) -> Certificate | None:
        """What waits for the row's decision. Refuses the row, so before anything is changed by it."""
        product = self.register.product(whose, fold(row.product), self.beside.group(row))
        if product is None:
            return None
        _refuse(check_others(row, self.register.certificates_of(product)))
        waiting = self.register.waiting(product, row.decision)
        if waiting and not row.given.has("last_day"):
            _refuse(check_last_day(row, waiting.values["printed_last_day"]))
        return waiting

    def _is_told(self, row: GoodRow, whose: Producer | None) -> bool:
        """Whether a row without a decision says what a decided certificate says already."""
        if row.decision.number or whose is None:
            return False
        product = self.register.product(whose, fold(row.product), self.beside.group(row))
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
        changed = changes(waiting, printed(row), row)
        overrules = overruled(waiting, changed)
        before = waiting.number, waiting.decided_on, waiting.values["authority"]
        after = by.number, by.day, by.authority
        for name, old, new in zip(
            ("number", "decided_on", "authority"), before, after, strict=True
        ):
            if old != new:
                changed[name] = (old, new)
        self.register.decide(waiting, by)
        waiting.row = self.plan.parsed.place(row.sheet, row.number)
        address = waiting.product.producer.address
        self.beside.follow(row, waiting, changed, where)
        self.beside.readdress(row, waiting.product.producer, where)
        moves = moved(address, waiting.product.producer)
        self.plan.rows.append(
            PlannedRow(
                row,
                Outcome.UPDATED,
                waiting,
                changed,
                confirms=True,
                overrules=overrules,
                moves=moves,
            )
        )

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
            known.revoked_at, known.revocation_number = None, ""
        if confirms:
            known.state, known.first_day = State.ACTIVE, known.decided_on
        producer = known.product.producer
        before = producer.address
        self.beside.follow(row, known, changed, where)
        if confirms:
            self.beside.readdress(row, producer, where)
        outcome = Outcome.UPDATED if changed or confirms or again else Outcome.UNCHANGED
        overrules = overruled(known, changed)
        self.plan.rows.append(
            PlannedRow(
                row,
                outcome,
                known,
                changed,
                confirms,
                again,
                overrules,
                moved(before, producer),
            )
        )

    def _product(self, row: GoodRow, producer: Producer) -> Product:
        folded, group = fold(row.product), self.beside.group(row)
        product = self.register.product(producer, folded, group)
        if product is None:
            group_id = group.pk if group else None
            return self.register.add_product(Product(None, producer, folded, group_id, row.product))
        if product.group_id is None and group and product.folded == folded:
            self.beside.regroup(product, group)
        return product

    def _withdraw(self, row: GoodRow) -> None:
        if not self.plan.gives_stars:
            raise Refused(problem(row, "withdrawal_too_weak", "product", row.product))
        found = withdraw.find(row, self.register, self.beside.where(row), self.beside.group(row))
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
