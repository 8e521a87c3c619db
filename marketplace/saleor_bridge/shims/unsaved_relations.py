"""Django refuses to follow a reverse relation of an instance that is not saved yet.

`attributeCreate` asks the values of the attribute it is about to make, to see whether they are
unique. An attribute without a key has no values: only then the question is answered with none.
"""

from types import ModuleType

from .after_import import after_import


class _NotSavedYet:
    """Stands for a new attribute in the one question asked of it."""

    def __init__(self, values) -> None:
        self.values = values


def install() -> None:
    after_import("saleor.graphql.product.mutations.attributes", _mend)


def _mend(attributes: ModuleType) -> None:
    mixin = attributes.AttributeMixin
    plain = mixin.check_values_are_unique.__func__
    if getattr(plain, "takes_unsaved", False):
        return

    def check(cls, values_input, attribute):
        if attribute.pk is None:
            attribute = _NotSavedYet(attributes.models.AttributeValue.objects.none())
        return plain(cls, values_input, attribute)

    check.takes_unsaved = True
    mixin.check_values_are_unique = classmethod(check)
