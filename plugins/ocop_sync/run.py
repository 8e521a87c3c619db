"""What the worker does with an import: makes its plan, and once it is confirmed, writes it.

Everything about one import happens in one transaction that holds its row. A worker that is
killed leaves nothing but the count of attempts; whoever comes next finds the state as it was and
does all of it. One that comes while another works finds the row locked and goes away.
"""

import logging
from functools import partial

from django.db import DatabaseError, transaction

from marketplace import clock
from marketplace.certification.record import lock_register
from plugins.ocop_sync import apply, keep, lines, parse, plan, plugin, progress, report, snapshot
from plugins.ocop_sync.book import Unreadable
from plugins.ocop_sync.collector import resting
from plugins.ocop_sync.models import RegisterImport
from plugins.ocop_sync.parse import ParsedFile
from plugins.ocop_sync.planned import Plan
from plugins.ocop_sync.readers import apart

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
    except DatabaseError as error:  # a server that went away, a deadlock: the sweep comes again
        logger.warning("import %s: %s", pk, type(error).__name__)
    except Exception:
        logger.exception("import %s failed", pk)
        _fail(pk, "unexpected")


def _take(pk: int) -> RegisterImport | None:
    return (
        RegisterImport.objects.select_for_update(skip_locked=True)
        .filter(pk=pk, state__in=[State.READING, State.CONFIRMED])
        .first()
    )


def _count_attempt(pk: int) -> bool:
    """In a transaction of its own, so that a killed worker's attempt counts."""
    with transaction.atomic():
        one = _take(pk)
        if one is None:
            return False
        one.attempts += 1
        if one.attempts > MOST_ATTEMPTS:
            one.state, one.error = State.FAILED, {"code": "gave_up", "data": {}}
        one.save(update_fields=["attempts", "state", "error"])
        return one.state != State.FAILED


def _work(one: RegisterImport) -> None:
    teller = progress.Teller(one)
    teller.tell("reading")
    parsed = _parsed(one)
    if one.state == State.READING:
        _wait(one, _plan(one, parsed, teller))
    else:
        lock_register()
        made = _plan(one, parsed, teller)
        if lines.digest(made) != one.plan_digest:
            one.confirmed_by_id, one.confirmed_at, one.confirmed_via = None, None, ""
            one.error = {"code": "register_changed", "data": {}}
            _wait(one, made)
        else:
            one.error, one.attempts = {}, 0
            apply.write_plan(one, made, teller.writing(made.total))
    progress.forget(one)


def _plan(one: RegisterImport, parsed: ParsedFile, teller: progress.Teller) -> Plan:
    return plan.make(
        parsed,
        snapshot.load(parsed.rows),
        clock.today(),
        teller.comparing,
        level=one.source_level,
    )


def _wait(one: RegisterImport, made: Plan) -> None:
    """Show the plan to the second person, and hold what is confirmed to exactly this plan."""
    decision = made.parsed.decision
    if decision:
        one.number, one.decided_on = decision.number, decision.day
        one.authority = decision.authority
    one.state, one.attempts = State.WAITING, 0
    one.report, one.plan_digest = report.stored(made), lines.digest(made)
    one.save()
    lines.keep(one, made)


def _parsed(one: RegisterImport) -> ParsedFile:
    most = plugin.most_rows()
    if most is None:
        raise Unreadable("switched_off")
    # In a process of its own: a file made to break a library must not take the worker with it.
    parsed = parse.parse(one.file_name, keep.read(one.kept_as), partial(apart.read, most_rows=most))
    rows = len(parsed.rows) + len(parsed.bad)
    if rows > most:
        raise Unreadable("too_many_rows", rows=rows, most=most)
    return parsed


def _fail(pk: int, code: str, data: dict[str, object] | None = None) -> None:
    with transaction.atomic():
        one = _take(pk)
        if one is not None:
            one.state, one.error = State.FAILED, {"code": code, "data": data or {}}
            one.save(update_fields=["state", "error"])
            progress.forget(one)
