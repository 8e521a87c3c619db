"""Django's `bulk_update` asks its objects two things that Saleor's `FinalSortOrder` cannot answer.

`FinalSortOrder` is a frozen pair of primary key and sort order, given to `bulk_update` in place of
model instances. It always has its key and no relations, so both answers are fixed.
"""

from types import ModuleType

from .after_import import after_import


def install() -> None:
    after_import("saleor.graphql.core.utils.reordering", _mend)


def _mend(reordering: ModuleType) -> None:
    reordering.FinalSortOrder._is_pk_set = lambda self, meta=None: self.pk is not None
    reordering.FinalSortOrder._prepare_related_fields_for_save = (
        lambda self, operation_name, fields=None: None
    )
