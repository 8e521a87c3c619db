from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "marketplace.catalogue"
    label = "ocop_catalogue"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from marketplace.catalogue import listen, webhook_news  # noqa: F401  (subscribe)
