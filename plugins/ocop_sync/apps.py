from django.apps import AppConfig


class OcopSyncConfig(AppConfig):
    name = "plugins.ocop_sync"
    label = "ocop_sync"
    default_auto_field = "django.db.models.BigAutoField"
