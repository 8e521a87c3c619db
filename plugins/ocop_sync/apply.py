"""Writing a plan: planned and written under the register's lock, in one transaction."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.db import connection, transaction

from marketplace import clock
from marketplace.audit.record import record
from marketplace.certification.batch import Batch, Correction, NewCertificate, NewProduct
from marketplace.certification.record import lock_register, write
from marketplace.certification.revoke import Revocation, revoke
from marketplace.producers.register import NewProducer, register, relocate
from plugins.ocop_sync import before_after, keep, plan, report, snapshot
from plugins.ocop_sync.identity import Producer, Product, written
from plugins.ocop_sync.models import COMMAND_LINE, RegisterImport
from plugins.ocop_sync.parse import ParsedFile
from plugins.ocop_sync.planned import Level, Outcome, Plan, PlannedRow


def dry_run(parsed: ParsedFile, watch: Callable = lambda rows: rows) -> Plan:
    """The plan of this moment. The database itself refuses any write while it is made."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        return plan.make(parsed, snapshot.load(parsed.rows), clock.today(), watch)


def apply(
    parsed: ParsedFile,
    content: bytes,
    *,
    actor_id: int,
    watch: Callable = lambda rows: rows,
    progress: Callable[[int], Any] = lambda n: None,
) -> Plan:
    """Plan and write the file, all of it or nothing; answers the plan that was written.

    Locks the register, so that nothing comes between plan and writing. The caller has checked
    that the person may import; the command line counts as the second who confirms.
    """
    with transaction.atomic():
        lock_register()
        made = plan.make(parsed, snapshot.load(parsed.rows), clock.today(), watch)
        moment = clock.now()
        one = RegisterImport.objects.create(
            state=RegisterImport.State.APPLIED,
            file_name=parsed.name[-255:],
            sha256=parsed.sha256,
            size=len(content),
            kept_as=keep.keep(content, parsed.sha256),
            source_level=Level.SIGNED_DECISION if _decided(made) else Level.STATE_PRESS,
            uploaded_by_id=actor_id,
            uploaded_at=moment,
            confirmed_at=moment,
            confirmed_via=COMMAND_LINE,
            applied_at=moment,
        )
        write_plan(one, made, progress)
    return made


def write_plan(
    one: RegisterImport, made: Plan, progress: Callable[[int], Any] = lambda n: None
) -> None:
    """Write the plan as this import's, with the record of what it changed, and save the import.

    Call under lock_register(), in the transaction that made the plan. What is written is the
    uploader's, confirmed by whom the import names.
    """
    products = {
        row.certificate.product.id for row in made.rows if row.outcome is not Outcome.UNCHANGED
    }
    products |= set(made.groups)
    touched = {pk for pk in products if pk is not None}
    one.beside = {
        "groups": before_after.groups(made.groups),
        "locations": before_after.locations(made.locations),
    }
    with before_after.watching(one, touched):
        touched |= _write(made, one, progress)
    one.beside["locations_after"] = {str(pk): asdict(at) for pk, at in made.locations.items()}
    one.beside["groups_after"] = {str(pk): group for pk, group in made.groups.items()}
    decision = made.parsed.decision
    if decision:
        one.number, one.decided_on = decision.number, decision.day
        one.authority = decision.authority
    one.state = RegisterImport.State.APPLIED
    one.report = report.stored(made)
    one.certificate_ids = _touched(made)
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


def _write(made: Plan, one: RegisterImport, progress: Callable[[int], Any]) -> set[int]:
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
        progress=progress,
    )
    for row, certificate in zip(created, new, strict=True):
        row.certificate.id = certificate.id
    revoke(
        [
            Revocation(written(gone.certificate), gone.at, gone.number, gone.reason)
            for gone in made.withdrawn
        ],
        actor_id=actor_id,
    )
    progress(len(made.withdrawn))
    return {
        product.id
        for product in products.values()
        if isinstance(product, NewProduct) and product.id is not None
    }


def _correction(row: PlannedRow, made: Plan) -> Correction:
    changes = {name: after for name, (_before, after) in row.changes.items()}
    if row.again:  # as if it had not been there: _correct() confirms it anew where the row does
        changes |= {"state": row.certificate.state, "first_day": None, "last_day": None}
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
    entries = [NewProducer(one.name, plan.location(one.address, one.where)) for one in new.values()]
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


def _decided(made: Plan) -> bool:
    return bool(made.rows) and all(row.row.decision.is_complete for row in made.rows)


def _touched(made: Plan) -> list[int]:
    changed = [row.certificate for row in made.rows if row.outcome is not Outcome.UNCHANGED]
    return sorted(
        {written(one) for one in [*changed, *(one.certificate for one in made.withdrawn)]}
    )
