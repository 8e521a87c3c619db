"""The worker's side of accounts."""

from celery import shared_task

from marketplace.accounts import check_code


@shared_task(ignore_result=True)
def forget_codes() -> None:
    check_code.forget_old()
