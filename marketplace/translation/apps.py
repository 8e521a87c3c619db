from django.apps import AppConfig


class TranslationConfig(AppConfig):
    name = "marketplace.translation"
    label = "ocop_translation"
    default_auto_field = "django.db.models.BigAutoField"
