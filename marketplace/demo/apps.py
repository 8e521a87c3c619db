from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "marketplace.demo"
    label = "ocop_demo"
    default_auto_field = "django.db.models.BigAutoField"
