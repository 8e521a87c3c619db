from django.apps import AppConfig


class ListingsConfig(AppConfig):
    name = "marketplace.listings"
    label = "ocop_listings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from marketplace.listings import merged  # noqa: F401  (subscribes)
