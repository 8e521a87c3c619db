"""Writing a plan: planned and written under the register's lock, in one transaction."""

from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

from marketplace import clock
from marketplace.audit.record import record
from marketplace.certification.batch import Batch, Correction, NewCertificate, NewProduct
from marketplace.certification.record import lock_register, write
from marketplace.certification.revoke import Revocation, revoke
from marketplace.producers.register import NewProducer, register, relocate
from plugins.ocop_sync import keep, plan, report, snapshot
from plugins.ocop_sync.identity import Producer, Product, written
from plugins.ocop_sync.models import RegisterImport
from plugins.ocop_sync.parse import ParsedFile
from plugins.ocop_sync.planned import Level, Outcome, Plan, PlannedRow

COMMAND_LINE = "command line"


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
    via: str = COMMAND_LINE,
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
        _write(made, actor_id, via, progress)
        done = RegisterImport.objects.create(
            file_name=parsed.name[-255:],
            sha256=parsed.sha256,
            size=len(content),
            kept_as=keep.keep(content, parsed.sha256),
            source_level=Level.SIGNED_DECISION if _decided(made) else Level.STATE_PRESS,
            number=parsed.decision.number if parsed.decision else "",
            decided_on=parsed.decision.day if parsed.decision else None,
            authority=parsed.decision.authority if parsed.decision else "",
            uploaded_by_id=actor_id,
            confirmed_via=via,
            report=report.stored(made),
            certificate_ids=_touched(made),
            applied_at=clock.now(),
        )
        record(
            "ocop_sync.import",
            actor_id=actor_id,
            subject=f"import:{done.pk}",
            data={"sha256": parsed.sha256, **report.counts(made)},
        )
    return made


def _write(made: Plan, actor_id: int, via: str, progress: Callable[[int], Any]) -> None:
    created = [row for row in made.rows if row.outcome is Outcome.CREATED]
    _register_producers([row.certificate.product.producer for row in created], actor_id)
    relocate(made.locations, actor_id=actor_id)
    products: dict[int, NewProduct | int] = {}
    new = [_new(row, made, products) for row in created]
    corrections = [
        Correction(
            written(row.certificate),
            {name: after for name, (_before, after) in row.changes.items()},
            row.confirms,
        )
        for row in made.rows
        if row.outcome is Outcome.UPDATED
    ]
    write(Batch(new, corrections, made.groups), actor_id=actor_id, via=via, progress=progress)
    for row, one in zip(created, new, strict=True):
        row.certificate.id = one.id
    revoke(
        [
            Revocation(written(one.certificate), one.at, one.number, one.reason)
            for one in made.withdrawn
        ],
        actor_id=actor_id,
    )
    progress(len(made.withdrawn))


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
        source_level=plan.level(row.row),
        source_file=made.parsed.name[-200:],
        source_sheet=row.row.sheet[:100],
        source_row=row.row.number,
        confirmed=True,
        **certificate.values,
    )


def _decided(made: Plan) -> bool:
    return bool(made.rows) and all(row.row.decision.is_complete for row in made.rows)


def _touched(made: Plan) -> list[int]:
    changed = [row.certificate for row in made.rows if row.outcome is not Outcome.UNCHANGED]
    return sorted(
        {written(one) for one in [*changed, *(one.certificate for one in made.withdrawn)]}
    )
