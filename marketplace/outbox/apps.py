from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "marketplace.outbox"
    label = "ocop_outbox"
    default_auto_field = "django.db.models.BigAutoField"
