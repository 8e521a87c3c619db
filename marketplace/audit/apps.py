from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "marketplace.audit"
    label = "ocop_audit"
    default_auto_field = "django.db.models.BigAutoField"
