from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "marketplace.web.console"
    label = "ocop_console"
    default_auto_field = "django.db.models.BigAutoField"
