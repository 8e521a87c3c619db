from django.apps import AppConfig


class InventoryConfig(AppConfig):
    name = "marketplace.inventory"
    label = "ocop_inventory"
    default_auto_field = "django.db.models.BigAutoField"
