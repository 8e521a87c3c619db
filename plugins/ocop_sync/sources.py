"""Registries that are asked for their list from time to time."""

import hashlib
import logging
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.audit.record import record
from marketplace.open_internet import is_public
from marketplace.refusal import Problem
from plugins.ocop_sync import keep
from plugins.ocop_sync.models import RegisterImport, ScheduledSource
from plugins.ocop_sync.planned import Level
from plugins.ocop_sync.problems import sentence
from plugins.ocop_sync.refused import ImportRefused
from plugins.ocop_sync.registry.fetch import fetch
from plugins.ocop_sync.registry.source import FetchFailed, Source
from plugins.ocop_sync.upload import Brought, upload

logger = logging.getLogger(__name__)
LEASE = timedelta(minutes=30)  # a worker that dies while it asks leaves the source due after this
SILENT_AFTER = 3  # missed times
EVERY_HOURS = (1, 6, 24, 168)
Result = ScheduledSource.Result


def add(name: str, url: str, level: str, every_hours: int, *, actor_id: int) -> ScheduledSource:
    """Add a source; it is asked at once. Raises ImportRefused, by field: url, source_level.

    Where a name leads is looked up when the source is asked, every time anew.
    """
    problems = []
    if level not in Level.values:
        problems.append(Problem("level", _("Choose where the list comes from."), "source_level"))
    if ScheduledSource.objects.filter(url=url).exists():
        problems.append(Problem("known", _("This address is a source already."), "url"))
    problems += _of_address(url)
    if problems:
        raise ImportRefused(problems)
    moment = clock.now()
    with transaction.atomic():
        one = ScheduledSource.objects.create(
            name=name,
            url=url,
            source_level=level,
            every_hours=every_hours,
            added_by_id=actor_id,
            added_at=moment,
            due_at=moment,
        )
        record("ocop_sync.source", actor_id=actor_id, subject=f"source:{one.code}", data={})
    return one


def _of_address(url: str) -> list[Problem]:
    try:
        _source(url).origin  # noqa: B018 - raises
    except FetchFailed:
        return [Problem("address", _("Write an address that begins with https://"), "url")]
    try:
        public_alone = not settings.SOURCES_MAY_BE_LOCAL
        if public_alone and not is_public(str(urlsplit(url).hostname)):
            return [Problem("private", sentence("source_private", {}), "url")]
    except ValueError:
        pass  # a name
    return []


def _source(url: str) -> Source:
    return Source(url, may_be_local=settings.SOURCES_MAY_BE_LOCAL)


def switch(code: str, *, on: bool, actor_id: int) -> ScheduledSource:
    """Switch a source on, which makes it due, or off. Locks it. Raises ScheduledSource.DoesNotExist."""
    with transaction.atomic():
        one = ScheduledSource.objects.select_for_update().get(code=code)
        one.is_on, one.due_at = on, clock.now()
        one.save(update_fields=["is_on", "due_at"])
        record(
            "ocop_sync.source_switch",
            actor_id=actor_id,
            subject=f"source:{one.code}",
            data={"on": on},
        )
    return one


def silent(moment: datetime) -> QuerySet[ScheduledSource]:
    """Sources that gave no list for three times as long as they should."""
    allowed = ExpressionWrapper(
        F("every_hours") * timedelta(hours=SILENT_AFTER), output_field=DurationField()
    )
    until = ExpressionWrapper(
        Coalesce("heard_at", "added_at") + allowed, output_field=DateTimeField()
    )
    return ScheduledSource.objects.filter(is_on=True).alias(until=until).filter(until__lt=moment)


def fetch_due() -> int:
    """Ask every source that is due, one after the other; answers how many were asked."""
    due = ScheduledSource.objects.filter(is_on=True, due_at__lte=clock.now())
    return sum(_ask(pk) for pk in due.order_by("due_at").values_list("pk", flat=True))


def _ask(pk: int) -> bool:
    one = _take(pk)
    if one is None:
        return False
    try:
        content = fetch(_source(one.url), keep.folder() / "sources" / one.code).content
    except FetchFailed as failed:
        _note(one, Result.FAILED, error={"code": failed.code, "data": failed.data})
    except Exception:
        logger.exception("source %s failed", one.code)
        _note(one, Result.FAILED, error={"code": "unexpected", "data": {}})
    else:
        _heard(one, content)
    return True


def _take(pk: int) -> ScheduledSource | None:
    """The source, lent for a while: it is asked outside of any transaction."""
    with transaction.atomic():
        one = (
            ScheduledSource.objects.select_for_update(skip_locked=True)
            .filter(pk=pk, is_on=True, due_at__lte=clock.now())
            .first()
        )
        if one is not None:
            one.tried_at, one.due_at = clock.now(), clock.now() + LEASE
            one.save(update_fields=["tried_at", "due_at"])
        return one


def _heard(one: ScheduledSource, content: bytes) -> None:
    """By what was brought before, not by what the fetching says: a worker may die in between."""
    last = one.last_import
    if last is not None and last.sha256 == hashlib.sha256(content).hexdigest():
        _note(one, Result.UNCHANGED)
        return
    name = f"{one.name} {clock.today():%Y-%m-%d}.json"
    with transaction.atomic():
        try:
            brought = upload(
                Brought(name, content, one.source_level, url=one.url), actor_id=one.added_by_id
            )
        except ImportRefused as refused:
            _note(one, Result.FAILED, error={"code": refused.codes[0], "data": {}})
        else:
            _note(one, Result.NEW, brought=brought)


def _note(
    one: ScheduledSource,
    result: str,
    *,
    error: dict[str, object] | None = None,
    brought: RegisterImport | None = None,
) -> None:
    moment = clock.now()
    one.result, one.error = result, error or {}
    one.due_at = moment + timedelta(hours=one.every_hours)
    if result != Result.FAILED:
        one.heard_at = moment
    if brought is not None:
        one.last_import = brought
    one.save(update_fields=["result", "error", "due_at", "heard_at", "last_import"])
