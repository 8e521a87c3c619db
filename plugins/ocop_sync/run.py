"""What the worker does with an import: makes its plan; once it is confirmed, writes it; undoes it.

Everything about one import happens in one transaction that holds its row. A worker that is
killed leaves nothing but the count of attempts; whoever comes next finds the state as it was and
does all of it. One that comes while another works finds the row locked and goes away.
"""

import logging
from functools import partial

from django.db import DatabaseError, InterfaceError, OperationalError, transaction

from marketplace.certification.record import lock_register
from plugins.ocop_sync import (
    apply,
    keep,
    marked,
    near,
    parse,
    planning,
    plugin,
    progress,
    report,
    spool,
    undo,
)
from plugins.ocop_sync.book import Unreadable
from plugins.ocop_sync.collector import resting
from plugins.ocop_sync.models import RegisterImport
from plugins.ocop_sync.parse import ParsedFile
from plugins.ocop_sync.readers import apart
from plugins.ocop_sync.tasks import FOR_WORKER

logger = logging.getLogger(__name__)
MOST_ATTEMPTS = 5  # a file that ends its worker each time must not do so for ever
State = RegisterImport.State


def work_on(pk: int) -> None:
    """Do what is the worker's turn; nothing if there is no turn, or another worker has it."""
    if not _count_attempt(pk):
        return
    try:
        with resting(), transaction.atomic():
            one = _take(pk)
            if one is not None:
                _work(one)
    except Unreadable as unreadable:
        _fail(pk, unreadable.code, unreadable.data)
    # A server that went away, a deadlock: the sweep comes again.
    except (OperationalError, InterfaceError) as error:
        logger.warning("import %s: %s", pk, type(error).__name__)
    except Exception:
        logger.exception("import %s failed", pk)
        _fail(pk, "unexpected")
    else:
        if one is not None and one.state == State.WAITING:
            _mark(one)


def _take(pk: int) -> RegisterImport | None:
    return (
        RegisterImport.objects.select_for_update(skip_locked=True)
        .filter(pk=pk, state__in=FOR_WORKER)
        .first()
    )


def _count_attempt(pk: int) -> bool:
    """In a transaction of its own, so that a killed worker's attempt counts."""
    with transaction.atomic():
        one = _take(pk)
        if one is None:
            return False
        one.attempts += 1
        gives_up = one.attempts > MOST_ATTEMPTS
        if gives_up:
            _end(one, "gave_up", {})
        else:
            one.save(update_fields=["attempts"])
        return not gives_up


def _work(one: RegisterImport) -> None:
    teller = progress.Teller(one)
    if one.state == State.UNDOING:
        undo.carry_out(one, teller.undoing(one.changes.count()))
        progress.forget(one)
        return
    teller.tell("reading")
    parsed = _parsed(one)
    if one.state == State.READING:
        _wait(one, parsed, teller)
    else:
        lock_register()
        _write(one, parsed, teller)
    progress.forget(one)


def _mark(one: RegisterImport) -> None:
    """Once the plan is there for all to see: what people may take along must not hold it up."""
    try:
        marked.prepare(one)
    except (Unreadable, OSError, DatabaseError):  # then it is made when somebody asks for it
        logger.exception("import %s: no list of errors", one.pk)


def _write(one: RegisterImport, parsed: ParsedFile, teller: progress.Teller) -> None:
    """Write what was confirmed; where the register has changed, let the plan of now wait."""
    one.error, one.attempts = {}, 0
    try:
        with transaction.atomic():
            apply.write_confirmed(one, parsed, teller.writing(_rows(parsed)))
    except apply.OtherPlan:
        one.confirmed_by_id, one.confirmed_at, one.confirmed_via = None, None, ""
        one.error, one.beside = {"code": "register_changed", "data": {}}, {}
        _wait(one, parsed, teller)


def _wait(one: RegisterImport, parsed: ParsedFile, teller: progress.Teller) -> None:
    """Show the plan to the second person, and hold what is confirmed to exactly this plan."""
    made, one.plan_digest = planning.keep(one, parsed, teller.comparing(_rows(parsed)))
    decision = parsed.decision
    if decision:
        one.number, one.decided_on = decision.number, decision.day
        one.authority = decision.authority
    one.state, one.attempts = State.WAITING, 0
    one.report = report.stored(made) | {"near": near.planned(made)}
    one.save()


def _parsed(one: RegisterImport) -> ParsedFile:
    most = plugin.most_rows()
    if most is None:
        raise Unreadable("switched_off")
    # In a process of its own: a file made to break a library must not take the worker with it.
    read = partial(apart.stream, most_rows=most)
    parsed = parse.parse(one.file_name, keep.read(one.kept_as), read, spool.empty())
    rows = _rows(parsed)
    if rows > most:
        raise Unreadable("too_many_rows", rows=rows, most=most)
    return parsed


def _rows(parsed: ParsedFile) -> int:
    return len(parsed.rows) + len(parsed.bad)


def _fail(pk: int, code: str, data: dict[str, object] | None = None) -> None:
    with transaction.atomic():
        one = _take(pk)
        if one is not None:
            _end(one, code, data or {})
            progress.forget(one)


def _end(one: RegisterImport, code: str, data: dict[str, object]) -> None:
    """Nothing of it is in the register; of an undo: all of it still is."""
    if one.state == State.UNDOING:
        undo.give_back(one, "undo_failed", {})
        return
    one.state, one.error = State.FAILED, {"code": code, "data": data}
    one.save(update_fields=["attempts", "state", "error"])
