"""The worker's side of the register."""

from celery import shared_task

from marketplace.certification import near_register


@shared_task(ignore_result=True)
def ask_near_matches() -> None:
    """Every night: every near pair of the register into the queue, also what no import compared."""
    near_register.ask_all()
