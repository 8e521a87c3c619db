"""The worker's side of an import."""

import logging

from celery import shared_task
from django.db import transaction

from plugins.ocop_sync.models import RegisterImport

logger = logging.getLogger(__name__)
FOR_WORKER = (
    RegisterImport.State.READING,
    RegisterImport.State.CONFIRMED,
    RegisterImport.State.UNDOING,
)


def hand_over(one: RegisterImport) -> None:
    """Nudge the worker once this transaction commits. A broker that is down loses nothing: the
    timed sweep() finds the import by its state."""
    transaction.on_commit(lambda: _nudge(one.pk))


def _nudge(pk: int) -> None:
    try:
        work_on.apply_async((pk,), retry=False)
    except Exception as error:  # any broker fault: the sweep is the guarantee, this is speed
        logger.warning("import nudge failed: %s", type(error).__name__)


@shared_task(ignore_result=True)
def work_on(pk: int) -> None:
    from plugins.ocop_sync import run

    run.work_on(pk)


@shared_task(ignore_result=True)
def fetch_sources() -> None:
    from plugins.ocop_sync import sources

    sources.fetch_due()


@shared_task(ignore_result=True)
def sweep() -> None:
    """Every import that is the worker's turn, also one whose worker was killed: the row lock of a
    worker that lives keeps others away, and a dead one holds none."""
    for pk in RegisterImport.objects.filter(state__in=FOR_WORKER).values_list("pk", flat=True):
        work_on(pk)
