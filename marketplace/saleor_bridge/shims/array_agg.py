"""`ArrayAgg` over no rows gave [] up to Django 4 and gives None since 5.0.

Saleor's permission groups iterate over the answer, so in that module the old answer is given.
"""

from types import ModuleType

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Value

from .after_import import after_import


class ArrayAggOfNothingIsEmpty(ArrayAgg):
    """ArrayAgg with the default it had when Saleor was written."""

    def __init__(self, *expressions, default=None, **extra):
        super().__init__(*expressions, default=Value([]) if default is None else default, **extra)


def install() -> None:
    after_import("saleor.graphql.account.utils", _mend)


def _mend(account_utils: ModuleType) -> None:
    account_utils.ArrayAgg = ArrayAggOfNothingIsEmpty
