from django.apps import AppConfig


class InventoryConfig(AppConfig):
    name = "marketplace.inventory"
    label = "ocop_inventory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from marketplace.inventory import closing  # noqa: F401  (subscribes)
        from marketplace.inventory.stock_check import ask  # noqa: F401  (registers its handler)
