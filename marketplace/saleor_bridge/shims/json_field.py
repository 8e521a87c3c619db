"""`django.contrib.postgres.fields.JSONField` is left in Django as a stub for old migrations.

It still works (it is today's JSONField under the old name), but every model that uses it fails the
system check fields.E904. The check stays on for all models but Saleor's.
"""

from django.contrib.postgres.fields import JSONField


def install() -> None:
    plain = JSONField._check_deprecation_details
    if getattr(plain, "allows_saleor", False):
        return

    def check(self) -> list:
        if self.model.__module__.startswith("saleor."):
            return []
        return plain(self)

    check.allows_saleor = True
    JSONField._check_deprecation_details = check
