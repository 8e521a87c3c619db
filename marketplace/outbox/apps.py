from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "marketplace.outbox"
    label = "ocop_outbox"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from marketplace.outbox import webhook_delivery  # noqa: F401  (registers its handler)
