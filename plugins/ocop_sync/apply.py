"""Writing a plan: planned and written under the register's lock, in one transaction."""

from dataclasses import asdict
from typing import Any

from django.db import connection, transaction

from marketplace import clock
from marketplace.audit.record import record
from marketplace.certification.batch import Batch, Correction, NewCertificate, NewProduct
from marketplace.certification.record import lock_register, write
from marketplace.certification.revoke import Revocation, revoke
from marketplace.producers.register import NewProducer, register, relocate
from plugins.ocop_sync import before_after, keep, lines, near, planning, report
from plugins.ocop_sync.beside import location
from plugins.ocop_sync.known import Producer, Product, written
from plugins.ocop_sync.models import COMMAND_LINE, RegisterImport
from plugins.ocop_sync.parse import ParsedFile
from plugins.ocop_sync.planned import Level, Outcome, Plan, PlannedRow
from plugins.ocop_sync.planning import Told, nobody
from plugins.ocop_sync.tally import Tally

NOT_REVOKED = {"revoked_at": None, "revocation_number": "", "revoked_reason": ""}


class OtherPlan(Exception):
    """What would be written is not what was confirmed: nothing of it may stay."""


def dry_run(parsed: ParsedFile, told: Told = nobody) -> Tally:
    """What the import would do at this moment. The database refuses any write meanwhile."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        return planning.through(parsed, None, lambda made: None, told)


def apply(parsed: ParsedFile, content: bytes, *, actor_id: int, told: Told = nobody) -> Tally:
    """Plan and write the file, all of it or nothing; answers what was written.

    Locks the register, so that nothing comes between plan and writing. The caller has checked
    that the person may import; the command line counts as the second who confirms.
    """
    with transaction.atomic():
        lock_register()
        moment = clock.now()
        one = RegisterImport.objects.create(
            state=RegisterImport.State.APPLIED,
            file_name=parsed.name[-255:],
            sha256=parsed.sha256,
            size=len(content),
            kept_as=keep.keep(content, parsed.sha256),
            source_level=Level.STATE_PRESS,
            uploaded_by_id=actor_id,
            uploaded_at=moment,
            confirmed_at=moment,
            confirmed_via=COMMAND_LINE,
            applied_at=moment,
        )
        made = planning.through(parsed, None, lambda batch: _write_batch(one, batch), told)
        if made.is_decided:
            one.source_level = Level.SIGNED_DECISION
        lines.keep(one, map(lines.rejected, made.rejected()))
        _finish(one, made)
    return made


def write_confirmed(one: RegisterImport, parsed: ParsedFile, told: Told = nobody) -> None:
    """Plan the import anew and write it, if that plan is the one that was confirmed.

    Call under lock_register(), in a transaction of its own: raises OtherPlan when all is written,
    and then all of it has to go. What is written is the uploader's, confirmed by whom the import
    names.
    """
    digest = lines.Digest(len(parsed.rows) + len(parsed.bad))

    def each(batch: Plan) -> None:
        for _line in digest.passing(lines.of(batch)):
            pass
        _write_batch(one, batch)

    made = planning.through(parsed, one.source_level, each, told)
    for _line in digest.passing(map(lines.rejected, parsed.bad)):
        pass
    if digest.value(made.superseded) != one.plan_digest:
        raise OtherPlan
    _finish(one, made)


def _write_batch(one: RegisterImport, made: Plan) -> None:
    """Write one batch with the record of what it changes; `beside` is saved by _finish()."""
    products = {
        row.certificate.product.id for row in made.rows if row.outcome is not Outcome.UNCHANGED
    }
    products |= set(made.groups)
    touched = {pk for pk in products if pk is not None}
    beside = one.beside
    for name, before in (
        ("groups", before_after.groups(made.groups)),
        ("locations", before_after.locations(made.locations)),
    ):
        beside[name] = before | beside.get(name, {})  # a batch before may have changed it first
    with before_after.watching(one, touched):
        touched |= _write(made, one)
    after = {str(pk): asdict(at) for pk, at in made.locations.items()}
    beside["locations_after"] = beside.get("locations_after", {}) | after
    after_groups = {str(pk): group for pk, group in made.groups.items()}
    beside["groups_after"] = beside.get("groups_after", {}) | after_groups


def _finish(one: RegisterImport, made: Tally) -> None:
    decision = made.parsed.decision
    if decision:
        one.number, one.decided_on = decision.number, decision.day
        one.authority = decision.authority
    one.state = RegisterImport.State.APPLIED
    one.report = report.stored(made) | {"near": near.ask(one, made)}
    one.applied_at = clock.now()
    one.save()
    record(
        "ocop_sync.import",
        actor_id=one.uploaded_by_id,
        subject=f"import:{one.pk}",
        data={
            "sha256": one.sha256,
            "confirmed_by": one.confirmed_by_id,
            **report.counts(made),
        },
    )


def _write(made: Plan, one: RegisterImport) -> set[int]:
    """Answers the ids of the certified products it made."""
    actor_id = one.uploaded_by_id
    created = [row for row in made.rows if row.outcome is Outcome.CREATED]
    _register_producers([row.certificate.product.producer for row in created], actor_id)
    relocate(made.locations, actor_id=actor_id)
    products: dict[int, NewProduct | int] = {}
    new = [_new(row, made, products) for row in created]
    corrections = [_correction(row, made) for row in made.rows if row.outcome is Outcome.UPDATED]
    write(
        Batch(new, corrections, made.groups),
        actor_id=actor_id,
        via=one.confirmed_via,
        confirmed_by_id=one.confirmed_by_id,
    )
    known = {product.id for product in (row.certificate.product for row in created)}
    for row, certificate in zip(created, new, strict=True):
        row.certificate.id, row.certificate.product.id = certificate.id, certificate.product_id
    revoke(
        [
            Revocation(written(gone.certificate), gone.at, gone.number, gone.reason)
            for gone in made.withdrawn
        ],
        actor_id=actor_id,
    )
    return {written(row.certificate.product) for row in created} - known


def _correction(row: PlannedRow, made: Plan) -> Correction:
    changes = {name: after for name, (_before, after) in row.changes.items()}
    if row.again:  # as if it had not been there: _correct() confirms it anew where the row does
        changes |= {"state": row.certificate.state, "first_day": None, "last_day": None}
        changes |= NOT_REVOKED
    if row.confirms or row.again:
        changes |= _source(row, made)
    return Correction(written(row.certificate), changes, row.confirms)


def _source(row: PlannedRow, made: Plan) -> dict[str, Any]:
    return {
        "source_level": made.level_of(row.row),
        "source_file": made.parsed.name[-200:],
        "source_sheet": row.row.sheet[:100],
        "source_row": row.row.number,
    }


def _register_producers(producers: list[Producer], actor_id: int) -> None:
    new = {id(one): one for one in producers if one.id is None}
    entries = [NewProducer(one.name, location(one.address, one.where)) for one in new.values()]
    register(entries, actor_id=actor_id)
    for producer, entry in zip(new.values(), entries, strict=True):
        producer.id = entry.id


def _new(row: PlannedRow, made: Plan, products: dict[int, NewProduct | int]) -> NewCertificate:
    certificate = row.certificate
    product: Product = certificate.product
    if id(product) not in products:
        products[id(product)] = product.id or NewProduct(
            written(product.producer), product.name, product.group_id
        )
    return NewCertificate(
        product=products[id(product)],
        number=certificate.number,
        decided_on=certificate.decided_on,
        confirmed=made.gives_stars,
        **_source(row, made),
        **certificate.values,
    )
