from django.apps import AppConfig


class ProducersConfig(AppConfig):
    name = "marketplace.producers"
    label = "ocop_producers"
    default_auto_field = "django.db.models.BigAutoField"
