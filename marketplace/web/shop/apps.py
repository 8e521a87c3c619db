from django.apps import AppConfig


class ShopConfig(AppConfig):
    name = "marketplace.web.shop"
    label = "ocop_shop"
    default_auto_field = "django.db.models.BigAutoField"
