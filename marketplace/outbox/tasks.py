"""The worker's side of the outbox."""

from celery import shared_task

from marketplace.outbox import deliver


@shared_task(ignore_result=True)
def deliver_one(message_id: int) -> None:
    deliver.deliver(message_id)


@shared_task(ignore_result=True)
def sweep() -> None:
    deliver.sweep()
