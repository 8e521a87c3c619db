from django.apps import AppConfig


class CertificationConfig(AppConfig):
    name = "marketplace.certification"
    label = "ocop_certification"
    default_auto_field = "django.db.models.BigAutoField"
