"""The bridge as a Django app: the first of all, so that its shims come before Saleor's models."""

from django.apps import AppConfig

from . import shims


class SaleorBridgeConfig(AppConfig):
    name = "marketplace.saleor_bridge"
    label = "ocop_saleor_bridge"
    verbose_name = "Saleor bridge"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import checks  # noqa: F401  (registers the system checks)

        shims.apply_when_ready()
